package waitress

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"iter"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/wsgi"
)

type (
	body  = iter.Seq[[]byte]
	start = func(status string, headers [][2]string, excInfo error) func([]byte) error
)

// wsgiApps are those of waitress's tests/fixtureapps, by their names.
func wsgiApps() map[string]func(environ map[string]any, start start) body {
	return map[string]func(map[string]any, start) body{
		"badcl": badLength, "nocl": noLength, "writecb": writeCallback, "error": failing, "filewrapper": files,
	}
}

// wsgiHandler returns the app of a name; nil if there is none.
func wsgiHandler(name string) http.Handler {
	app, found := wsgiApps()[name]
	if !found {
		return nil
	}
	return wsgi.Handler(app)
}

// plain are headers, the length among them if there is one.
func plain(length string) [][2]string {
	headers := [][2]string{{"Content-Type", "text/plain"}}
	if length != "" {
		headers = append(headers, [2]string{"Content-Length", length})
	}
	return headers
}

func badLength(environ map[string]any, start start) body {
	start("200 OK", plain(map[string]string{"/short_body": "10", "/long_body": "8"}[environ["PATH_INFO"].(string)]), nil)
	return slices.Values([][]byte{[]byte("abcdefghi")})
}

func noLength(environ map[string]any, start start) body {
	text, err := io.ReadAll(environ["wsgi.input"].(*bufio.Reader))
	if err != nil {
		panic(err)
	}
	start("200 OK", plain(""), nil)
	switch environ["PATH_INFO"] {
	case "/list":
		return slices.Values([][]byte{text})
	case "/list_lentwo":
		return slices.Values([][]byte{text[:1], text[1:]})
	}
	return slices.Chunk(text, 10)
}

func writeCallback(environ map[string]any, start start) body {
	length := "9"
	if environ["PATH_INFO"] == "/no_content_length" {
		length = ""
	}
	write := start("200 OK", plain(length), nil)
	text := map[string]string{"/long_body": "abcdefghij", "/short_body": "abcdefgh"}[environ["PATH_INFO"].(string)]
	if text == "" {
		text = "abcdefghi"
	}
	_ = write([]byte(text)) // the app of waitress's tests does not look either
	return slices.Values([][]byte(nil))
}

func failing(environ map[string]any, start start) body {
	write := start("200 OK", plain("9"), nil)
	switch environ["PATH_INFO"] {
	case "/after_write_cb":
		_ = write([]byte("abc"))
	case "/in_generator":
		return func(yield func([]byte) bool) {
			_ = yield([]byte("abc"))
			panic("wrong")
		}
	}
	panic("wrong")
}

// picture is what filewrapper has for a file.
var picture = append([]byte("\xff\xd8\xff"), bytes.Repeat([]byte("picture "), 4000)...)

// onlyReads is a file that can do nothing but be read.
type onlyReads struct{ io.Reader }

func files(environ map[string]any, start start) body {
	path := environ["PATH_INFO"].(string)
	var file io.Reader = onlyReads{bytes.NewReader(picture)}
	if strings.HasPrefix(path, "/filelike") {
		opened, err := os.Open(os.Getenv("WAITRESS_TEST_FILE"))
		if err != nil {
			panic(err)
		}
		file = opened
	}
	length := strconv.Itoa(len(picture))
	switch _, kind, _ := strings.Cut(path, "like_"); kind {
	case "nocl":
		length = ""
	case "shortcl":
		length = "1"
	case "longcl":
		length = strconv.Itoa(len(picture) + 10)
	}
	start("200 OK", plain(length), nil)
	return environ["wsgi.file_wrapper"].(func(io.Reader, int) iter.Seq[[]byte])(file, 8192)
}

