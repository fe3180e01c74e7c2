// Package running asks a program that runs what it tells of itself: how its workers of
// Python are, and what comparing with Python has found.
package running

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// patience is how long a program may take to tell of itself.
const patience = 5 * time.Second

// program is what one that runs tells of itself, as far as status shows it:
// its statistics, as uWSGI's server of those has them.
type program struct {
	PID     int `json:"pid"`
	Workers []struct {
		Requests int `json:"requests"`
	} `json:"workers"`
	Metrics map[string][]sample `json:"metrics"`
}

type sample struct {
	Labels map[string]string `json:"labels"`
	Value  float64           `json:"value"`
}

// address returns where a program tells of itself: as the flag says, or
// $PASTE_STATS, or the section [uwsgi] of the file; "" for nowhere, and for what
// depends on the environment of the program.
func address(flag string, c *parse.Config) string {
	if addr := cmp.Or(flag, os.Getenv("PASTE_STATS")); addr != "" {
		return addr
	}
	if server, _ := c.UWSGIServer(); server != nil { // what is wrong there the other commands tell
		for _, s := range server.Local {
			if s.Key == "stats" && !s.Value.UsesEnv() {
				return s.Value.Where(filepath.Dir(c.Path))
			}
		}
	}
	return ""
}

// Show shows what the program tells that runs, if somebody says where. That
// none runs is an error only where a flag says that one does.
func Show(w io.Writer, flag string, c *parse.Config) error {
	addr := address(flag, c)
	if addr == "" {
		return nil
	}
	r, err := ask(addr)
	text := ""
	switch {
	case err == nil:
		text = r.text(addr)
	case flag != "":
		return err
	default:
		text = err.Error() + "\n"
	}
	_, err = io.WriteString(w, diag.PrintableText(text))
	return err
}

// ask asks the program that runs.
func ask(addr string) (r program, err error) {
	network, place := "tcp", addr
	if path, isPath := strings.CutPrefix(addr, "unix:"); isPath || strings.Contains(addr, "/") {
		network, place = "unix", path
	}
	c, err := net.DialTimeout(network, place, patience)
	if err != nil {
		return r, fmt.Errorf("no program tells of itself at %s: %w", addr, err)
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
		return r, err
	}
	if err := json.NewDecoder(c).Decode(&r); err != nil {
		return r, fmt.Errorf("what answers at %s does not tell what a program of pastegen does: %w", addr, err)
	}
	return r, nil
}

// text has a line for the program, one for each worker of Python, and one for each
// section that is compared with Python.
func (r program) text(addr string) string {
	requests := 0
	for _, w := range r.Workers {
		requests += w.Requests
	}
	var b strings.Builder
	fmt.Fprintf(&b, "runs as process %d, which tells of itself at %s: %s\n", r.PID, addr, words.Count(requests, "request"))
	for _, s := range r.Metrics["python_worker_busy"] {
		worker := s.Labels["worker"]
		of := func(name string) int { return r.number("python_worker_"+name, worker) }
		fmt.Fprintf(&b, "  worker %s: %d of %s busy, %s, %s, %s\n", worker, of("busy"), words.Count(of("threads"), "thread"),
			words.Count(of("requests_total"), "request"), megabytes(of("memory_bytes")), words.Count(of("restarts_total"), "restart"))
	}
	if waiting := r.Metrics["python_requests_waiting"]; len(waiting) > 0 {
		fmt.Fprintf(&b, "  %s waiting for a worker\n", words.Count(int(waiting[0].Value), "request"))
	}
	for _, section := range r.compared() {
		fmt.Fprintf(&b, "  [%s] compared: %s\n", section, r.comparison(section))
	}
	return b.String()
}

// number is that of a worker.
func (r program) number(name, worker string) int {
	for _, s := range r.Metrics[name] {
		if s.Labels["worker"] == worker {
			return int(s.Value)
		}
	}
	return 0
}

// compared are the sections that are compared with Python.
func (r program) compared() (all []string) {
	for _, s := range r.Metrics["shadow_compared_total"] {
		if section := s.Labels["section"]; !slices.Contains(all, section) {
			all = append(all, section)
		}
	}
	return all
}

// comparison tells what has come of it for a section: "12 same, 1 different, 3
// skipped (busy 2, late 1)".
func (r program) comparison(section string) string {
	counts := map[string]int{}
	for _, s := range r.Metrics["shadow_compared_total"] {
		if s.Labels["section"] == section {
			counts[s.Labels["result"]] = int(s.Value)
		}
	}
	why, skipped := map[string]int{}, 0
	for _, s := range r.Metrics["shadow_skipped_total"] {
		if s.Labels["section"] == section {
			why[s.Labels["why"]] = int(s.Value)
			skipped += int(s.Value)
		}
	}
	text := fmt.Sprintf("%d same, %d different", counts["same"], counts["different"])
	if skipped == 0 {
		return text
	}
	var reasons []string
	for _, reason := range slices.Sorted(maps.Keys(why)) {
		reasons = append(reasons, reason+" "+strconv.Itoa(why[reason]))
	}
	return text + fmt.Sprintf(", %d skipped (%s)", skipped, strings.Join(reasons, ", "))
}

func megabytes(n int) string { return strconv.Itoa((n+1<<19)>>20) + " MB" }
