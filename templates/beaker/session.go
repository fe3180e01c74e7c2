package beaker

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/cookie"
	"github.com/pastegen/pastegen/templates/response"
	"github.com/pastegen/pastegen/templates/sessions"
)

// Session is what an app finds under "beaker.session". It is for one request,
// and its methods are not to be called by several goroutines at a time. With
// invalidate_corrupt = false they panic when a session cannot be read.
type Session struct {
	*manager
	r *http.Request

	values   map[string]any // nil before the session is used
	id       string
	isNew    bool
	known    string    // the id that the client has in a cookie that is good as it is
	accessed time.Time // before this request
	old      []string  // ids that are to be good no more
	dirty    bool      // it is to be saved
	deleted  bool
}

// String tells nothing of what is in the session: pages about errors print what
// they find.
func (s *Session) String() string { return "a session of Beaker" }

// Get returns the value of a key; nil if there is none. Save is to be called
// after a change within a value.
func (s *Session) Get(key string) any {
	s.load()
	return s.values[key]
}

// Set sets the value of a key, and the session will be saved.
func (s *Session) Set(key string, value any) {
	s.load()
	s.values[key] = value
	s.dirty, s.deleted = true, false
}

// Remove forgets a key, and the session will be saved.
func (s *Session) Remove(key string) {
	s.load()
	delete(s.values, key)
	s.dirty = true
}

// Keys returns all keys in their order, without those that begin with a low
// line, which are Beaker's own.
func (s *Session) Keys() []string {
	s.load()
	var keys []string
	for key := range s.values {
		if !strings.HasPrefix(key, "_") {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// Save saves the session when the answer begins, also if it is a new one
// without values.
func (s *Session) Save() {
	s.load()
	s.dirty = true
}

// Delete ends the session and takes the cookie away.
func (s *Session) Delete() {
	s.load()
	s.clear()
	s.dirty, s.deleted = true, true
}

// Invalidate ends the session, and begins a new one under another id.
func (s *Session) Invalidate() {
	s.load()
	s.clear()
	s.RegenerateID()
	s.isNew = true
}

// RegenerateID gives the session another id. Call it when a user has logged in,
// so that who has known the id before is not logged in too.
func (s *Session) RegenerateID() {
	s.load()
	if !s.isNew {
		s.old = append(s.old, s.id)
	}
	s.id, s.dirty = sessions.NewID(), true
}

// ID returns the id, which nobody else is to learn.
func (s *Session) ID() string {
	s.load()
	return s.id
}

// IsNew reports whether there was no session before this request.
func (s *Session) IsNew() bool {
	s.load()
	return s.isNew
}

// Created returns when the session was begun.
func (s *Session) Created() time.Time {
	s.load()
	return timeOf(s.values["_creation_time"])
}

// LastAccessed returns when the session was used before this request; the zero
// time if it was not.
func (s *Session) LastAccessed() time.Time {
	s.load()
	return s.accessed
}

// CSRFToken returns a text that only pages of this session know. A form that
// sends it back comes from one of them: compare it with crypto/subtle. It is
// made when it is first asked for.
func (s *Session) CSRFToken() string {
	const key = "_csrft_" // Pyramid's
	token, _ := s.Get(key).(string)
	if token == "" {
		token = rand.Text()
		s.Set(key, token)
	}
	return token
}

// seconds is a time as Beaker writes it.
func seconds(t time.Time) float64 { return float64(t.UnixNano()) / 1e9 }

func timeOf(v any) time.Time {
	switch v := v.(type) {
	case float64:
		return time.Unix(0, int64(v*1e9))
	case int:
		return time.Unix(int64(v), 0)
	}
	return time.Time{}
}

// load reads the session, or begins a new one.
func (s *Session) load() {
	if s.values != nil {
		return
	}
	f, err := find(s)
	if err != nil {
		err = fmt.Errorf("beaker: the session cannot be read: %w", err)
		if !s.InvalidateCorrupt {
			panic(err)
		}
		s.log.Warn("a new session is begun", "error", err)
	}
	if f.values == nil {
		s.id, s.isNew = sessions.NewID(), true
		s.clear()
		return
	}
	s.id, s.values, s.dirty = f.id, f.values, f.renew
	if !f.renew {
		s.known = f.id
	}
	s.accessed = timeOf(f.values["_accessed_time"])
	if s.Timeout > 0 && s.now().Sub(s.accessed) > s.Timeout {
		s.Invalidate()
		s.dirty = false
	}
}

// clear forgets all values.
func (s *Session) clear() {
	s.accessed = time.Time{}
	s.values = map[string]any{"_creation_time": seconds(s.now())}
}

// BeforeHeader implements response.Hook: the client is not to come back before
// its session is saved.
func (s *Session) BeforeHeader(w *response.Writer, _ int) {
	if s.values == nil {
		return
	}
	s.forgetOld()
	if s.deleted {
		cookie.Replace(w.Header(), s.manager.cookie(""))
	} else if value := s.save(); value != "" {
		cookie.Replace(w.Header(), s.manager.cookie(value))
	}
	s.dirty = false
}

// finish saves what was changed after the header. A cookie it would take is too
// late.
func (s *Session) finish() {
	if !s.dirty {
		return
	}
	s.forgetOld()
	_, inCookie := s.keeper.(cookieKeeper)
	if s.deleted && inCookie || !s.deleted && s.save() != "" {
		s.log.Error("a session was changed after the answer had begun, which is too late for its cookie")
	}
}

// save keeps the session if that is wanted, and returns the value of the cookie
// to be set.
func (s *Session) save() string {
	if !s.dirty && !s.Auto && (s.isNew || !s.SaveAccessedTime) {
		return ""
	}
	s.values["_accessed_time"] = seconds(s.now())
	value, err := s.keeper.save(s)
	if err != nil {
		s.log.Error("a session cannot be saved", "error", err)
		return ""
	}
	if value != "" {
		s.known = s.id
	}
	return value
}

// forgetOld ends the sessions that this one was.
func (s *Session) forgetOld() {
	if s.deleted {
		s.old = append(s.old, s.id)
	}
	for _, id := range s.old {
		if err := s.keeper.forget(s, id); err != nil {
			s.log.Error("a session cannot be removed", "error", err)
		}
	}
	s.old = nil
}
