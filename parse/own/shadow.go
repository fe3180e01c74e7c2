package own

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// Shadow is what [pastegen:shadow] says: which sections are answered by Go and by
// Python, to compare. What is zero is as the runtime package has it.
type Shadow struct {
	Sections []parse.Word // "filter:auth"
	Share    float64      // of the requests, up to 1
	Python   bool         // clients get the answers of Python
	Ignore   []parse.Word // headers, and keys of environ, that may differ; nil if nothing is said
	Timeout  time.Duration

	BodyLimit, Queue, Threads int
}

// With returns what is said, which may be nil, of other sections.
func (o *Shadow) With(c *parse.Config, sections []string) *Shadow {
	var out Shadow
	if o != nil {
		out = *o
	}
	out.Sections = nil
	for _, name := range sections {
		w := parse.Word{Text: parse.Text(name)}
		for _, s := range c.File.Sections {
			if prefix, rest, bare := parse.SplitName(s.Name); !bare && prefix+":"+rest == name {
				w.Span = s.Header
			}
		}
		out.Sections = append(out.Sections, w)
	}
	return &out
}

// shadowKeys are the keys of the section.
func shadowKeys() []string {
	return []string{"sections", "share", "answer", "ignore", "timeout", "body_limit", "queue", "threads"}
}

// readShadow reads [pastegen:shadow]; nil if there is none.
func readShadow(c *parse.Config) (*Shadow, diag.List) {
	section := c.File.Section(ShadowSection)
	if section == nil {
		return nil, nil
	}
	var out Shadow
	settings, problems := Table(c, ShadowSection)
	for _, s := range settings {
		if wanted, ok := out.set(s); !ok {
			problems.Add(unknownSetting(ShadowSection, s, shadowKeys()...))
		} else if wanted != "" {
			d := diag.Errorf(codePython, s.Span, "expected %s, found %q", wanted, diag.Excerpt(s.Shown()))
			d.Hint = "write it as in: " + s.Key + " = " + shadowExample(s.Key)
			problems.Add(d)
		}
	}
	if out.Sections == nil && !problems.HasErrors() {
		d := diag.Errorf(codePython, section.Header, "[pastegen:shadow] names no sections")
		d.Hint = "name those to compare, as in: sections = filter:auth"
		problems.Add(d)
	}
	return &out, problems
}

// set takes over a setting. It says what was expected in its place, and reports
// whether the key is known at all.
func (o *Shadow) set(s parse.Setting) (wanted string, known bool) {
	text := strings.TrimSpace(string(s.Value))
	switch s.Key {
	case "sections":
		if o.Sections = s.Words(); len(o.Sections) == 0 {
			wanted = "names of sections"
		}
	case "share":
		share, err := strconv.ParseFloat(text, 64)
		if o.Share = share; err != nil || math.IsNaN(share) || share <= 0 || share > 1 {
			wanted = "a share of the requests, more than 0 and up to 1"
		}
	case "answer":
		if o.Python = text == "python"; text != "python" && text != "go" {
			wanted = "go or python"
		}
	case "ignore":
		if o.Ignore = s.Words(); o.Ignore == nil {
			o.Ignore = []parse.Word{}
		}
	case "timeout":
		if o.Timeout, known = duration(text); !known || o.Timeout == 0 {
			wanted = "a time"
		}
	case "body_limit":
		wanted = count(text, &o.BodyLimit)
	case "queue":
		wanted = count(text, &o.Queue)
	case "threads":
		wanted = count(text, &o.Threads)
	default:
		return "", false
	}
	return wanted, true
}

// duration reads a number of seconds, or a text such as 1m30s.
func duration(text string) (time.Duration, bool) {
	if n, err := strconv.ParseUint(text, 10, 31); err == nil {
		return time.Duration(n) * time.Second, true
	}
	d, err := time.ParseDuration(text)
	return d, err == nil && d >= 0
}

// count reads a number that is more than nothing.
func count(text string, into *int) (wanted string) {
	n, err := strconv.ParseUint(text, 10, 30)
	if err != nil || n == 0 {
		return "a number from 1"
	}
	*into = int(n)
	return ""
}

// shadowExample is a value that a key may have.
func shadowExample(key string) string {
	switch key {
	case "sections":
		return "filter:auth"
	case "share":
		return "0.1"
	case "answer":
		return "go"
	case "timeout":
		return "30"
	case "body_limit":
		return "1048576"
	}
	return "4"
}
