package metrics

import (
	"math"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// page is a text in Prometheus' format.
type page struct{ strings.Builder }

// family begins the samples of one name.
func (p *page) family(name, kind, help string) {
	p.WriteString("# HELP " + name + " " + help + "\n# TYPE " + name + " " + kind + "\n")
}

// sample writes a value with labels: names and values in turn.
func (p *page) sample(name string, value float64, labels ...string) {
	p.WriteString(name)
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)
	separator := "{"
	for i := 0; i < len(labels); i += 2 {
		p.WriteString(separator + labels[i] + `="` + escape.Replace(labels[i+1]) + `"`)
		separator = ","
	}
	if len(labels) > 0 {
		p.WriteByte('}')
	}
	p.WriteString(" " + number(value) + "\n")
}

// number writes a number as Prometheus reads it.
func number(value float64) string {
	if math.IsInf(value, 1) {
		return "+Inf"
	}
	return strconv.FormatFloat(value, 'f', -1, 64)
}

// histogram writes how many are in each bucket and those below it.
func (p *page) histogram(name string, buckets []float64, h *histogram, labels ...string) {
	count := int64(0)
	for i, n := range h.counts {
		count += n
		bound := math.Inf(1)
		if i < len(buckets) {
			bound = buckets[i]
		}
		p.sample(name+"_bucket", float64(count), append(labels[:len(labels):len(labels)], "le", number(bound))...)
	}
	p.sample(name+"_sum", h.sum, labels...)
	p.sample(name+"_count", float64(count), labels...)
}

// process writes what is known of the process.
func (p *page) process(started time.Time) {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	for _, m := range []struct {
		name, kind, help string
		value            float64
	}{
		{"go_goroutines", "gauge", "Goroutines there are.", float64(runtime.NumGoroutine())},
		{"go_memstats_heap_alloc_bytes", "gauge", "Bytes in use.", float64(memory.HeapAlloc)},
		{"go_memstats_sys_bytes", "gauge", "Bytes taken from the system.", float64(memory.Sys)},
		{"go_gc_cycles_total", "counter", "Garbage collections.", float64(memory.NumGC)},
		{"process_start_time_seconds", "gauge", "When the program has built its first filter, in seconds since 1970.", float64(started.UnixMilli()) / 1000},
	} {
		p.family(m.name, m.kind, m.help)
		p.sample(m.name, m.value)
	}
}
