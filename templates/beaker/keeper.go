package beaker

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/pastegen/pastegen/templates/cookie"
	"github.com/pastegen/pastegen/templates/sessions"
)

// keeper keeps sessions: with the clients, or in a store.
type keeper interface {
	// load returns the session that a cookie is about, without values if there
	// is none, and an error for one that is not good.
	load(s *Session, value string) (found, error)
	// save keeps the session. It returns the value of the cookie, "" if the one
	// that the client has will do.
	save(s *Session) (string, error)
	// forget ends a session.
	forget(s *Session, id string) error
}

// found is a session that a client has.
type found struct {
	id     string
	values map[string]any
	renew  bool // the cookie was signed with an old secret
}

// cookieKeeper keeps sessions in cookies.
type cookieKeeper struct{ sealer }

func (k cookieKeeper) load(s *Session, value string) (found, error) {
	text, i := unsign(s.validateKeys, value)
	if i < 0 {
		return found{}, errors.New("its signature is not good")
	}
	values, err := k.open(text, s.validateKeys[i])
	if err != nil {
		return found{}, err
	}
	id, _ := values["_id"].(string)
	return found{id, values, i > 0}, nil
}

// maxCookie is what Beaker allows.
const maxCookie = 4064

func (k cookieKeeper) save(s *Session) (string, error) {
	s.values["_id"] = s.id
	text, err := k.seal(s.values, s.validateKeys[0])
	if err == nil && len(text) > maxCookie {
		err = errors.New("it is too long for a cookie")
	}
	return sign(s.validateKeys[0], text), err
}

func (cookieKeeper) forget(*Session, string) error { return nil }

// storeKeeper keeps sessions in a store, and their ids in cookies.
type storeKeeper struct {
	sealer
	store sessions.Store
}

func (k storeKeeper) load(s *Session, value string) (found, error) {
	id, i := value, 0
	if len(s.secrets) > 0 {
		id, i = unsign(s.secrets, value)
	}
	if i < 0 || !sessions.IsID(id) {
		return found{}, nil
	}
	data, err := k.store.Load(s.r.Context(), id)
	if err != nil || data == nil {
		return found{}, err
	}
	var values map[string]any
	if len(k.encryptKeys) > 0 {
		values, err = k.openAny(string(data), s.validateKeys)
	} else {
		values, err = sessions.Decode(data)
	}
	return found{id, values, i > 0}, err
}

// openAny opens a session that was encrypted with any of the keys.
func (k storeKeeper) openAny(text string, validateKeys []string) (values map[string]any, err error) {
	for _, key := range validateKeys {
		if values, err = k.open(text, key); err == nil {
			break
		}
	}
	return values, err
}

func (k storeKeeper) save(s *Session) (string, error) {
	data, err := sessions.Encode(s.values)
	if err == nil && len(k.encryptKeys) > 0 {
		var text string
		text, err = k.seal(s.values, s.validateKeys[0])
		data = []byte(text)
	}
	if err != nil {
		return "", err
	}
	ctx, cancel := lasting(s.r)
	defer cancel()
	if err := k.store.Save(ctx, s.id, data); err != nil || s.known == s.id {
		return "", err
	}
	if len(s.secrets) > 0 {
		return sign(s.secrets[0], s.id), nil
	}
	return s.id, nil
}

func (k storeKeeper) forget(s *Session, id string) error {
	ctx, cancel := lasting(s.r)
	defer cancel()
	return k.store.Delete(ctx, id)
}

// lasting is a context of the request that does not end when the client has gone.
func lasting(r *http.Request) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(r.Context()), 10*time.Second)
}

// find returns the first good session of the request's cookies, without values
// if there is none.
func find(s *Session) (found, error) {
	var failed error
	for _, value := range cookie.Values(s.r, s.Key) {
		f, err := s.keeper.load(s, value)
		if f.values != nil && err == nil {
			return f, nil
		}
		failed = errors.Join(failed, err)
	}
	return found{}, failed
}
