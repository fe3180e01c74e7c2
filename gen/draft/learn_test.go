package draft_test

import (
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen/draft"
	"github.com/pastegen/pastegen/gen/record"
)

func parameter(name, kind, value string) record.Parameter {
	return record.Parameter{Name: name, Type: kind, Default: value}
}

// TestLearn has keys of a section, a parameter of Python, and the field that comes
// of both.
func TestLearn(t *testing.T) {
	for _, tt := range []struct {
		key  string // "ttl = 3", or nothing
		p    record.Parameter
		want string
	}{
		{"", parameter("ttl", "int", "30"), "TTL int `paste:\"ttl,default=30\"`"},
		{"ttl = 3", parameter("ttl", "int", "30"), "TTL int `paste:\"ttl,default=30\"`"},
		{"ttl = 3s", parameter("ttl", "int", "30"), "TTL string `paste:\"ttl,default=30\"`"},
		{"ttl = 3", parameter("ttl", "str", "'30'"), "TTL int `paste:\"ttl,default=30\"`"},
		{"ttl = 3s", parameter("ttl", "str", "'1m'"), "TTL time.Duration `paste:\"ttl,default=1m\"`"},
		{"ttl = 3", parameter("ttl", "float", "2.5"), "TTL float64 `paste:\"ttl,default=2.5\"`"},
		{"ttl = 3", parameter("ttl", "NoneType", "None"), "TTL int"},
		{"ttl = 3", parameter("ttl", "str", "''"), "TTL int // In Python it is '' by default."},
		{"", parameter("ttl", "int", "-1"), "TTL int `paste:\"ttl,default=-1\"`"},
		{"", parameter("ttl", "int", "0"), "TTL int"},
		{"", parameter("ttl", "datetime.timedelta", "datetime.timedelta(days=1, seconds=30)"), "TTL time.Duration `paste:\"ttl,default=24h0m30s\"`"},
		{"", parameter("debug", "bool", "True"), "Debug bool `paste:\"debug,default=true\"`"},
		{"debug = 1", parameter("debug", "bool", "False"), "Debug bool"},
		{"", parameter("title", "str", "'A shop'"), "Title string `paste:\"title,default=A shop\"`"},
		{"", parameter("title", "str", `"it's"`), "Title string `paste:\"title,default=it's\"`"},
		{"", parameter("title", "str", `'a\nb'`), "Title string // In Python it is 'a\\nb' by default."},
		{"", parameter("title", "str", "'`'"), "Title string // In Python it is '`' by default."},
		{"", parameter("hosts", "tuple", "('a', 'b')"), "Hosts []string `paste:\"hosts,default=a b\"`"},
		{"hosts = a, b", parameter("hosts", "list", "[]"), "Hosts []string `paste:\"hosts,comma\"`"},
		{"", parameter("hosts", "list", "[1, 2]"), "Hosts []string // In Python it is [1, 2] by default."},
		{"", parameter("home", "str", "'http://a/b'"), "Home *url.URL `paste:\"home,default=http://a/b\"`"},
		{"", parameter("password", "str", record.Hidden), "Password string"},
		{"", parameter("call", "function", "a.b"), "Call string // In Python it is a.b by default."},
		{"", parameter("ratio", "float", "inf"), "Ratio float64 // In Python it is inf by default."},
		{"", parameter("big", "int", "100000000000000000000"), "Big int // In Python it is 100000000000000000000 by default."},
		{"offset = -08", parameter("offset", "int", "1"), "Offset int `paste:\"offset,default=1\"`"},
		{"title = in time.", parameter("title", "str", "'x'"), "Title string `paste:\"title,default=x\"`"},
		{"title = x", record.Parameter{Name: "title"}, "Title string `paste:\"title,required\"`"},
	} {
		d, _ := section(t, "[app:main]\nuse = call:a:b\n"+tt.key+"\n")
		d.Learn(record.Factory{}, []record.Parameter{tt.p})
		if got := field(d.OptionsType()); got != tt.want {
			t.Errorf("%s, %v: %s\nwant %s", tt.key, tt.p, got, tt.want)
		}
		compiles(t, d.Port(draft.Python{}), d.PortTest())
	}
}

