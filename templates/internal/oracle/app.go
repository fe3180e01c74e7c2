package oracle

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sort"
	"strconv"
	"strings"
)

// Order is what the app of App answers. The request has orders in its header
// X-Answer, a JSON object whose keys are names of apps, paths as the app sees
// them, or "*".
type Order struct {
	Status  string      `json:"status,omitempty"` // "200 OK" when empty
	Headers [][2]string `json:"headers,omitempty"`
	Body    string      `json:"body,omitempty"`
	Times   int         `json:"times,omitempty"`  // how often the body is repeated; 0 is once
	Chunks  int         `json:"chunks,omitempty"` // in how many pieces it is written; 0 is one
	Echo    bool        `json:"echo,omitempty"`   // the request follows the body, as text
	Raise   int         `json:"raise,omitempty"`  // panic with a StatusError instead
	Fail    string      `json:"fail,omitempty"`   // panic with this text instead
}

// StatusError is what App panics with when it is told to raise.
type StatusError struct {
	Code   int
	Detail string
	Fields http.Header
}

// Error implements error.
func (e *StatusError) Error() string { return e.Detail }

// StatusCode is what the filter httpexceptions looks for.
func (e *StatusError) StatusCode() int { return e.Code }

// Header is what the filter httpexceptions looks for.
func (e *StatusError) Header() http.Header { return e.Fields }

// App is the app of that name, oracle.py has the same in Python.
func App(name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(err)
		}
		order := orderFor(name, r)
		if order.Raise != 0 {
			panic(&StatusError{order.Raise, order.Body, fields(order.Headers)})
		}
		if order.Fail != "" {
			panic(order.Fail)
		}
		text := strings.Repeat(fromLatin1(order.Body), max(1, order.Times))
		if order.Echo {
			text += echo(name, r, body)
		}
		answer(w, order, text)
	})
}

// Check is what auth_basic asks; oracle.py has the same.
func Check(_ *http.Request, user, password string) bool { return password == user+"-secret" }

func orderFor(name string, r *http.Request) Order {
	var orders map[string]Order
	if text := r.Header.Get("X-Answer"); text != "" {
		if err := json.Unmarshal([]byte(text), &orders); err != nil {
			panic(err)
		}
	}
	for _, key := range []string{name, r.URL.Path, "*"} {
		if order, ok := orders[key]; ok {
			return order
		}
	}
	return Order{}
}

func fields(list [][2]string) http.Header {
	header := http.Header{}
	for _, field := range list {
		header.Add(field[0], fromLatin1(field[1]))
	}
	return header
}

// answer writes what order says. Without a Content-Type there is none, as under
// WSGI.
func answer(w http.ResponseWriter, order Order, text string) {
	header := w.Header()
	header["Content-Type"] = nil
	for name, values := range fields(order.Headers) {
		header[name] = values
	}
	code := 200
	if order.Status != "" {
		var err error
		if code, err = strconv.Atoi(order.Status[:3]); err != nil {
			panic(err)
		}
	}
	w.WriteHeader(code)
	size := max(1, len(text)/max(1, order.Chunks))
	for len(text) > 0 {
		chunk := text[:min(size, len(text))]
		text = text[len(chunk):]
		if _, err := io.WriteString(w, chunk); err != nil {
			return
		}
		if order.Chunks > 1 {
			w.(http.Flusher).Flush()
		}
	}
}

// echo is what an app can see of the request.
func echo(name string, r *http.Request, body []byte) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	} else if value, ok := r.Context().Value("wsgi.url_scheme").(string); ok {
		scheme = value
	}
	remote := r.RemoteAddr
	if i := strings.LastIndexByte(remote, ':'); i >= 0 {
		remote = strings.Trim(remote[:i], "[]")
	}
	user, _ := r.Context().Value("REMOTE_USER").(string)
	var text strings.Builder
	for _, line := range [][2]string{
		{"app", name}, {"REQUEST_METHOD", r.Method}, {"SCRIPT_NAME", r.Pattern}, {"PATH_INFO", r.URL.Path},
		{"QUERY_STRING", r.URL.RawQuery}, {"HTTP_HOST", r.Host}, {"REMOTE_ADDR", remote}, {"wsgi.url_scheme", scheme},
		{"REMOTE_USER", user}, {"CONTENT_TYPE", r.Header.Get("Content-Type")}, {"body", string(body)},
	} {
		fmt.Fprintf(&text, "%s=%s\n", line[0], line[1])
	}
	config, _ := r.Context().Value("paste.config").(map[string]string)
	keys := make([]string, 0, len(config))
	for key := range config {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	for _, key := range keys {
		fmt.Fprintf(&text, "config.%s=%s\n", key, config[key])
	}
	return text.String()
}

// fromLatin1 makes a byte of each character, and toLatin1 a character of each
// byte: JSON holds characters only.
func fromLatin1(text string) string {
	bytes := make([]byte, 0, len(text))
	for _, char := range text {
		bytes = append(bytes, byte(char))
	}
	return string(bytes)
}

func toLatin1(text string) string {
	chars := make([]rune, len(text))
	for i := range len(text) {
		chars[i] = rune(text[i])
	}
	return string(chars)
}
