package stats

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// uwsgi is what uWSGI 2.0.21 of Debian shows, with one request answered.
const uwsgi = `{"version":"2.0.21-debian","listen_queue":0,"listen_queue_errors":0,"signal_queue":0,"load":0,"pid":7098,"uid":0,"gid":0,"cwd":"/tmp",
"locks":[{"user 0":0}],"sockets":[{"name":"127.0.0.1:18779","proto":"http","queue":0,"max_queue":100,"shared":0,"can_offload":0}],
"workers":[{"id":1,"pid":7134,"accepting":1,"requests":1,"delta_requests":1,"exceptions":0,"harakiri_count":0,"signals":0,"signal_queue":0,
"status":"idle","rss":0,"vsz":0,"running_time":291,"last_spawn":1795671349,"respawn_count":1,"tx":20,"avg_rt":145,
"apps":[{"id":0,"modifier1":0,"mountpoint":"","startup_time":0,"requests":1,"exceptions":0,"chdir":""}],
"cores":[{"id":0,"requests":1,"static_requests":0,"routed_requests":0,"offloaded_requests":0,"write_errors":0,"read_errors":0,"in_request":0,"vars":[],"req_info":{}}]}]}`

// shape lists the keys of a value with their types. The locks are uWSGI's own.
func shape(at string, v any) (all []string) {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if key != "locks" {
				all = append(all, shape(at+"/"+key, value)...)
			}
		}
	case []any:
		all = append(all, at+" is a list")
		for _, item := range v {
			all = append(all, shape(at+"/*", item)...)
		}
	default:
		all = append(all, fmt.Sprintf("%s %T", at, v))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func parsed(t *testing.T, text string) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestKeysAndTypesAreThoseOfUWSGI(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	counts := &Counts{}
	counts.End(counts.Begin().Add(-time.Second), 20, true)
	counts.Begin()
	go Serve(l, func() Source {
		return Source{Master: 7, Started: time.Unix(5, 0), Reloads: 2, Apps: []App{{"main", counts, []net.Addr{l.Addr()}}}}
	})
	defer l.Close()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	text, err := io.ReadAll(c)
	if err != nil {
		t.Fatal(err)
	}
	got := parsed(t, string(text))
	if ours, theirs := shape("", got), shape("", parsed(t, uwsgi)); !slices.Equal(ours, theirs) {
		t.Errorf("they are\n%s\nof uWSGI\n%s", strings.Join(ours, "\n"), strings.Join(theirs, "\n"))
	}
	w := got["workers"].([]any)[0].(map[string]any)
	for key, want := range map[string]any{"requests": 1.0, "exceptions": 1.0, "tx": 20.0, "status": "busy", "last_spawn": 5.0, "respawn_count": 3.0, "pid": float64(os.Getpid())} {
		if w[key] != want {
			t.Errorf("%s is %v, want %v", key, w[key], want)
		}
	}
	if rt := w["avg_rt"].(float64); rt < 1e6 || rt > 1e8 || got["pid"] != 7.0 || got["load"] != 1.0 {
		t.Errorf("%v %v %v", rt, got["pid"], got["load"])
	}
}
