package gzip

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/templates/response"
)

// answer is one answer to a client that accepts a coding, and the Body of one
// that may be compressed.
type answer struct {
	*compressing
	coding *coding
	gate   response.Gate
	head   bool // only the header goes out
	status int
	packer *packer // from Decide on
	sent   bool    // it is decided: the header is out
	packed bool    // the body goes through packer.zip
}

// Decide lets an answer pass that is not for compression; the others wait for
// enough of their bodies, unless their header says all.
func (a *answer) Decide(status int) response.Body {
	header := a.gate.Next().Header()
	if status == http.StatusNotModified {
		vary(header)
		weaken(header)
		return nil
	}
	if !mayPack(header, status) {
		return nil
	}
	kind := a.kindOf(header)
	if kind == settled {
		return nil
	}
	vary(header)
	length, known := lengthOf(header)
	if known && length < a.minSize {
		return nil
	}
	a.status, a.packer = status, a.coding.packer(a.level)
	if known && kind == packable {
		a.begin(true)
	}
	return a
}

// Write takes a part of the body.
func (a *answer) Write(p []byte) (int, error) {
	if a.sent {
		return a.pass(p)
	}
	a.packer.held = append(a.packer.held, p...)
	if len(a.packer.held) < a.wanted() {
		return len(p), nil
	}
	if err := a.decide(len(a.packer.held) >= a.minSize); err != nil {
		return 0, err
	}
	return len(p), nil
}

// sniffed is how many bytes http.DetectContentType looks at.
const sniffed = 512

// wanted is how much of the body must be there to decide.
func (a *answer) wanted() int {
	if a.kindOf(a.gate.Next().Header()) == unknown {
		return max(a.minSize, sniffed)
	}
	return a.minSize
}

// decide is called when it is known whether the body is large enough, and sends
// what was held.
func (a *answer) decide(large bool) error {
	header := a.gate.Next().Header()
	held := a.packer.held
	if a.kindOf(header) == unknown && len(held) > 0 {
		header.Set("Content-Type", http.DetectContentType(held))
	}
	a.begin(large && a.kindOf(header) == packable)
	if len(held) == 0 {
		return nil
	}
	_, err := a.pass(held)
	return err
}

// begin sends the header.
func (a *answer) begin(packed bool) {
	a.sent, a.packed = true, packed
	if packed {
		header := a.gate.Next().Header()
		header.Set("Content-Encoding", a.coding.name)
		header.Del("Content-Length")
		header.Del("Accept-Ranges")
		weaken(header)
		a.packer.zip.Reset(a.gate.Next())
	}
	a.gate.Next().WriteHeader(a.status)
}

func (a *answer) pass(p []byte) (int, error) {
	switch {
	case !a.packed:
		return a.gate.Next().Write(p)
	case a.head:
		return len(p), nil
	}
	return a.packer.zip.Write(p)
}

// Flush sends all that is there. A body that is flushed before it is decided
// about is taken for a large one.
func (a *answer) Flush() error {
	if !a.sent {
		if err := a.decide(true); err != nil {
			return err
		}
	}
	if a.packed && !a.head {
		if err := a.packer.zip.Flush(); err != nil {
			return err
		}
	}
	return http.NewResponseController(a.gate.Next()).Flush()
}

// Close ends the body.
func (a *answer) Close() error {
	if !a.sent {
		if err := a.decide(false); err != nil {
			return err
		}
	}
	if a.packed && !a.head {
		return a.packer.zip.Close()
	}
	return nil
}

// release gives back what can be used again. An answer that has panicked keeps it.
func (a *answer) release() {
	if p := a.packer; p != nil {
		a.packer = nil
		p.held = p.held[:0]
		a.coding.packers.Put(p)
	}
}

// mayPack reports whether an answer with that header may be compressed at all,
// whatever its type.
func mayPack(header http.Header, status int) bool {
	return response.HasBody(status) && status != http.StatusPartialContent &&
		header["Content-Encoding"] == nil && header["Content-Range"] == nil &&
		header["Content-Md5"] == nil && header["Content-Digest"] == nil && !noTransform(header["Cache-Control"])
}

func noTransform(lines []string) bool {
	for _, line := range lines {
		for directive := range strings.SplitSeq(line, ",") {
			if strings.EqualFold(strings.TrimSpace(directive), "no-transform") {
				return true
			}
		}
	}
	return false
}

// kind is what a Content-Type says about compression.
type kind int

const (
	settled  kind = iota // no compression
	packable             // one to compress
	unknown              // net/http will tell the type from the first bytes
)

func (c *compressing) kindOf(header http.Header) kind {
	types, present := header["Content-Type"]
	if !present {
		return unknown
	}
	if len(types) == 0 {
		return settled
	}
	text, _, _ := strings.Cut(types[0], ";")
	text = strings.ToLower(strings.TrimSpace(text))
	if c.packs(text) {
		return packable
	}
	return settled
}

func lengthOf(header http.Header) (n int, known bool) {
	text := header.Get("Content-Length")
	if text == "" {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// vary says that the answer depends on Accept-Encoding.
func vary(header http.Header) {
	for _, line := range header["Vary"] {
		for name := range strings.SplitSeq(line, ",") {
			if name = strings.TrimSpace(name); name == "*" || strings.EqualFold(name, "Accept-Encoding") {
				return
			}
		}
	}
	header.Add("Vary", "Accept-Encoding")
}

// weaken makes a strong ETag a weak one: the same text compressed has other bytes.
func weaken(header http.Header) {
	if tag := header.Get("Etag"); strings.HasPrefix(tag, `"`) {
		header.Set("Etag", "W/"+tag)
	}
}
