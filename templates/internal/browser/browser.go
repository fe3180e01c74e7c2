// Package browser drives a headless Chromium for tests of pages that people
// see. It speaks the DevTools protocol over pipes, and needs nothing but the
// standard library and the program chromium.
package browser

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// Env is the environment variable that runs the tests with a browser. If it
// names a folder, pictures of the pages go there.
const Env = "PASTEGEN_BROWSER"

// patience is how long a page may take to become what a test waits for, and the
// browser to start.
const patience = time.Minute

// Page is a page in a browser of its own.
type Page struct {
	t       *testing.T
	in      *os.File // what the browser reads
	session string

	mu      sync.Mutex
	last    int
	answers map[int]chan answer
}

type command struct {
	ID      int    `json:"id"`
	Session string `json:"sessionId,omitempty"`
	Method  string `json:"method"`
	Params  any    `json:"params,omitempty"`
}

type answer struct {
	ID     int             `json:"id"`
	Result json.RawMessage `json:"result"`
	Error  *struct{ Message string }
}

// isOfNoPage reports whether the page that was asked has gone before it answered.
func (a answer) isOfNoPage() bool {
	return a.Error != nil && a.Error.Message == "Inspected target navigated or closed"
}

// Open starts a browser with an empty page until the test has ended; without
// Env the test is skipped. Without scripts the browser runs none of the pages'.
func Open(t *testing.T, scripts bool) *Page {
	t.Helper()
	if os.Getenv(Env) == "" {
		t.Skip(Env + " is not set")
	}
	p := &Page{t: t, answers: map[int]chan answer{}}
	p.start()
	var made struct{ TargetID, SessionID string }
	p.do("Target.createTarget", map[string]any{"url": "about:blank"}, &made)
	p.do("Target.attachToTarget", map[string]any{"targetId": made.TargetID, "flatten": true}, &made)
	p.session = made.SessionID
	p.do("Emulation.setScriptExecutionDisabled", map[string]any{"value": !scripts}, nil)
	p.do("Page.enable", nil, nil)
	return p
}

// start starts the browser, which reads from its file 3 and writes to its file 4.
func (p *Page) start() {
	p.t.Helper()
	dir := p.folder()
	read, in, err := os.Pipe()
	if err != nil {
		p.t.Fatal(err)
	}
	out, write, err := os.Pipe()
	if err != nil {
		p.t.Fatal(err)
	}
	cmd := exec.Command("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--window-size=900,700",
		"--remote-debugging-pipe", "--user-data-dir="+dir)
	cmd.ExtraFiles = []*os.File{read, write}
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		p.t.Fatal(err)
	}
	defer log.Close()
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	read.Close()
	write.Close()
	p.in = in
	go p.listen(out)
	p.t.Cleanup(func() {
		in.Close()
		stuck := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
		defer stuck.Stop()
		_ = cmd.Wait()
		out.Close()
		if text, err := os.ReadFile(log.Name()); p.t.Failed() && err == nil {
			p.t.Logf("the browser told:\n%.4000s", text)
		}
	})
}

// folder returns one for what the browser keeps. Processes of it may live on and
// write there for a moment when it has ended.
func (p *Page) folder() string {
	p.t.Helper()
	dir, err := os.MkdirTemp("", "browser")
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() {
		for end := time.Now().Add(patience); os.RemoveAll(dir) != nil; time.Sleep(50 * time.Millisecond) {
			if time.Now().After(end) {
				p.t.Errorf("%s is still written to", dir)
				return
			}
		}
	})
	return dir
}

// listen hands answers to those who wait for them.
func (p *Page) listen(out *os.File) {
	for in := bufio.NewReaderSize(out, 1<<20); ; {
		text, err := in.ReadBytes(0)
		if err != nil {
			return
		}
		var a answer
		if json.Unmarshal(text[:len(text)-1], &a) != nil || a.ID == 0 {
			continue // an event
		}
		p.mu.Lock()
		waiting := p.answers[a.ID]
		delete(p.answers, a.ID)
		p.mu.Unlock()
		if waiting != nil {
			waiting <- a
		}
	}
}

// do sends a command and reads its answer.
func (p *Page) do(method string, params, result any) {
	p.t.Helper()
	p.read(method, p.ask(method, params), result)
}

// read reads the answer to a command.
func (p *Page) read(method string, a answer, result any) {
	p.t.Helper()
	if a.Error != nil {
		p.t.Fatalf("%s: %s", method, a.Error.Message)
	}
	if result != nil {
		if err := json.Unmarshal(a.Result, result); err != nil {
			p.t.Fatal(err)
		}
	}
}

// ask sends a command and returns its answer, which may be an error.
func (p *Page) ask(method string, params any) answer {
	p.t.Helper()
	waiting := make(chan answer, 1)
	p.mu.Lock()
	p.last++
	id := p.last
	p.answers[id] = waiting
	p.mu.Unlock()
	text, err := json.Marshal(command{id, p.session, method, params})
	if err != nil {
		p.t.Fatal(err)
	}
	if _, err := p.in.Write(append(text, 0)); err != nil {
		p.t.Fatal(err)
	}
	select {
	case a := <-waiting:
		return a
	case <-time.After(patience):
		p.t.Fatalf("%s: no answer", method)
	}
	return answer{}
}

// Go opens an address, and waits until the page is there.
func (p *Page) Go(url string) {
	p.t.Helper()
	p.do("Page.navigate", map[string]any{"url": url}, nil)
	p.Await(`document.readyState == "complete"`)
}

// Eval returns what an expression of JavaScript is, as text. It is the test's
// own, which also runs where those of pages do not. It must change nothing: it is
// asked again if the page goes away meanwhile.
func (p *Page) Eval(expression string) string {
	p.t.Helper()
	const method = "Runtime.evaluate"
	params := map[string]any{"expression": expression}
	a := p.ask(method, params)
	for end := time.Now().Add(patience); a.isOfNoPage() && time.Now().Before(end); {
		a = p.ask(method, params)
	}
	var got struct {
		Result struct{ Value any }
	}
	p.read(method, a, &got)
	return fmt.Sprint(got.Result.Value)
}

// Await waits until an expression is true.
func (p *Page) Await(expression string) {
	p.t.Helper()
	for end := time.Now().Add(patience); p.Eval(expression) != "true"; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			p.t.Fatalf("%s is not true in\n%s", expression, p.Eval("document.documentElement.outerHTML"))
		}
	}
}

// Type types a text at what has the focus.
func (p *Page) Type(text string) {
	p.t.Helper()
	p.do("Input.insertText", map[string]any{"text": text}, nil)
}

// Press presses a key: Tab, Enter or Space.
func (p *Page) Press(key string) {
	p.t.Helper()
	known := map[string]struct {
		code int
		text string
	}{"Tab": {9, ""}, "Enter": {13, "\r"}, "Space": {32, " "}}[key]
	params := map[string]any{"type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": known.code, "text": known.text}
	if key == "Space" {
		params["key"] = " "
	}
	p.do("Input.dispatchKeyEvent", params, nil)
	params["type"] = "keyUp"
	delete(params, "text")
	p.do("Input.dispatchKeyEvent", params, nil)
}

// Picture saves a picture of the page, if Env names a folder.
func (p *Page) Picture(name string) {
	p.t.Helper()
	folder := os.Getenv(Env)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return
	}
	var got struct{ Data string }
	p.do("Page.captureScreenshot", map[string]any{"format": "png", "captureBeyondViewport": true}, &got)
	picture, err := base64.StdEncoding.DecodeString(got.Data)
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o644)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}