// field is the only field of a type, with its comment behind it.
func field(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	comment := ""
	for _, line := range lines[1 : len(lines)-1] {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "//") {
			comment += " " + line
			continue
		}
		return strings.Join(strings.Fields(line), " ") + comment
	}
	return ""
}

func TestPortLearnt(t *testing.T) {
	d, _ := section(t, "[filter:main]\npaste.filter_factory = shop.auth:make_filter\nmore = x\nrealm = back room\n")
	told := record.Factory{
		Name: "make_filter", File: "shop/auth.py", Line: 12,
		Doc: "Let users in.\n\nThose who may.\n\n:param realm: What users see\n    in a box.\n:param int ttl: été, in seconds\n:returns: a filter",
		Parameters: []record.Parameter{
			{Name: "global_conf"}, parameter("realm", "str", "'nowhere'"),
			{Name: "ttl", Type: "int", Default: "30", Form: record.ByName}, {Name: "local", Form: record.MoreNames},
		},
	}
	got := d.Port(d.Learn(told, told.Parameters[1:3]))
	const want = `package auth

import (
	"net/http"
)

// MakeFilterOptions are the keys of the section.
type MakeFilterOptions struct {
	// What users see in a box.
	Realm string ` + "`paste:\"realm,default=nowhere\"`" + `
	// Été, in seconds
	TTL  int ` + "`paste:\"ttl,default=30\"`" + `
	More string
}

// MakeFilter stands for shop.auth:make_filter of Python, shop/auth.py:12.
//
//	make_filter(global_conf, realm='nowhere', *, ttl=30, **local)
//
// Let users in.
//
// Those who may.
//
// :returns: a filter
//
// It is a draft: Python does it until the line with paste:draft is removed.
//
//paste:draft
func MakeFilter(next http.Handler, o MakeFilterOptions) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r)
	})
}
`
	if got != want {
		t.Errorf("got\n%s", got)
	}
	compiles(t, got)
}

// TestLearnHasNoHeadings has docstrings whose paragraphs of one line gofmt would
// make headings of.
func TestLearnHasNoHeadings(t *testing.T) {
	d, _ := section(t, "[app:main]\nuse = call:a:b\n")
	for doc, want := range map[string]string{
		"Pages for all":                "// Pages for all.\n",
		"# Pages":                      "// Pages.\n",
		"Pages.\n\nFor all\n\nof us":   "// Pages.\n//\n// For all.\n//\n// of us\n",
		"Pages\nfor all":               "// Pages\n// for all\n",
		"Pages:\n\n    Call(1)\n\nYes": "// Pages:\n//\n//\tCall(1)\n//\n// Yes.\n",
		"Pages:\n\n    of 1\n\nNo":     "// Pages:\n//\n//\tof 1\n//\n// No.\n",
	} {
		got := d.Port(d.Learn(record.Factory{Name: "b", Doc: doc}, nil))
		if !strings.Contains(got, "//\n"+want) || strings.Contains(got, "// # ") {
			t.Errorf("%q:\n%s", doc, got)
		}
	}
}

// FuzzLearn shows that a draft is Go, whatever Python says of itself.
func FuzzLearn(f *testing.F) {
	f.Add("Doc.\n\n:param x: `y`", "x", "str", "'a`b'")
	f.Add("*/ \r //go:build x\n\x00", "global_conf", "int", "1e9")
	f.Add("", "type", "list", "['a', 'b")
	f.Add("  paste:draft", "x,y", "tuple", "(")
	f.Fuzz(func(t *testing.T, doc, name, kind, value string) {
		d, ok := section(t, "[app:main]\nuse = call:a:b\nx = 1\n")
		if !ok {
			t.Fatal("nothing is drafted")
		}
		keys := []record.Parameter{parameter(name, kind, value), {Name: "x", Type: kind, Default: value}}
		p := d.Learn(record.Factory{Name: name, Doc: doc, Parameters: keys, File: "a.py"}, keys)
		compiles(t, d.Port(p))
	})
}