// TestFunctionalOfWSGI has the counterparts of those of waitress's functional
// tests that are about WSGI.
func TestFunctionalOfWSGI(t *testing.T) {
	file := t.TempDir() + "/picture"
	if err := os.WriteFile(file, picture, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("WAITRESS_TEST_FILE", file)
	servers := apps{t, map[string]string{}}
	const kept10, letters = " HTTP/1.0\r\nConnection: Keep-Alive\r\n", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	sent := fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(letters), letters)
	const head10, head11 = " HTTP/1.0\r\n\r\n", " HTTP/1.1\r\nHost: h\r\n\r\n"
	ok := func(text string) string { return "200 waitress " + text }
	whole := ok(string(picture))
	twice := []string{whole, whole, "open"}
	count := 0
	for _, tt := range []struct {
		app, name string
		send      string
		want      []string
		differs   string // why it is not as in waitress
	}{
		{"badcl", "test_short_body", "GET /short_body" + kept10 + "\r\n", []string{ok("abcdefghi"), "end"}, ""},
		{"badcl", "test_long_body", strings.Repeat("GET /long_body"+kept10+"\r\n", 2), []string{ok("abcdefgh"), ok("abcdefgh"), "open"}, ""},
		{"nocl", "test_http10_generator", "GET /" + kept10 + sent, []string{"close " + ok(letters), "end"}, ""},
		{"nocl", "test_http10_list", strings.Repeat("GET /list"+kept10+sent, 2), []string{ok(letters), ok(letters), "open"}, ""},
		{"nocl", "test_http10_listlentwo", "GET /list_lentwo" + kept10 + sent, []string{"close " + ok(letters), "end"}, ""},
		{"nocl", "test_http11_generator", "GET / HTTP/1.1\r\nHost: h\r\n" + sent, []string{ok(letters), "open"}, "a connection is kept after a body in chunks, which tells its end"},
		{"nocl", "test_http11_list", strings.Repeat("GET /list HTTP/1.1\r\nHost: h\r\n"+sent, 2), []string{ok(letters), ok(letters), "open"}, ""},
		{"nocl", "test_http11_listlentwo", "GET /list_lentwo HTTP/1.1\r\nHost: h\r\n" + sent, []string{ok(letters), "open"}, "as before"},
		{"writecb", "test_short_body", "GET /short_body" + kept10 + "\r\n", []string{ok("abcdefgh"), "end"}, ""},
		{"writecb", "test_long_body", strings.Repeat("GET /long_body"+kept10+"\r\n", 2), []string{ok("abcdefghi"), ok("abcdefghi"), "open"}, ""},
		{"writecb", "test_equal_body", strings.Repeat("GET /equal_body"+kept10+"\r\n", 2), []string{ok("abcdefghi"), ok("abcdefghi"), "open"}, ""},
		{"writecb", "test_no_content_length", "GET /no_content_length" + kept10 + "\r\n", []string{"close " + ok("abcdefghi"), "end"}, ""},
		{"error", "test_after_start_response_http10", "GET /after_start_response" + head10, []string{"close 500 waitress Internal Server Error", "end"}, ""},
		{"error", "test_after_start_response_http11", "GET /after_start_response" + head11, []string{"500 waitress Internal Server Error", "open"}, "the connection stays: what was sent is known to its end"},
		{"error", "test_after_start_response_http11_close", "GET /after_start_response HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", []string{"close 500 waitress Internal Server Error", "end"}, ""},
		{"error", "test_after_write_cb", "GET /after_write_cb" + head11, []string{ok("abc"), "end"}, "the app of waitress's test writes text, which are no bytes; here three bytes go out before the error"},
		{"error", "test_in_generator", "GET /in_generator" + head11, []string{ok("abc"), "end"}, "as before"},
		{"filewrapper", "test_filelike_http11", strings.Repeat("GET /filelike"+head11, 2), twice, ""},
		{"filewrapper", "test_filelike_nocl_http11", strings.Repeat("GET /filelike_nocl"+head11, 2), twice, ""},
		{"filewrapper", "test_filelike_shortcl_http11", strings.Repeat("GET /filelike_shortcl"+head11, 2), []string{ok("\xff"), ok("\xff"), "open"}, ""},
		{"filewrapper", "test_filelike_longcl_http11", "GET /filelike_longcl" + head11, []string{whole, "end"}, "a length that is too large is not put right: the connection ends"},
		{"filewrapper", "test_notfilelike_http11", strings.Repeat("GET /notfilelike"+head11, 2), twice, ""},
		{"filewrapper", "test_notfilelike_iobase_http11", strings.Repeat("GET /notfilelike_iobase"+head11, 2), twice, ""},
		{"filewrapper", "test_notfilelike_nocl_http11", "GET /notfilelike_nocl" + head11, []string{whole, "open"}, "a connection is kept after a body in chunks"},
		{"filewrapper", "test_notfilelike_shortcl_http11", strings.Repeat("GET /notfilelike_shortcl"+head11, 2), []string{ok("\xff"), ok("\xff"), "open"}, ""},
		{"filewrapper", "test_notfilelike_longcl_http11", "GET /notfilelike_longcl" + head11, []string{whole, "end"}, ""},
		{"filewrapper", "test_filelike_http10", "GET /filelike" + head10, []string{"close " + whole, "end"}, ""},
		{"filewrapper", "test_filelike_nocl_http10", "GET /filelike_nocl" + head10, []string{"close " + whole, "end"}, ""},
		{"filewrapper", "test_notfilelike_http10", "GET /notfilelike" + head10, []string{"close " + whole, "end"}, ""},
		{"filewrapper", "test_notfilelike_nocl_http10", "GET /notfilelike_nocl" + head10, []string{"close " + whole, "end"}, ""},
	} {
		count++
		got := answered(t, servers.addr(tt.app), tt.send, tt.want)
		for i := range got {
			got[i] = strings.TrimSpace(got[i])
		}
		for i := range tt.want {
			tt.want[i] = strings.TrimSpace(tt.want[i])
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s, %s: %.200q, want %.200q", tt.app, tt.name, got, tt.want)
		}
	}
	if count != 30 {
		t.Errorf("%d tests have counterparts here", count)
	}
}
