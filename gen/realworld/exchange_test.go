package realworld

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// section is a section of an INI file with the exchanges below it.
type section struct {
	line      int
	name      string // with its type: "filter-app:cors"
	use       string
	exchanges []*exchange
	problems  []string // "PG310 text", of diagnostics that are wanted and not found yet
	checked   bool     // some of them are found
}

// exchange is a request and what must come of it.
type exchange struct {
	line         int
	times        int
	method, path string
	header       http.Header
	body         string
	statuses     []int
	headers      map[string]string
	patterns     map[string]*regexp.Regexp
	bodies       []string
	output       map[string][]string // by "stdout" and "stderr"
}

// sections reads the sections of an INI file and the comments for this test.
func sections(t *testing.T, file string) []*section {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	all := []*section{{}}
	for i, line := range strings.Split(string(text), "\n") {
		s := all[len(all)-1]
		if name, ok := strings.CutPrefix(line, "["); ok {
			all = append(all, &section{line: i + 1, name: strings.TrimSuffix(name, "]")})
		} else if use, ok := strings.CutPrefix(line, "use = "); ok {
			s.use = use
		} else if err := s.comment(i+1, line); err != nil {
			t.Fatalf("%s:%d: %v", file, i+1, err)
		}
	}
	return all[1:]
}

// comment takes a line that may be a comment for this test.
func (s *section) comment(line int, text string) error {
	if problem, ok := strings.CutPrefix(text, "#! "); ok {
		s.problems = append(s.problems, problem)
		return nil
	}
	asked, isRequest := strings.CutPrefix(text, "#> ")
	answered, isResponse := strings.CutPrefix(text, "#< ")
	if !isRequest && !isResponse {
		return nil
	}
	if isRequest && requestLine.MatchString(asked) {
		s.exchanges = append(s.exchanges, newExchange(line, asked))
		return nil
	}
	if len(s.exchanges) == 0 {
		return fmt.Errorf("no request before %q", text)
	}
	e := s.exchanges[len(s.exchanges)-1]
	if isRequest {
		return e.asks(asked)
	}
	return e.wants(answered)
}

var requestLine = regexp.MustCompile(`^(?:(\d+)x )?([A-Z]+) (/\S*)$`)

func newExchange(line int, text string) *exchange {
	m := requestLine.FindStringSubmatch(text)
	e := &exchange{
		line: line, times: 1, method: m[2], path: m[3],
		header:   http.Header{},
		headers:  map[string]string{},
		patterns: map[string]*regexp.Regexp{},
		output:   map[string][]string{},
	}
	if m[1] != "" {
		e.times, _ = strconv.Atoi(m[1])
	}
	return e
}

// asks adds a line to the request.
func (e *exchange) asks(line string) error {
	if body, ok := strings.CutPrefix(line, "| "); ok {
		e.body += body
		return nil
	}
	name, value, ok := strings.Cut(line, ":")
	if !ok {
		return fmt.Errorf("%q is no header", line)
	}
	e.header.Add(name, strings.TrimSpace(value))
	return nil
}

// wants adds a line to what the response must be.
func (e *exchange) wants(line string) error {
	if statusLine.MatchString(line) {
		for _, s := range strings.Fields(line) {
			n, _ := strconv.Atoi(s)
			e.statuses = append(e.statuses, n)
		}
		return nil
	}
	if body, ok := strings.CutPrefix(line, "| "); ok {
		e.bodies = append(e.bodies, body)
		return nil
	}
	m := headerLine.FindStringSubmatch(line)
	if m == nil {
		return fmt.Errorf("%q is neither a status nor a header", line)
	}
	name, value := m[1], strings.TrimSpace(m[3])
	switch {
	case name == "stdout" || name == "stderr":
		e.output[name] = append(e.output[name], value)
	case m[2] == ":":
		e.headers[name] = value
	default:
		p, err := regexp.Compile(value)
		e.patterns[name] = p
		return err
	}
	return nil
}

var (
	statusLine = regexp.MustCompile(`^\d{3}( \d{3})*$`)
	headerLine = regexp.MustCompile(`^([\w-]+)(:| ~)(.*)$`)
)

// run asks a server, so many times at once, and compares its responses.
func (e *exchange) run(t *testing.T, file, url string) {
	t.Helper()
	where := fmt.Sprintf("%s:%d: %s %s", file, e.line, e.method, e.path)
	responses := make(chan *response)
	for range e.times {
		go func() { responses <- e.ask(url) }()
	}
	var statuses []int
	for range e.times {
		r := <-responses
		if r.err != nil {
			t.Errorf("%s: %v", where, r.err)
			continue
		}
		statuses = append(statuses, r.status)
		for _, problem := range e.compare(r) {
			t.Errorf("%s: %s\n%s", where, problem, r)
		}
	}
	slices.Sort(statuses)
	if !slices.Equal(statuses, e.statuses) {
		t.Errorf("%s: status %v, want %v", where, statuses, e.statuses)
	}
}

type response struct {
	status int
	header http.Header
	body   string
	err    error
}

func (r *response) String() string {
	var b strings.Builder
	r.header.Write(&b)
	return fmt.Sprintf("%d\n%s\n%.300s", r.status, &b, r.body)
}

// client sees responses as they are sent.
func client() *http.Client {
	return &http.Client{
		Transport:     &http.Transport{DisableCompression: true, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func (e *exchange) ask(url string) *response {
	req, err := http.NewRequest(e.method, url+e.path, strings.NewReader(e.body))
	if err != nil {
		return &response{err: err}
	}
	req.Header = e.header.Clone()
	if host := req.Header.Get("Host"); host != "" {
		req.Host = host
	}
	resp, err := client().Do(req)
	if err != nil {
		return &response{err: err}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return &response{resp.StatusCode, resp.Header, string(body), err}
}

// compare returns how a response differs from what is wanted, but for its status.
func (e *exchange) compare(r *response) []string {
	var out []string
	for name, want := range e.headers {
		if got := strings.Join(r.header.Values(name), ", "); got != want {
			out = append(out, fmt.Sprintf("%s is %q, want %q", name, got, want))
		}
	}
	for name, want := range e.patterns {
		if got := strings.Join(r.header.Values(name), ", "); !want.MatchString(got) {
			out = append(out, fmt.Sprintf("%s is %q, want a match of %s", name, got, want))
		}
	}
	for _, want := range e.bodies {
		if !strings.Contains(r.body, want) {
			out = append(out, fmt.Sprintf("the body lacks %q", want))
		}
	}
	return out
}
