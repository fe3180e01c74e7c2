package healthcheck

import (
	"bytes"
	"encoding/json"
	"html/template"
	"io"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// serve answers with what the backends say.
func (c *checker) serve(w http.ResponseWriter, r *http.Request) {
	results, healthy := c.check(r.Context())
	status := http.StatusOK
	if !healthy {
		status = http.StatusServiceUnavailable
	}
	if r.Method == http.MethodHead {
		if healthy {
			status = http.StatusNoContent
		}
		answer(w, r, status, "text/plain; charset=UTF-8", "")
		return
	}
	mediaType, body := "", ""
	switch preferred(r.Header["Accept"]) {
	case "text/html":
		mediaType, body = "text/html; charset=UTF-8", c.html(results)
	case "application/json":
		mediaType, body = "application/json", c.json(results)
	default:
		mediaType, body = "text/plain; charset=UTF-8", text(results)
	}
	answer(w, r, status, mediaType, body)
}

func answer(w http.ResponseWriter, r *http.Request, status int, mediaType, body string) {
	if status != http.StatusNoContent {
		w.Header().Set("Content-Type", mediaType)
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = io.WriteString(w, body) // nobody is left who could be told
	}
}

func text(results []result) string {
	if len(results) == 0 {
		return "OK"
	}
	var reasons []string
	for _, r := range results {
		reasons = append(reasons, r.reason)
	}
	return strings.Join(reasons, "\n")
}

// report is what is told in detail. The keys are those of oslo.middleware, but
// for go_version.
type report struct {
	Detailed  bool        `json:"detailed"`
	GC        *collection `json:"gc,omitempty"`
	GoVersion string      `json:"go_version,omitempty"`
	Now       string      `json:"now,omitempty"`
	Platform  string      `json:"platform,omitempty"`
	Reasons   []any       `json:"reasons"`
	Threads   []string    `json:"threads,omitempty"` // the goroutines
}

// collection is about memory.
type collection struct {
	Counts    uint32 `json:"counts"`
	HeapBytes uint64 `json:"heap_bytes"`
}

// reason is what one backend has said, in detail.
type reason struct {
	Class   string `json:"class"`
	Details string `json:"details"`
	Reason  string `json:"reason"`
}

func (c *checker) report(results []result) report {
	told := report{Detailed: c.options.Detailed, Reasons: []any{}}
	for _, r := range results {
		if c.options.Detailed {
			told.Reasons = append(told.Reasons, reason{"HealthcheckResult", r.details, r.reason})
		} else {
			told.Reasons = append(told.Reasons, r.reason)
		}
	}
	if c.options.Detailed {
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		told.GC = &collection{memory.NumGC, memory.HeapAlloc}
		told.GoVersion = runtime.Version()
		told.Now = time.Now().UTC().Format("2006-01-02 15:04:05.000000")
		told.Platform = runtime.GOOS + "/" + runtime.GOARCH
		told.Threads = stacks()
	}
	return told
}

// stacks returns what each goroutine does, as much as fits into 1 MB.
func stacks() []string {
	buffer := make([]byte, 1<<20)
	return strings.Split(strings.TrimSpace(string(buffer[:runtime.Stack(buffer, true)])), "\n\n")
}

func (c *checker) json(results []result) string {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "    ")
	if err := encoder.Encode(c.report(results)); err != nil {
		panic(err) // plain texts and numbers
	}
	return strings.TrimSuffix(body.String(), "\n")
}

func (c *checker) html(results []result) string {
	host, _ := os.Hostname() // left out if it is not known
	told := c.report(results)
	var body bytes.Buffer
	page := template.Must(template.New("page").Parse(pageText))
	if err := page.Execute(&body, map[string]any{"Host": host, "Report": told, "Count": len(results)}); err != nil {
		panic(err) // the template is known
	}
	return strings.TrimSpace(body.String())
}

const pageText = `
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Healthcheck Status</title></head>
<body>
{{with .Report}}{{if .Detailed -}}
<h1>Server status</h1>
{{with $.Host}}<p><b>Server hostname:</b> {{.}}</p>
{{end -}}
<p><b>Current time:</b> {{.Now}}</p>
<p><b>Go version:</b> {{.GoVersion}}</p>
<p><b>Platform:</b> {{.Platform}}</p>
<p><b>Garbage collections:</b> {{.GC.Counts}}, <b>bytes in use:</b> {{.GC.HeapBytes}}</p>
<hr>
{{end -}}
<h2>Result of {{$.Count}} checks:</h2>
<table border="1">
<tr>{{if .Detailed}}<th>Kind</th>{{end}}<th>Reason</th>{{if .Detailed}}<th>Details</th>{{end}}</tr>
{{range .Reasons}}<tr>{{if $.Report.Detailed}}<td>{{.Class}}</td><td>{{.Reason}}</td><td>{{.Details}}</td>{{else}}<td>{{.}}</td>{{end}}</tr>
{{end -}}
</table>
{{if .Detailed}}<hr>
<h2>{{len .Threads}} goroutine(s) active:</h2>
{{range .Threads}}<pre>{{.}}</pre>
{{end}}{{end}}{{end -}}
</body>
</html>
`
