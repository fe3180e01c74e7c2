// Package whoconfig finds out about users as a file of repoze.who says, a
// second INI file:
//
//	[plugin:basic]
//	use = repoze.who.plugins.basicauth:make_plugin
//	realm = back room
//
//	[plugin:tickets]
//	use = repoze.who.plugins.auth_tkt:make_plugin
//	secret = sosecret
//
//	[plugin:users]
//	use = repoze.who.plugins.htpasswd:make_plugin
//	filename = %(here)s/users
//	check_fn = repoze.who.plugins.htpasswd:crypt_check
//
//	[identifiers]
//	plugins = tickets basic
//
//	[authenticators]
//	plugins = tickets users
//
//	[challengers]
//	plugins = basic
//
// Requests without a user pass, too; when the app answers 401, the first
// challenger that fits answers in its place. Apps find the user as REMOTE_USER,
// and log users in and out as behind auth_tkt. %(here)s is the folder of that
// file.
//
// The file is read at the start, and what is in it that has no effect here is
// an error then. A file that is written anew for Go does better with auth_tkt,
// auth_basic, auth_form and authenticated, which pastegen checks.
//
// # Differences
//
// There are the plugins basicauth, auth_tkt, htpasswd and redirector, and no
// others, because those are written in Python; nor are there metadata
// providers. Passwords are hashed in the ways that the htpasswd part knows. A
// redirector says with the path alone, not with the host, where the user came
// from.
//
//paste:group auth
package whoconfig

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/templates/auth"
	"github.com/pastegen/pastegen/templates/authtkt"
	"github.com/pastegen/pastegen/templates/response"
)

// Options are the keys of the section.
type Options struct {
	// ConfigFile is the file of repoze.who.
	ConfigFile string `paste:"config_file,required,file"`
	// LogFile has no effect: the log is the server's.
	LogFile string `paste:"log_file,ignored"`
	// LogLevel has no effect: the log is the server's.
	LogLevel string `paste:"log_level,ignored"`
}

// New returns a filter that finds out about users as a file of repoze.who says.
//
//paste:filter_factory who_config
//paste:stands_for egg:repoze.who#config repoze.who.config:make_middleware_with_config
func New(o Options, log *slog.Logger) (func(http.Handler) http.Handler, error) {
	text, err := os.ReadFile(o.ConfigFile)
	if err != nil {
		return nil, err
	}
	w, err := read(string(text), filepath.Dir(o.ConfigFile), log)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.ConfigFile, err)
	}
	tickets := func(next http.Handler) http.Handler { return next }
	if w.ticket != nil {
		if tickets, err = authtkt.New(*w.ticket); err != nil {
			return nil, fmt.Errorf("%s: %w", o.ConfigFile, err)
		}
	}
	return func(next http.Handler) http.Handler { return tickets(&handler{w, next}) }, nil
}

// who is what a file says.
type who struct {
	basic       bool
	ticket      *authtkt.Options
	trusted     bool // a ticket is enough
	checks      []func(user, password string) bool
	challengers []challenger
}

// challenger answers in place of an app that says 401.
type challenger struct {
	answer func(w http.ResponseWriter, r *http.Request)
	class  string // of requests; "" is all
}

// read reads a file.
func read(text, here string, log *slog.Logger) (who, error) {
	sections, err := parse(text, here)
	if err != nil {
		return who{}, err
	}
	plugins := map[string]plugin{}
	for name, s := range sections {
		plain, isPlugin := strings.CutPrefix(name, "plugin:")
		switch {
		case isPlugin:
			if plugins[plain], err = makePlugin(s, log); err != nil {
				return who{}, err
			}
		case name == "general":
			err = checkGeneral(s)
		case !slices.Contains([]string{"identifiers", "authenticators", "challengers", "mdproviders"}, name):
			err = fmt.Errorf("line %d: what is [%s]?", s.line, name)
		}
		if err != nil {
			return who{}, err
		}
	}
	var w who
	for _, role := range []struct {
		section string
		take    func(p plugin, class string) error
	}{
		{"identifiers", w.identifier}, {"authenticators", w.authenticator}, {"challengers", w.challenger}, {"mdproviders", w.provider},
	} {
		if err := eachPlugin(sections[role.section], plugins, role.take); err != nil {
			return who{}, err
		}
	}
	if w.ticket != nil && !w.trusted {
		return who{}, errors.New("auth_tkt identifies users, so that it has to be one of the authenticators, too")
	}
	return w, nil
}

