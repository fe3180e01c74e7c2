package cookie

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

func asked(lines ...string) *http.Request {
	r := httptest.NewRequest("GET", "/", nil)
	r.Header["Cookie"] = lines
	return r
}

func TestValues(t *testing.T) {
	for _, tt := range []struct {
		lines []string
		want  []string
	}{
		{nil, nil},
		{[]string{""}, nil},
		{[]string{"a=1"}, []string{"1"}},
		{[]string{"b=2; a=1; a=3"}, []string{"1", "3"}},
		{[]string{"a=1", "x; a=2;"}, []string{"1", "2"}},
		{[]string{"aa=1; A=1; a"}, nil},
		{[]string{`a="b c"`}, []string{"b c"}},
		{[]string{`a="b\073c\054\"\\"`}, []string{`b;c,"\`}},
		{[]string{`a="\303\251\400"`}, []string{"é400"}},
		{[]string{`a="\`}, []string{`"\`}},
		{[]string{`a="`}, []string{`"`}},
		{[]string{`a=""`}, []string{""}},
		{[]string{`a="\"`}, []string{`\`}},
		{[]string{"a=b=c=="}, []string{"b=c=="}},
		{[]string{"a=é x"}, []string{"é x"}},
	} {
		if got := Values(asked(tt.lines...), "a"); !slices.Equal(got, tt.want) {
			t.Errorf("%q: %q, want %q", tt.lines, got, tt.want)
		}
	}
}

func TestAdd(t *testing.T) {
	for value, want := range map[string]string{
		"":          "a=; Path=/; HttpOnly",
		"x!%20/+=":  "a=x!%20/+=; Path=/; HttpOnly",
		`b c,;"\`:   `a="b\040c\054\073\042\134"; Path=/; HttpOnly`,
		"é\r\nX: y": `a="\303\251\015\012X:\040y"; Path=/; HttpOnly`,
	} {
		header := http.Header{}
		Add(header, http.Cookie{Name: "a", Value: value, Path: "/", HttpOnly: true})
		if got := header["Set-Cookie"]; !slices.Equal(got, []string{want}) {
			t.Errorf("%q: %q, want %q", value, got, want)
		}
	}
	header := http.Header{}
	if Add(header, http.Cookie{Name: "a b", Value: "1"}); len(header) != 0 {
		t.Error(header)
	}
}

func TestReplace(t *testing.T) {
	header := http.Header{"Set-Cookie": {"b=1", "a=1; Path=/x", "aa=1", "a=2"}}
	Replace(header, http.Cookie{Name: "a", Value: "3"})
	if got := strings.Join(header["Set-Cookie"], "|"); got != "b=1|aa=1|a=3" {
		t.Error(got)
	}
}

func TestCheckName(t *testing.T) {
	for name, ok := range map[string]bool{"beaker.session.id": true, "_SID_": true, "": false, "a b": false, "a;b": false, "é": false} {
		if err := CheckName("key", name); (err == nil) != ok {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func FuzzRoundTrip(f *testing.F) {
	for _, seed := range []string{"", "a", `"`, `\`, `"\073"`, "é;\x00\xff", " a ", `"a"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		header := http.Header{}
		Add(header, http.Cookie{Name: "n", Value: value, Path: "/"})
		line, _, _ := strings.Cut(header.Get("Set-Cookie"), "; Path=/")
		if got := Values(asked("x=y; "+line), "n"); len(got) != 1 || got[0] != value {
			t.Errorf("%q came back as %q by %q", value, got, line)
		}
		Values(asked(value), "n") // whatever it is
	})
}
