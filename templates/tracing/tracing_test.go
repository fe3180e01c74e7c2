package tracing

import (
	"bytes"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/peers"
)

const (
	trace = "4bf92f3577b34da6a3ce929d0e0e4736"
	from  = "00f067aa0ba902b7"
)

func TestParse(t *testing.T) {
	sampled, not := parent{trace, from, true}, parent{trace, from, false}
	for text, want := range map[string]parent{
		"00-" + trace + "-" + from + "-01":                          sampled,
		" 00-" + trace + "-" + from + "-01\t":                       sampled,
		"00-" + trace + "-" + from + "-00":                          not,
		"00-" + trace + "-" + from + "-fe":                          not,
		"00-" + trace + "-" + from + "-03":                          sampled,
		"cc-" + trace + "-" + from + "-01":                          sampled,
		"cc-" + trace + "-" + from + "-01-what":                     sampled,
		"cc-" + trace + "-" + from + "-01what":                      {},
		"00-" + trace + "-" + from + "-01-what":                     {},
		"00-" + trace + "-" + from + "-01-":                         {},
		"ff-" + trace + "-" + from + "-01":                          {},
		"0g-" + trace + "-" + from + "-01":                          {},
		"00-" + strings.ToUpper(trace) + "-" + from + "-01":         {},
		"00-" + strings.Repeat("0", 32) + "-" + from + "-01":        {},
		"00-" + trace + "-" + strings.Repeat("0", 16) + "-01":       {},
		"00-" + trace + "-" + from + "-0":                           {},
		"00-" + trace + "-" + from + "-0x":                          {},
		"00-" + trace[1:] + "-" + from + "1-01":                     {},
		"00_" + trace + "_" + from + "_01":                          {},
		"":                                                          {},
		"00-" + trace + "-" + from + "-01,00-" + trace + "-" + from: {},
	} {
		got, ok := parse([]string{text})
		if got != want || ok != (want != parent{}) {
			t.Errorf("%q: %+v, %v", text, got, ok)
		}
	}
	twice := "00-" + trace + "-" + from + "-01"
	if _, ok := parse([]string{twice, twice}); ok {
		t.Error("two headers are one")
	}
}

func FuzzParse(f *testing.F) {
	f.Add("00-" + trace + "-" + from + "-01")
	f.Add("cc-" + trace + "-" + from + "-01-what")
	f.Fuzz(func(t *testing.T, text string) {
		p, ok := parse([]string{text})
		if !ok {
			return
		}
		if again, ok := parse([]string{p.String()}); !ok || again != p {
			t.Errorf("%q is %+v, and written again %+v", text, p, again)
		}
	})
}

// trip is what an app sees.
type trip struct {
	header http.Header
	values map[string]any
	log    string
}

func send(t *testing.T, o Options, header http.Header, app http.HandlerFunc) trip {
	t.Helper()
	var log bytes.Buffer
	filter, err := New(o, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	seen := trip{values: map[string]any{}}
	h := filter(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen.header = r.Header
		for _, key := range []string{"traceparent", "tracestate", "log.attrs"} {
			seen.values[key] = r.Context().Value(key)
		}
		app(w, r)
	}))
	r := httptest.NewRequest("GET", "/a", nil)
	r.Header = header.Clone()
	func() {
		defer func() { _ = recover() }()
		h.ServeHTTP(httptest.NewRecorder(), r)
	}()
	for name := range header {
		if r.Header.Get(name) != header.Get(name) {
			t.Errorf("the request outside has changed: %v", r.Header)
		}
	}
	seen.log = log.String()
	return seen
}

func ok(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok") }

var everybody = peers.Set{All: true}

func TestContinues(t *testing.T) {
	header := http.Header{"Traceparent": {"00-" + trace + "-" + from + "-01"}, "Tracestate": {"a=1", "b=2"}}
	seen := send(t, Options{Trusted: everybody}, header, ok)
	p, valid := parse(seen.header["Traceparent"])
	if !valid || p.trace != trace || p.span == from || !p.sampled || seen.header.Get("Tracestate") != "a=1, b=2" {
		t.Errorf("%v", seen.header)
	}
	if seen.values["traceparent"] != p.String() || seen.values["tracestate"] != "a=1, b=2" {
		t.Errorf("%v", seen.values)
	}
	attrs, _ := seen.values["log.attrs"].([]slog.Attr)
	if len(attrs) != 2 || attrs[0].String() != "trace_id="+trace || attrs[1].String() != "span_id="+p.span || seen.log != "" {
		t.Errorf("%v, log %q", attrs, seen.log)
	}
}

func TestBegins(t *testing.T) {
	for name, header := range map[string]http.Header{
		"none":   {},
		"broken": {"Traceparent": {"nonsense"}, "Tracestate": {"a=1"}},
		"twice":  {"Traceparent": {"00-" + trace + "-" + from + "-01", "00-" + trace + "-" + from + "-01"}, "Tracestate": {"a=1"}},
	} {
		for sample, sampled := range map[float64]bool{0: false, 1: true} {
			seen := send(t, Options{Trusted: everybody, Sample: sample}, header, ok)
			p, valid := parse(seen.header["Traceparent"])
			if !valid || p.trace == trace || p.sampled != sampled || seen.header["Tracestate"] != nil || seen.values["tracestate"] != nil {
				t.Errorf("%s: %v", name, seen.header)
			}
		}
	}
	header := http.Header{"Traceparent": {"00-" + trace + "-" + from + "-01"}}
	if p, _ := parse(send(t, Options{}, header, ok).header["Traceparent"]); p.trace == trace || p.trace == "" {
		t.Errorf("a trace of one who is not trusted goes on: %v", p)
	}
}

func TestState(t *testing.T) {
	for text, want := range map[string]string{"a=1": "a=1", strings.Repeat("a", 512): strings.Repeat("a", 512), strings.Repeat("a", 513): "", "a\x00": ""} {
		if got := state([]string{text}); got != want {
			t.Errorf("%.20q: %.20q", text, got)
		}
	}
	if got := state(nil); got != "" {
		t.Errorf("of nothing: %q", got)
	}
}

func TestLog(t *testing.T) {
	header := http.Header{"Traceparent": {"00-" + trace + "-" + from + "-01"}}
	line := regexp.MustCompile(`level=INFO msg=request method=GET path=/a status=200 duration=\S+ parent_id=` + from + "\n$")
	if seen := send(t, Options{Trusted: everybody, Log: true}, header, ok); !line.MatchString(seen.log) {
		t.Error(seen.log)
	}
	header.Set("Traceparent", "00-"+trace+"-"+from+"-00")
	if seen := send(t, Options{Trusted: everybody, Log: true}, header, ok); seen.log != "" {
		t.Errorf("it is not sampled: %s", seen.log)
	}
	seen := send(t, Options{Sample: 1, Log: true}, header, func(http.ResponseWriter, *http.Request) { panic("x") })
	if !strings.Contains(seen.log, "status=500") || strings.Contains(seen.log, "parent_id") {
		t.Errorf("a panic: %s", seen.log)
	}
}

func TestErrors(t *testing.T) {
	for _, sample := range []float64{-0.1, 1.1, math.NaN()} {
		if filter, err := New(Options{Sample: sample}, slog.Default()); err == nil || filter != nil {
			t.Errorf("%v: no error", sample)
		}
	}
}
