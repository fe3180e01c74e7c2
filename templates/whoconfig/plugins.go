package whoconfig

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/auth"
	"github.com/pastegen/pastegen/templates/authtkt"
	"github.com/pastegen/pastegen/templates/htpasswd"
)

// plugin is one of the file's plugins. It does some of these.
type plugin struct {
	basic     bool                                         // it identifies by Basic
	ticket    *authtkt.Options                             // it identifies by tickets
	check     func(user, password string) bool             // it authenticates
	challenge func(w http.ResponseWriter, r *http.Request) // it challenges
}

// makePlugin makes the plugin of a section.
func makePlugin(s *section, log *slog.Logger) (plugin, error) {
	use := s.keys["use"]
	known := map[string]func(*section, *slog.Logger) (plugin, error){
		"repoze.who.plugins.basicauth:make_plugin":  makeBasic,
		"repoze.who.plugins.auth_tkt:make_plugin":   makeTicket,
		"repoze.who.plugins.htpasswd:make_plugin":   makePasswords,
		"repoze.who.plugins.redirector:make_plugin": makeRedirector,
	}
	maker, ok := known[use]
	if !ok {
		return plugin{}, fmt.Errorf("%s: there is no plugin %q here, but basicauth, auth_tkt, htpasswd and redirector:"+
			" use egg:Paste#auth_basic or auth_form with a function of yours instead", s.at("use"), use)
	}
	p, err := maker(s, log)
	if err != nil {
		return plugin{}, fmt.Errorf("%s: %w", s.at("use"), err)
	}
	return p, nil
}

// only returns an error for a key that is none of those.
func (s *section) only(keys ...string) error {
	for key := range s.keys {
		if key != "use" && !slices.Contains(keys, key) {
			return fmt.Errorf("%s has no effect here", key)
		}
	}
	return nil
}

func makeBasic(s *section, _ *slog.Logger) (plugin, error) {
	realm := s.keys["realm"]
	if realm == "" {
		realm = "basic"
	}
	challenge := "Basic realm=" + auth.Quote(realm) + `, charset="UTF-8"`
	return plugin{basic: true, challenge: func(w http.ResponseWriter, _ *http.Request) { auth.Refuse(w, challenge) }},
		errors.Join(s.only("realm"), auth.CheckRealm(realm))
}

func makeTicket(s *section, _ *slog.Logger) (plugin, error) {
	o := authtkt.Options{CookieName: "auth_tkt", HTTPOnly: true, DigestAlgo: authtkt.MD5,
		Secret: strings.Fields(s.keys["secret"]), Secure: isTrue(s.keys["secure"]), IncludeIP: isTrue(s.keys["include_ip"])}
	if name := s.keys["cookie_name"]; name != "" {
		o.CookieName = name
	}
	err := s.only("secret", "secretfile", "cookie_name", "secure", "include_ip", "timeout", "reissue_time")
	if file := s.keys["secretfile"]; file != "" {
		text, failed := os.ReadFile(file)
		o.Secret, err = strings.Fields(string(text)), errors.Join(err, failed)
	}
	for key, to := range map[string]*time.Duration{"timeout": &o.Timeout, "reissue_time": &o.ReissueTime} {
		if text := s.keys[key]; text != "" {
			seconds, failed := strconv.ParseUint(text, 10, 31)
			*to, err = time.Duration(seconds)*time.Second, errors.Join(err, failed)
		}
	}
	if len(o.Secret) == 0 {
		err = errors.Join(err, errors.New("there is no secret"))
	}
	return plugin{ticket: &o}, err
}

// isTrue knows the words that repoze.who knows.
func isTrue(text string) bool {
	return slices.Contains([]string{"yes", "true", "1"}, strings.ToLower(text))
}

func makePasswords(s *section, log *slog.Logger) (plugin, error) {
	if err := s.only("filename", "check_fn"); err != nil {
		return plugin{}, err
	}
	switch check := s.keys["check_fn"]; check {
	case "repoze.who.plugins.htpasswd:crypt_check", "repoze.who.plugins.htpasswd:sha1_check":
	default:
		return plugin{}, fmt.Errorf("check_fn is repoze.who.plugins.htpasswd:crypt_check or :sha1_check, not %q", check)
	}
	users, err := htpasswd.Open(s.keys["filename"], log)
	if err != nil {
		return plugin{}, err
	}
	return plugin{check: users.Check}, nil
}

func makeRedirector(s *section, _ *slog.Logger) (plugin, error) {
	login, err := url.Parse(s.keys["login_url"])
	if s.keys["login_url"] == "" {
		err = errors.New("there is no login_url")
	}
	from := s.keys["came_from_param"]
	return plugin{challenge: func(w http.ResponseWriter, r *http.Request) {
		to := *login
		if from != "" {
			query := to.Query()
			query.Set(from, r.RequestURI)
			to.RawQuery = query.Encode()
		}
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, to.String(), http.StatusFound)
	}}, errors.Join(err, s.only("login_url", "came_from_param"))
}
