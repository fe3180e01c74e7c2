package translogger

import (
	"bytes"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/internal/oracle"
)

const (
	counted  = "bytes are counted"
	escaped  = "quotes and what is not printed are escaped"
	lastOnly = "the last item of X-Forwarded-For is the client"
)

// console is a log that is written to by a server.
type console struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (c *console) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text.Write(p)
}

// take returns the next line, which is written after the answer, and forgets it.
func (c *console) take() string {
	for range 1000 {
		c.mu.Lock()
		text := c.text.String()
		if strings.HasSuffix(text, "\n") {
			c.text.Reset()
		}
		c.mu.Unlock()
		if strings.HasSuffix(text, "\n") {
			return text
		}
		time.Sleep(time.Millisecond)
	}
	return "nothing was logged"
}

func TestAsPaste(t *testing.T) {
	for name, format := range map[string]string{
		"combined": "",
		"widths":   "%(status)5s|%(bytes)-8s|%(REQUEST_METHOD).2s|%(REQUEST_URI)s|%(HTTP_VERSION)s|%%|%(REMOTE_ADDR)20s",
	} {
		ini := "[app:main]\nuse = call:oracle:make_app\nfilter-with = log\n\n[filter:log]\nuse = egg:Paste#translogger\n"
		if format != "" {
			ini += "format = " + strings.ReplaceAll(format, "%", "%%") + "\n"
		}
		log := &console{}
		handler := newLogger(formatted(t, format), slog.New(slog.DiscardHandler), log).filter(oracle.App("app"))
		when := regexp.MustCompile(`\[\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\]`)
		oracle.Compare(t, name, ini, handler, cases(name), func(got, want *oracle.Answer) {
			got.Log = when.ReplaceAllString(log.take(), "[time]")
			want.Log = when.ReplaceAllString(want.Log, "[time]")
		})
	}
}

func cases(name string) (all []oracle.Case) {
	add := func(request, differs string, order oracle.Order) {
		all = append(all, oracle.Case{Request: request, Log: true, Differs: differs, Answers: map[string]oracle.Order{"*": order}})
	}
	text := oracle.Order{Body: "text", Headers: [][2]string{{"Content-Type", "text/plain"}, {"Content-Length", "4"}}}
	for _, line := range []string{
		"GET /", "GET /a/b?c=d", "GET /?", "GET /a%20b%2fc/~x-y_z.:@!$&'()*+,;=", "HEAD /a", "GET /?a=%22%0a&b[]=c", "OPTIONS /", "GET / HTTP/1.0",
		"DELETE /%7E", "GET /%25",
	} {
		add(line, "", text)
	}
	add("POST /p\nContent-Length: 3\n\nabc", "", text)
	for _, lines := range []string{"User-Agent: Mozilla/5.0 (X11; Linux)", "Referer: http://a.org/b?c=d", "Referer: http://a/\nUser-Agent: b", "User-Agent: a\nUser-Agent: b",
		"X-Forwarded-For: 9.8.7.6", "X-Forwarded-For: 2001:db8::1", "Referer: a 'b' <c>"} {
		add("GET /x\n"+lines, "", text)
	}
	only := func(which, why string) string {
		if name == which {
			return why
		}
		return ""
	}
	add("GET /x\nUser-Agent: a \"b\"", only("combined", escaped), text)
	add("GET /x\nReferer: a\\b", only("combined", escaped), text)
	add("GET /x\nX-Forwarded-For: 1.1.1.1, 2.2.2.2", lastOnly, text)
	add("GET /x\nX-Forwarded-For: unknown", "what is no address is not believed", text)
	add("GET /x?a=\"b\"", escaped, text)
	for _, status := range []string{"201 Created", "302 Found", "404 Not Found", "500 Internal Server Error", "599 Odd"} {
		order := text
		order.Status = status
		add("GET /x", "", order)
		add("HEAD /x", "", order)
	}
	add("GET /x", "", oracle.Order{Status: "204 No Content"})
	add("GET /x", "", oracle.Order{Status: "304 Not Modified"})
	add("GET /x", "", oracle.Order{})
	add("GET /x", counted, oracle.Order{Body: "text", Headers: [][2]string{{"Content-Type", "text/plain"}}})
	add("GET /x", counted, oracle.Order{Body: "text", Chunks: 2, Headers: [][2]string{{"Content-Type", "text/plain"}}})
	return all
}
