package browser

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/authform"
	"github.com/pastegen/pastegen/templates/errorcatcher"
	"github.com/pastegen/pastegen/templates/section"
	"github.com/pastegen/pastegen/templates/waitforit"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// open serves an app to pages of both kinds of browsers, those that run scripts
// and those that do not.
func open(t *testing.T, app http.Handler, look func(t *testing.T, p *Page, url string)) {
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			p := Open(t, scripts)
			server := httptest.NewServer(app)
			t.Cleanup(server.Close)
			look(t, p, server.URL)
		})
	}
}

// TestLogin logs in by the keyboard alone.
func TestLogin(t *testing.T) {
	app := authform.New(authform.Options{Realm: "Notes", AuthFunc: func(_ *http.Request, user, password string) bool {
		return user == "ann" && password == "secret"
	}}, quiet())(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, "<p>Hello %v", r.Context().Value("REMOTE_USER"))
	}))
	open(t, app, func(t *testing.T, p *Page, url string) {
		login := func(name, password string) {
			if name != "" {
				p.Await(`document.activeElement.id == "username"`)
				p.Type(name)
				p.Press("Tab")
			}
			p.Await(`document.activeElement.id == "password"`)
			p.Type(password)
			p.Press("Enter")
		}
		p.Go(url + "/notes")
		login("ann", "wrong")
		p.Await(`document.querySelector("[role=alert]") != null`)
		p.Picture("login")
		if got := p.Eval(`document.querySelector("#username").value`); got != "ann" {
			t.Errorf("the name has become %q", got)
		}
		login("", "secret") // the name is still there, and the password has the focus
		p.Await(`document.body != null && document.body.innerText == "Hello ann"`)
		if got := p.Eval("location.pathname"); got != "/notes" {
			t.Errorf("the login has led to %s", got)
		}
	})
}

// TestErrorPage opens and closes the parts of the page by the keyboard alone.
func TestErrorPage(t *testing.T) {
	debug, _ := errorcatcher.New(errorcatcher.Options{Debug: true, XMLHTTPKey: "_"}, quiet())
	app := debug(section.App("app.ini:12: [filter:log]", section.App("app.ini:7: [app:<main>]",
		http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("<b>it failed</b>") }))))
	open(t, app, func(t *testing.T, p *Page, url string) {
		p.Go(url + "/page?a=b")
		p.Await(`document.querySelector("h1") != null && document.querySelector("h1").innerText == "<b>it failed</b>"`)
		p.Await(`document.querySelector("mark").innerText.includes("it failed")`)
		p.Picture("error")
		if got := p.Eval(`document.querySelector(".failed").innerText`); got != "It has failed in app.ini:7: [app:<main>]" {
			t.Errorf("the page says %q", got)
		}
		if got := p.Eval(`document.querySelector("ol").checkVisibility()`); got != "false" {
			t.Error("the sections around are open at once")
		}
		p.Press("Tab")
		p.Await(`document.activeElement.tagName == "SUMMARY"`)
		before := p.Eval("document.activeElement.parentElement.open")
		for _, key := range []string{"Enter", "Space"} {
			p.Press(key)
			p.Await("document.activeElement.parentElement.open != " + before)
			before = p.Eval("document.activeElement.parentElement.open")
		}
		p.Press("Enter")
		p.Await(`document.querySelector("ol").checkVisibility() && document.querySelector("li").innerText == "app.ini:12: [filter:log]"`)
		if wide := p.Eval("document.documentElement.scrollWidth <= innerWidth"); wide != "true" {
			t.Error("the page is wider than the window")
		}
	})
}

// TestPlainErrorPage has nothing to be seen that is not for everybody.
func TestPlainErrorPage(t *testing.T) {
	plain, _ := errorcatcher.New(errorcatcher.Options{XMLHTTPKey: "_"}, quiet())
	app := plain(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("it failed") }))
	open(t, app, func(t *testing.T, p *Page, url string) {
		p.Go(url)
		p.Await(`document.querySelector("h1") != null && document.querySelector("h1").innerText == "Server Error"`)
		if got := p.Eval(`document.body.innerText.includes("it failed")`); got != "false" {
			t.Error(p.Eval("document.body.innerText"))
		}
		p.Picture("error-plain")
	})
}

// TestWaiting waits for a page, which comes by itself, and sooner by the link.
func TestWaiting(t *testing.T) {
	for _, byLink := range []bool{false, true} {
		for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
			t.Run(fmt.Sprint(name, ", by link ", byLink), func(t *testing.T) { waits(t, scripts, byLink) })
		}
	}
}

func waits(t *testing.T, scripts, byLink bool) {
	p := Open(t, scripts)
	done := make(chan struct{})
	poll := time.Second
	if byLink {
		poll = time.Hour
	}
	wait, err := waitforit.New(context.Background(), waitforit.Options{TimeLimit: 50 * time.Millisecond, PollTime: poll}, quiet())
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(wait(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			<-done
		}
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<p>here it is")
	})))
	t.Cleanup(server.Close)
	p.Go(server.URL)
	p.Await(`document.querySelector("h1") != null && document.querySelector("h1").innerText.startsWith("Please wait")`)
	p.Picture("waitforit")
	close(done)
	if byLink {
		p.Press("Tab")
		p.Await(`document.activeElement.tagName == "A"`)
		p.Press("Enter")
	}
	p.Await(`document.body != null && document.body.innerText == "here it is"`)
}
