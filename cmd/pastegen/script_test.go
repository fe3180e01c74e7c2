package main

import (
	"flag"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/internal/addrs"
	"github.com/rogpeppe/go-internal/gotooltest"
	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the expected files in testdata/script")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pastegen": main})
}

// TestScript runs testdata/script, one behaviour of the program in each file.
// Besides testscript's own commands there is
//
//	ask [METHOD] URL
//
// which sends a request, waits up to a minute for the server to come up,
// and gives status and body as its standard output. $ADDR is a free
// local address, $PASTEGEN is the program where PATH has been changed.
func TestScript(t *testing.T) {
	p := testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			program, err := exec.LookPath("pastegen")
			env.Setenv("PASTEGEN", program)
			env.Setenv("GOPROXY", "off")
			env.Setenv("GOFLAGS", "-trimpath") // what is compiled in another folder is not compiled again
			env.Setenv("GOWORK", "off")
			env.Setenv("ADDR", addrs.Free(t))
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"ask": ask},
	}
	if err := gotooltest.Setup(&p); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, p)
}

func ask(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: ask [METHOD] URL")
	}
	method, url := http.MethodGet, args[len(args)-1]
	if len(args) == 2 {
		method = args[0]
	}
	resp, err := send(method, url)
	ts.Check(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	ts.Check(err)
	fmt.Fprintf(ts.Stdout(), "%s\n%s", strings.TrimSpace(resp.Status), body)
}

// send sends a request again and again until somebody listens.
func send(method, url string) (*http.Response, error) {
	req, err := http.NewRequest(method, url, nil)
	if err != nil {
		return nil, err
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		resp, err := http.DefaultClient.Do(req)
		if err == nil || time.Now().After(deadline) {
			return resp, err
		}
	}
}