// checkGeneral accepts what is the default, and so is done.
func checkGeneral(s *section) error {
	for key, value := range map[string]string{
		"request_classifier": "repoze.who.classifiers:default_request_classifier",
		"challenge_decider":  "repoze.who.classifiers:default_challenge_decider",
		"remote_user_key":    "REMOTE_USER",
	} {
		if has := s.keys[key]; has != "" && has != value {
			return fmt.Errorf("%s: %s is %s here, not %s", s.at(key), key, value, has)
		}
	}
	return nil
}

// eachPlugin hands out the plugins that a section lists, each with the class of
// requests it is for.
func eachPlugin(s *section, plugins map[string]plugin, take func(plugin, string) error) error {
	if s == nil {
		return nil
	}
	for _, word := range strings.Fields(s.keys["plugins"]) {
		name, class, _ := strings.Cut(word, ";")
		p, known := plugins[name]
		if !known {
			return fmt.Errorf("%s: there is no [plugin:%s]", s.at("plugins"), name)
		}
		if err := take(p, class); err != nil {
			return fmt.Errorf("%s: %s %w", s.at("plugins"), name, err)
		}
	}
	return nil
}

func (w *who) identifier(p plugin, _ string) error {
	if !p.basic && p.ticket == nil {
		return errors.New("does not identify")
	}
	w.basic = w.basic || p.basic
	if p.ticket != nil {
		w.ticket = p.ticket
	}
	return nil
}

func (w *who) authenticator(p plugin, _ string) error {
	if p.check == nil && p.ticket == nil {
		return errors.New("does not authenticate")
	}
	w.trusted = w.trusted || p.ticket != nil
	if p.check != nil {
		w.checks = append(w.checks, p.check)
	}
	return nil
}

func (w *who) challenger(p plugin, class string) error {
	if p.challenge == nil {
		return errors.New("does not challenge")
	}
	w.challengers = append(w.challengers, challenger{p.challenge, class})
	return nil
}

func (w *who) provider(plugin, string) error {
	return errors.New("provides metadata, which is for Python")
}

// classOf is repoze.who's class of a request.
func classOf(r *http.Request) string {
	isDAV := slices.ContainsFunc([]string{"Microsoft Data Access Internet Publishing Provider", "WebDrive", "Zope External Editor", "WebDAVFS",
		"Goliath", "neon", "davlib", "wsAPI", "Microsoft-WebDAV"}, func(agent string) bool { return strings.Contains(r.UserAgent(), agent) })
	switch r.Method {
	case "OPTIONS", "PROPFIND", "PROPPATCH", "MKCOL", "LOCK", "UNLOCK", "TRACE", "DELETE", "COPY", "MOVE":
		isDAV = true
	}
	switch {
	case isDAV:
		return "dav"
	case r.Method == "POST" && strings.HasPrefix(strings.ToLower(r.Header.Get("Content-Type")), "text/xml"):
		return "xmlpost"
	}
	return "browser"
}

type handler struct {
	who
	next http.Handler
}

// ServeHTTP implements http.Handler.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if user, password, ok := r.BasicAuth(); ok && h.basic && user != "" && auth.User(r) == "" && h.knows(user, password) {
		r = auth.WithUser(r, user, "basic")
	}
	i := slices.IndexFunc(h.challengers, func(c challenger) bool { return c.class == "" || c.class == classOf(r) })
	if i < 0 {
		h.next.ServeHTTP(w, r)
		return
	}
	d := &decider{header: response.TakeSnapshot(w.Header()), w: w}
	gate := response.NewGate(w, d)
	h.next.ServeHTTP(gate, r)
	if _ = gate.Finish(); d.refused { // the client may be gone
		h.challengers[i].answer(w, r)
	}
}

func (h *handler) knows(user, password string) bool {
	return slices.ContainsFunc(h.checks, func(check func(user, password string) bool) bool { return check(user, password) })
}

// decider drops answers that say 401, but the cookies they set.
type decider struct {
	header  response.Snapshot
	w       http.ResponseWriter
	refused bool
}

// Decide implements response.Decider.
func (d *decider) Decide(status int) response.Body {
	if status != http.StatusUnauthorized {
		return nil
	}
	d.refused = true
	cookies := d.w.Header()["Set-Cookie"]
	d.header.Restore(d.w.Header())
	if len(cookies) > 0 {
		d.w.Header()["Set-Cookie"] = cookies
	}
	return response.Drop{}
}
