package serve

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/accesslog"
	"github.com/pastegen/pastegen/templates/logs"
)

// hostile are requests of a client that would like to write lines of its own.
func hostile() []string {
	const line = `192.0.2.1 - admin [01/Jan/2026:00:00:00 +0000] "GET /forged HTTP/1.1" 200 1`
	var all []string
	for _, sly := range []string{"\"" + line, "\\\"" + line, "%0a" + line, "\x1b[2J" + line, "\xff\xe2\x80\xa8" + line, "\u0085" + line, "\t" + line} {
		spaceless := strings.ReplaceAll(strings.ReplaceAll(sly, " ", "%20"), "\t", "%09")
		all = append(all,
			"GET /"+spaceless+" HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
			"GET /?"+spaceless+" HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
			"GET / HTTP/1.1\r\nHost: h\r\nUser-Agent: "+sly+"\r\nReferer: "+sly+"\r\nX: "+sly+"\r\nConnection: close\r\n\r\n",
			"GET / HTTP/1.1\r\nHost: h\r\nAuthorization: Basic YQo5OiI=\r\nCookie: id=\""+sly+"\r\nConnection: close\r\n\r\n",
			"GET / HTTP/1.1\r\nHost: "+spaceless+"\r\nConnection: close\r\n\r\n",
		)
	}
	return all
}

// TestNobodyForgesLines sends such requests to servers with all formats, whose
// lines go to a file and to syslog: each answer is one line.
func TestNobodyForgesLines(t *testing.T) {
	for _, format := range []string{
		"combined", "common", "vhost_combined", "json", `%(h)s "%(r)s" "%(U)s?%(q)s" "%(a)s" "%({x}i)s" "%(u)s"`, `%h "%r" "%q" "%{X}i" "%{id}C" "%u"`, `%(addr) "%(uri)" "%(uagent)" "%(host)" "%(user)"`,
	} {
		daemon, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer daemon.Close()
		path := filepath.Join(t.TempDir(), "log")
		options := accesslog.Options{To: []string{path, accesslog.Syslog("udp://"+daemon.LocalAddr().String(), "", "")}}
		if err := options.Format.UnmarshalText([]byte(format)); err != nil {
			t.Fatal(err)
		}
		var answered atomic.Int32
		a, addrs, _ := served(t, Server{Access: options, Log: logs.Options{Name: "waitress"}}, func(w http.ResponseWriter, _ *http.Request) {
			answered.Add(1)
			fmt.Fprint(w, "hello")
		})
		if !a.openLog() {
			t.Fatal("it does not log")
		}
		for _, request := range hostile() {
			exchangeOf(t, addrs[0], request)
		}
		if err := a.outer.Access.Close(); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
		if len(lines) != int(answered.Load()) || len(lines) < 10 {
			t.Errorf("%s: %d lines of %d answers", format, len(lines), answered.Load())
		}
		for _, line := range lines {
			checkLine(t, format, line)
			checkDatagram(t, daemon, line)
		}
	}
}

// checkLine looks whether a line is one of the machine's clients, and whether
// quotes in it are those of the format.
func checkLine(t *testing.T, format, line string) {
	t.Helper()
	if format == "json" {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil || fields["addr"] != "127.0.0.1" || fields["logger"] != "waitress.access" {
			t.Errorf("%s: %q", format, line)
		}
		return
	}
	if format != "vhost_combined" && !strings.HasPrefix(line, "127.0.0.1 ") || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0xfffd }) {
		t.Errorf("%s: %q", format, line)
	}
	quotes := strings.Count(strings.NewReplacer(`\\`, "", `\"`, "").Replace(line), `"`)
	want := map[string]int{"combined": 6, "common": 2, "vhost_combined": 6}[format]
	if want == 0 {
		want = strings.Count(format, `"`)
	}
	if quotes != want {
		t.Errorf("%s: %d quotes in %q", format, quotes, line)
	}
}

// checkDatagram looks whether the daemon has got a line, and nothing more.
func checkDatagram(t *testing.T, daemon net.PacketConn, line string) {
	t.Helper()
	_ = daemon.SetReadDeadline(time.Now().Add(20 * time.Second))
	got := make([]byte, 64<<10)
	n, _, err := daemon.ReadFrom(got)
	if text := strings.TrimRight(string(got[:n]), "\x00\n"); err != nil || !strings.HasSuffix(text, ": "+line) || strings.Contains(text, "\n") {
		t.Errorf("the daemon has %q (%v), want %q", text, err, line)
	}
}
