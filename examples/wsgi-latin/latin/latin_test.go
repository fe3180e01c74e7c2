package latin

import (
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
)

func TestPigLatin(t *testing.T) {
	for text, want := range map[string]string{
		"":                      "",
		"pig":                   "igpay",
		"latin":                 "atinlay",
		"string":                "ingstray",
		"apple":                 "appleway",
		"a":                     "away",
		"hm":                    "hmay",
		"Hello world!\n":        "elloHay orldway!\n",
		" two  words ":          " otway  ordsway ",
		"it's 2pm, x-ray":       "itway'say 2pmay, xay-ayray",
		"\r\n,.;":               "\r\n,.;",
		"straße, école, čas":    "aßestray, écoleway, časway",
		"invalid \xff\xc3 utf8": "invalidway \xff\xc3way utfway8",
		"null\x00bite":          "ullnay\x00itebay",
	} {
		for name, split := range splits(text) {
			if got := transform(split); got != want {
				t.Errorf("%q in %s became %q, want %q", text, name, got, want)
			}
		}
	}
}

// splits returns text in all pairs of pieces, in single characters and bytes,
// and whole.
func splits(text string) map[string][]string {
	all := map[string][]string{"characters": strings.Split(text, "")}
	var single []string
	for i := range len(text) {
		all["two after "+text[:i]] = []string{text[:i], text[i:]}
		single = append(single, text[i:i+1], "")
	}
	all["single bytes"], all["one piece"] = single, []string{text}
	return all
}

func transform(pieces []string) string {
	latin := &pigLatin{ok: true}
	var out strings.Builder
	for _, piece := range pieces {
		out.Write(latin.feed([]byte(piece)))
	}
	out.Write(latin.end())
	return out.String()
}

// said is what came out of a middleware.
type said struct {
	status  string
	headers [][2]string
	written string   // by write
	chunks  []string // of the body
}

// run calls the application as a server does, which takes up to limit chunks.
func run(app App, limit int) said {
	var s said
	start := func(status string, headers [][2]string, excInfo error) func([]byte) error {
		s.status, s.headers = status, headers
		return func(data []byte) error {
			s.written += string(data)
			return nil
		}
	}
	for chunk := range app(nil, start) {
		s.chunks = append(s.chunks, string(chunk))
		if len(s.chunks) == limit {
			break
		}
	}
	return s
}

// answer is an application of one type and one text, in pieces.
func answer(typ string, pieces ...string) App {
	return func(_ map[string]any, start Start) iter.Seq[[]byte] {
		return func(yield func([]byte) bool) {
			start("200 OK", [][2]string{{"content-TYPE", typ}, {"CONTENT-length", "22"}, {"X-Other", "1"}}, nil)
			for _, piece := range pieces {
				if !yield([]byte(piece)) {
					return
				}
			}
		}
	}
}

func TestTypes(t *testing.T) {
	for typ, plain := range map[string]bool{
		"text/plain":                true,
		"TEXT/Plain":                true,
		"text/plain; charset=utf-8": true,
		"text/plain ;charset=utf-8": true,
		"text/html":                 false,
		"text/plainer":              false,
		"application/octet-stream":  false,
		"":                          false,
	} {
		want := said{"200 OK", [][2]string{{"content-TYPE", typ}, {"CONTENT-length", "22"}, {"X-Other", "1"}}, "", []string{"some te", "xt"}}
		if plain {
			want.headers = slices.Delete(want.headers, 1, 2)
			want.chunks = []string{"omesay e", "xt", "tay"}
		}
		got := run(Latinator(answer(typ, "some te", "xt")), -1)
		if !slices.Equal(got.headers, want.headers) || !slices.Equal(got.chunks, want.chunks) {
			t.Errorf("%s: %q, want %q", typ, got, want)
		}
	}
}

// TestEachChunkYields holds PEP 3333's rule for middleware: one value at least
// for each of the application's.
func TestEachChunkYields(t *testing.T) {
	got := run(Latinator(answer("text/plain", "s", "t", "", "rong")), -1)
	if want := []string{"", "", "", "ong", "stray"}; !slices.Equal(got.chunks, want) {
		t.Errorf("%q, want %q", got.chunks, want)
	}
}

func TestWrite(t *testing.T) {
	app := func(_ map[string]any, start Start) iter.Seq[[]byte] {
		write := start("200 OK", [][2]string{{"Content-Type", "text/plain"}}, nil)
		for _, text := range []string{"hel", "lo w"} {
			if err := write([]byte(text)); err != nil {
				t.Error(err)
			}
		}
		return slices.Values([][]byte{[]byte("orld")})
	}
	got := run(Latinator(app), -1)
	if got.written != "ellohay " || !slices.Equal(got.chunks, []string{"orld", "way"}) {
		t.Errorf("%q", got)
	}
}

// TestStartAgain has an application that decides for another type.
func TestStartAgain(t *testing.T) {
	app := func(_ map[string]any, start Start) iter.Seq[[]byte] {
		start("200 OK", [][2]string{{"Content-Type", "text/plain"}}, nil)
		start("500 Oops", [][2]string{{"Content-Type", "text/html"}, {"Content-Length", "3"}}, errors.New("oops"))
		return slices.Values([][]byte{[]byte("<p>")})
	}
	got := run(Latinator(app), -1)
	if got.status != "500 Oops" || len(got.headers) != 2 || !slices.Equal(got.chunks, []string{"<p>"}) {
		t.Errorf("%q", got)
	}
}

// TestEnd has a server that stops early: the application's clean-up runs.
func TestEnd(t *testing.T) {
	closed := 0
	app := func(environ map[string]any, start Start) iter.Seq[[]byte] {
		body := answer("text/plain", "one ", "two ", "three ")(environ, start)
		return func(yield func([]byte) bool) {
			defer func() { closed++ }()
			body(yield)
		}
	}
	if got := run(Latinator(app), 2); len(got.chunks) != 2 || closed != 1 {
		t.Errorf("%q, closed %d times", got.chunks, closed)
	}
}
