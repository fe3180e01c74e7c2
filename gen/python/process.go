package python

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/templates/convert"
)

// Process says how Python is run. What is zero is as the runtime package has it.
type Process struct {
	Workers int           // processes
	Threads int           // of each
	Preload bool          // import first, then fork
	Timeout time.Duration // of one request

	MaxRequests, MaxRequestsJitter int   // after which a worker is replaced
	MemoryLimit                    int64 // in bytes, after which a worker is replaced
	Queue                          int   // requests that may wait

	// Watch replaces workers when a Python file changes, and TouchReload when one
	// of these does: paths from the folder of the INI file.
	Watch       bool
	TouchReload []string

	Again bool // they only answer again what others have answered
}

// start is a call that starts workers, and has them make these nodes.
func (p Process) start(rules *Rules, of *runtime, nodes, tables []bound.Arg) *bound.Call {
	var f fields
	f.text("Interpreter", rules.Program)
	f.add("Dir", text(parse.HereMark))
	f.text("Cwd", rules.Cwd)
	if len(rules.Path) > 0 {
		f.add("Path", texts(rules.Path))
	}
	if init := wordTexts(rules.Init); len(init) > 0 {
		f.add("Init", texts(init))
	}
	if after := wordTexts(rules.PostFork); len(after) > 0 {
		f.add("PostFork", texts(after))
	}
	var env []parse.Setting
	for _, v := range rules.Env {
		env = append(env, parse.Setting{Key: v.Name, Value: parse.Text(v.Value)})
	}
	f.settings(of, "Env", env, "")
	p.fill(&f)
	f.add("Nodes", bound.Slice{Type: of.nodes, Items: nodes})
	if len(tables) > 0 {
		f.add("Loaders", bound.Slice{Type: of.loaders, Items: tables})
	}
	return &bound.Call{
		Func:   bound.Func{Pkg: of.pkg, Name: "Start"},
		Args:   []bound.Arg{bound.Ctx{}, bound.Struct{Type: of.config, Fields: f}},
		Result: bound.Result{Role: bound.ValueRole, Type: of.workers, Error: true, Told: true, Closer: "Close", Cleanup: bound.CleanupContext},
	}
}

// fill adds what is not zero.
func (p Process) fill(f *fields) {
	f.number("Workers", int64(p.Workers))
	f.number("Threads", int64(p.Threads))
	f.flag("Preload", p.Preload)
	if p.Timeout != 0 {
		f.add("Timeout", bound.Duration{Type: durationType(), Nanos: int64(p.Timeout)})
	}
	f.number("MaxRequests", int64(p.MaxRequests))
	f.number("MaxRequestsJitter", int64(p.MaxRequestsJitter))
	f.number("MemoryLimit", p.MemoryLimit)
	f.number("Queue", int64(p.Queue))
	if len(p.TouchReload) > 0 {
		f.add("TouchReload", texts(p.TouchReload))
	}
	f.flag("Watch", p.Watch)
	f.flag("Again", p.Again)
}

// take takes the settings whose keys are known. What does not convert is the
// server's to tell.
func (p *Process) take(settings []parse.Setting, keys map[string]string) {
	for _, s := range settings {
		if word := keys[s.Key]; word != "" && s.Value.IsConst() {
			_ = p.set(word, string(s.Value))
		}
	}
}

// misfit says why a value is none of a word's.
type misfit struct{ is, hint string }

// set sets what a word of [pastegen:python] is about, or says why not.
func (p *Process) set(word, text string) *misfit {
	text = strings.TrimSpace(text)
	switch word {
	case "preload":
		return truth(text, &p.Preload)
	case "watch":
		if seconds, err := strconv.ParseUint(text, 10, 31); err == nil { // how often uWSGI looks
			p.Watch = seconds > 0
			return nil
		}
		return truth(text, &p.Watch)
	case "touch_reload":
		p.TouchReload = files(text)
		return nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if word == "timeout" && err != nil {
		d, err := time.ParseDuration(text)
		if err != nil || d < 0 {
			return &misfit{"is no duration", "write 30 for seconds, or 1m30s"}
		}
		p.Timeout = d
		return nil
	}
	least := leasts()[word]
	if err != nil || n < least || n > 1<<40 {
		hint := "write a whole number, " + strconv.FormatInt(least, 10) + " or more"
		if word == "memory_limit" {
			hint = "write how many megabytes a worker may have, as in 512"
		}
		return &misfit{"is no such number", hint}
	}
	switch word {
	case "workers":
		p.Workers = int(n)
	case "threads":
		p.Threads = int(n)
	case "timeout":
		p.Timeout = time.Duration(n) * time.Second
	case "max_requests":
		p.MaxRequests = int(n)
	case "max_requests_jitter":
		p.MaxRequestsJitter = int(n)
	case "memory_limit":
		p.MemoryLimit = n << 20
	case "queue":
		p.Queue = int(n)
	}
	return nil
}

// leasts are the least numbers of those words for which it is not 0.
func leasts() map[string]int64 { return map[string]int64{"workers": 1, "threads": 1, "queue": 1} }

// files are the paths in a value, from the folder of the INI file.
func files(text string) []string {
	var all []string
	for _, path := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || unicode.IsSpace(r) }) {
		all = append(all, strings.TrimPrefix(path, parse.HereMark+"/"))
	}
	return all
}

// truth reads a truth value as Paste does.
func truth(text string, into *bool) *misfit {
	on, err := convert.AsBool[bool](text)
	if err != nil {
		return &misfit{"is no truth value", "write true or false"}
	}
	*into = on
	return nil
}
