package translogger

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFormatsThatAreNone(t *testing.T) {
	for text, want := range map[string]string{
		"%":                 "each % is doubled",
		"50%":               "each % is doubled",
		"% (status)s":       "each % is doubled",
		"%s":                "each % is doubled",
		"%(status":          "each % is doubled",
		"%(STATUS)s":        "there is no field %(STATUS)s",
		"%()s":              "there is no field %()s",
		"%(status)":         "comes an s",
		"%(status)d":        "comes an s",
		"%(status)*s":       "comes an s",
		"%(status)99999s":   "comes an s",
		"%(status).9999s":   "comes an s",
		"%(status)5":        "comes an s",
		"ok %(bytes)s %(x)": "there is no field %(x)s",
	} {
		var f Format
		if err := f.UnmarshalText([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestFieldsHaveNames(t *testing.T) {
	if names := fieldNames(); len(names) != int(duration) || names[duration-1] != "duration" || names[begun-1] != "time" {
		t.Error(names)
	}
}

func FuzzFormat(f *testing.F) {
	for _, text := range []string{combined, "%(status)-5.2s%%", "%(", "%%(", "%(time)#0- +7hs", "é%(bytes)3s"} {
		f.Add(text, "GET")
	}
	f.Fuzz(func(t *testing.T, text, agent string) {
		o := standard(t)
		if o.Format.UnmarshalText([]byte(text)) != nil {
			return
		}
		r := request1()
		r.Method = agent
		line := lineOf(o, r, answers(200, ""))
		if !strings.HasSuffix(line, "\n") {
			t.Errorf("%q logs %q", text, line)
		}
		if !strings.ContainsAny(text, "\n\r") && strings.ContainsAny(strings.TrimSuffix(line, "\n"), "\n\r") {
			t.Errorf("%q with %q logs two lines: %q", text, agent, line)
		}
		if utf8.ValidString(text) && !utf8.ValidString(line) {
			t.Errorf("%q with %q logs no UTF-8: %q", text, agent, line)
		}
	})
}
