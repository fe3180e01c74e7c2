package fileapp

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// entry is what is known of a version of a file.
type entry struct {
	name              string
	modTime           time.Time // zero for files inside the program
	size              int64
	mediaType, coding string
	tag               string
	length            string // size as text
	lastModified      string // modTime as text; empty for none
	content           []byte // nil when the file is opened each time

	mu       sync.Mutex // for what follows
	variants []variant
	looked   time.Time // when variants were looked for
}

// is reports whether the file is the same version still.
func (e *entry) is(info fs.FileInfo) bool {
	return e.modTime.Equal(info.ModTime()) && e.size == info.Size()
}

const (
	maxKept    = 4096            // a file of so many bytes is not kept in memory
	maxEntries = 4096            // so many files are known at a time
	settling   = 2 * time.Second // a file that is younger may change without a change of its time
)

// entries are the files that are known, by name.
type entries struct {
	mu     sync.RWMutex
	byName map[string]*entry
}

// get returns the entry of a name if it is of that version.
func (k *entries) get(name string, info fs.FileInfo) *entry {
	k.mu.RLock()
	defer k.mu.RUnlock()
	e := k.byName[name]
	if e == nil || !e.is(info) {
		return nil
	}
	return e
}

// put keeps an entry, instead of all others when there are too many.
func (k *entries) put(e *entry) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.byName == nil || len(k.byName) >= maxEntries {
		k.byName = map[string]*entry{}
	}
	k.byName[e.name] = e
}

// entry returns what is known of a file that is there, and reads it first if
// that is nothing.
func (s *Server) entry(name string, info fs.FileInfo) (*entry, error) {
	if e := s.known.get(name, info); e != nil {
		return e, nil
	}
	e := &entry{name: name, modTime: info.ModTime(), size: info.Size(), length: strconv.FormatInt(info.Size(), 10)}
	if !e.modTime.IsZero() && !e.modTime.Equal(time.Unix(0, 0)) {
		e.lastModified = e.modTime.UTC().Format(http.TimeFormat)
	}
	e.mediaType, e.coding = Type(name)
	inProgram := e.modTime.IsZero()
	if !inProgram {
		e.tag = `"` + pythonTime(e.modTime) + "-" + strconv.FormatInt(e.size, 10) + `"`
	}
	settled := inProgram || time.Since(e.modTime) > settling
	if inProgram || settled && e.size < maxKept {
		if err := s.read(e); err != nil {
			return nil, err
		}
	}
	if settled {
		s.known.put(e)
	}
	return e, nil
}

// read reads a file to keep it, if it is small, and to have a digest of its
// content for an ETag, if it has no time. A file that changes meanwhile is not
// kept.
func (s *Server) read(e *entry) error {
	f, _, err := s.open(e.name)
	if err != nil {
		return err
	}
	defer f.Close()
	if e.tag == "" {
		digest := sha256.New()
		if _, err := io.Copy(digest, f); err != nil {
			return err
		}
		e.tag = `"` + hex.EncodeToString(digest.Sum(nil)[:16]) + `"`
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return err
		}
	}
	if e.size >= maxKept {
		return nil
	}
	content := make([]byte, e.size+1)
	n, err := io.ReadFull(f, content)
	if err != io.ErrUnexpectedEOF && err != io.EOF || int64(n) != e.size {
		return nil
	}
	e.content = content[:n:n]
	return nil
}

// variant is a compressed form of a file.
type variant struct {
	coding string
	entry  *entry
}

// lookTime is how long what was found of variants is believed.
const lookTime = time.Second

// variants returns the compressed forms of a file that are not older.
func (s *Server) variants(name string, e *entry) []variant {
	if e.coding != "" || !isText(e.mediaType) {
		return nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if now := time.Now(); now.Sub(e.looked) >= lookTime {
		e.variants, e.looked = nil, now
		for _, kind := range [][2]string{{"br", ".br"}, {"gzip", ".gz"}} {
			info, err := s.Stat(name + kind[1])
			if err != nil || !info.Mode().IsRegular() || info.ModTime().Before(e.modTime) {
				continue
			}
			if compressed, err := s.entry(name+kind[1], info); err == nil {
				e.variants = append(e.variants, variant{kind[0], compressed})
			}
		}
	}
	return e.variants
}

// pythonTime returns t as Python shows the number of its seconds:
// 1700000000.25, 1700000000.0. So the ETags are those of Paste, and what
// clients have kept stays good after a move from there.
func pythonTime(t time.Time) string {
	seconds := float64(t.Unix()) + 1e-9*float64(t.Nanosecond())
	text := strconv.FormatFloat(seconds, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}
