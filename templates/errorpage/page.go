package errorpage

import (
	"fmt"
	"html"
	"path"
	"strings"
	"time"
)

// html returns the page. A piece of one is what a script puts into another page.
func (r *Report) html(c *Catcher, piece bool) string {
	p := &page{}
	if !piece {
		p.begin("500 Internal Server Error")
	}
	if c.Debug {
		p.debug(r, piece)
	} else {
		p.plain(r, c.Message)
	}
	if !piece {
		p.add("</main>\n</body>\n</html>\n")
	}
	return p.String()
}

// page is HTML that is being written.
type page struct{ strings.Builder }

// add adds HTML.
func (p *page) add(parts ...string) {
	for _, part := range parts {
		p.WriteString(part)
	}
}

func (p *page) begin(title string) {
	p.add("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
		"<title>", html.EscapeString(title), "</title>\n<style>", style, "</style>\n</head>\n<body>\n<main>\n")
}

// plain is the page for everybody.
func (p *page) plain(r *Report, message string) {
	if message == "" {
		message = "An error occurred. It has been logged."
	}
	p.add("<h1>Server Error</h1>\n<p>", message, "</p>\n<p>The number of this error is <code>", r.ID, "</code>.</p>\n")
}

// debug is the page for those who have written the program.
func (p *page) debug(r *Report, piece bool) {
	p.add("<p class=\"kind\">panic: ", html.EscapeString(r.Kind), "</p>\n<h1>", html.EscapeString(r.Message), "</h1>\n")
	p.add("<p><code>", html.EscapeString(r.Method+" "+r.Path), "</code>, error <code>", r.ID, "</code> at ",
		"<time>", r.Time.Format(time.RFC3339), "</time></p>\n")
	p.sections(r.Sections)
	p.stack(r.Frames)
	if piece {
		return
	}
	for _, part := range r.parts() {
		p.table(part.title, part.settings)
	}
}

// sections shows which section has failed, and those around it.
func (p *page) sections(places []string) {
	if len(places) == 0 {
		return
	}
	p.add("<p class=\"failed\">It has failed in <code>", html.EscapeString(places[0]), "</code></p>\n")
	if len(places) == 1 {
		return
	}
	p.add("<details><summary>The sections around it</summary>\n<ol>\n")
	for _, place := range places[1:] {
		p.add("<li><code>", html.EscapeString(place), "</code></li>\n")
	}
	p.add("</ol></details>\n")
}

// stack shows the calls, those of libraries folded together.
func (p *page) stack(frames []Frame) {
	p.add("<h2>Stack</h2>\n")
	shown := 0 // how many calls have their source open
	for len(frames) > 0 {
		n := 0
		for n < len(frames) && frames[n].Library {
			n++
		}
		if n > 0 {
			p.add("<details class=\"library\"><summary>", plural(n), " in libraries</summary>\n")
			for i := range n {
				p.frame(&frames[i], false)
			}
			p.add("</details>\n")
			frames = frames[n:]
			continue
		}
		p.frame(&frames[0], shown < 3)
		shown++
		frames = frames[1:]
	}
}

func plural(n int) string {
	if n == 1 {
		return "1 call"
	}
	return fmt.Sprintf("%d calls", n)
}

func (p *page) frame(f *Frame, open bool) {
	name := "<code>" + html.EscapeString(shortName(f.Function)) + "</code> <span>" + html.EscapeString(f.File) + ":" + fmt.Sprint(f.Line) + "</span>"
	if f.Source == nil {
		p.add("<p class=\"call\">", name, "</p>\n")
		return
	}
	attr := ""
	if open {
		attr = " open"
	}
	p.add("<details", attr, "><summary>", name, "</summary>\n<pre tabindex=\"0\">")
	for i, line := range f.Source {
		text := fmt.Sprintf("%5d  %s\n", f.First+i, html.EscapeString(strings.ReplaceAll(line, "\t", "    ")))
		if f.First+i == f.Line {
			text = "<mark>" + text + "</mark>"
		}
		p.add(text)
	}
	p.add("</pre></details>\n")
}

// shortName cuts the path off the name of a function:
// net/http.HandlerFunc.ServeHTTP becomes http.HandlerFunc.ServeHTTP.
func shortName(function string) string {
	arguments := ""
	if i := strings.IndexByte(function, '['); i >= 0 { // type arguments have paths too
		function, arguments = function[:i], function[i:]
	}
	return path.Base(function) + arguments
}

func (p *page) table(title string, settings []Setting) {
	if len(settings) == 0 {
		return
	}
	p.add("<details open><summary><h2>", html.EscapeString(title), "</h2></summary>\n<table>\n")
	for _, s := range settings {
		p.add("<tr><th scope=\"row\">", html.EscapeString(s.Name), "</th><td>", html.EscapeString(s.Value), "</td></tr>\n")
	}
	p.add("</table></details>\n")
}

// style needs no script, and follows what the reader prefers.
const style = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --mark: #f7c94866; --red: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --red: #f2b8b5; --mark: #b58a0077; } }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 70rem; margin: 0 auto; padding: 1.5rem; }
h1 { margin: 0 0 1rem; font-size: 1.5rem; color: var(--red); white-space: pre-wrap; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
summary h2 { display: inline-block; }
.kind { margin: 0; font-weight: 600; }
code, pre, td { font-family: ui-monospace, monospace; font-size: .875rem; }
details, .call { margin: .25rem 0; }
.library { margin-left: 1rem; }
.call { padding-left: 1.1rem; }
summary { cursor: pointer; }
summary span, .call span { opacity: .75; font-size: .875rem; overflow-wrap: anywhere; }
pre { margin: .25rem 0 1rem; padding: .5rem 0; overflow-x: auto; background: var(--soft); border-left: 3px solid var(--line); }
mark { display: block; color: inherit; background: var(--mark); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; width: 14rem; }
td { white-space: pre-wrap; overflow-wrap: anywhere; }
`
