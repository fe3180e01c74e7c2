// Package cgianswer reads what CGI and FastCGI programs answer (RFC 3875, 6).
package cgianswer

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/templates/field"
)

// maxHead is how many bytes the header of an answer may have.
const maxHead = 64 << 10

// Copy sends the answer that a program writes to the client, each part of it as
// soon as it comes. It reports whether it has begun to; when not, nothing is
// sent and err says what is wrong with the header. A header of a redirect
// without a status has status 302.
func Copy(w http.ResponseWriter, program io.Reader) (begun bool, err error) {
	in := bufio.NewReaderSize(program, 4096)
	header, status, err := readHead(in)
	if err != nil {
		return false, err
	}
	h := w.Header()
	for name, lines := range header {
		h[name] = append(h[name], lines...)
	}
	if h["Content-Type"] == nil {
		h["Content-Type"] = nil // net/http would guess
	}
	w.WriteHeader(status)
	return true, copyBody(w, in)
}

// copyBody sends the body, and lets nothing wait that has come.
func copyBody(w http.ResponseWriter, in *bufio.Reader) error {
	controller := http.NewResponseController(w)
	buffer := make([]byte, 32<<10)
	for {
		n, err := in.Read(buffer)
		if n > 0 {
			if _, err := w.Write(buffer[:n]); err != nil && err != http.ErrBodyNotAllowed {
				return err
			}
			if err := controller.Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
				return err
			}
		}
		if err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// readHead reads the header lines, and the empty line behind them.
func readHead(in *bufio.Reader) (header http.Header, status int, err error) {
	header = http.Header{}
	for size := 0; ; {
		line, err := in.ReadSlice('\n')
		if size += len(line); err == bufio.ErrBufferFull || size > maxHead {
			return nil, 0, errors.New("the header is too long")
		} else if err == io.EOF {
			return nil, 0, errors.New("the answer ends in its header")
		} else if err != nil {
			return nil, 0, err
		}
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" {
			return header, statusOf(header, status), nil
		}
		name, value, ok := strings.Cut(text, ":")
		if !ok || !field.IsToken(name) || !isValue(value) {
			return nil, 0, fmt.Errorf("%.80q is no line of a header", text)
		}
		value = strings.Trim(value, " \t")
		if strings.EqualFold(name, "Status") {
			if status, err = parseStatus(value); err != nil {
				return nil, 0, err
			}
			continue
		}
		header.Add(textproto.CanonicalMIMEHeaderKey(name), value)
	}
}

// statusOf returns the status of an answer that has none of its own, 0.
func statusOf(header http.Header, status int) int {
	switch {
	case status != 0:
		return status
	case header["Location"] != nil:
		return http.StatusFound
	}
	return http.StatusOK
}

// parseStatus reads "404 Not Found".
func parseStatus(text string) (int, error) {
	number, _, _ := strings.Cut(text, " ")
	status, err := strconv.Atoi(number)
	if err != nil || len(number) != 3 || status < 200 || status > 999 {
		return 0, fmt.Errorf("%.80q is no status of an answer", text)
	}
	return status, nil
}

// isValue reports whether text has no control characters.
func isValue(text string) bool {
	return strings.IndexFunc(text, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f }) < 0
}
