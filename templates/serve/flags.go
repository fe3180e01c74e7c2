package serve

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/templates/listen"
	"github.com/pastegen/pastegen/templates/logs"
)

// defaultAddr is where a single app listens when neither the program nor the
// command line says anything.
const defaultAddr = "127.0.0.1:8080"

// serveFlags are the flags of the command line.
type serveFlags struct {
	app    string
	listen string
	places string
	here   string
	python string
	check  bool
	print  bool

	version bool
	health  string
	log     logs.Flags
	servers string
	given   []given // for the servers of all apps that are served
	set     variables
}

// chooseApps reads the command line and returns the apps to serve, each with
// the addresses to listen on. It sets PASTE_HERE when -here is given,
// PASTE_PYTHON when -python is, and PASTE_SET_NAME when -set is. What is wrong
// has been told to stderr when it returns an error.
func chooseApps(args []string, stderr io.Writer, p Program) (chosen []App, flags serveFlags, err error) {
	set := flags.newSet(stderr, p)
	if err := set.Parse(args); err != nil {
		return nil, flags, err // which the flag set has told
	}
	if flags.places == "" {
		flags.app = cmp.Or(flags.app, os.Getenv("PASTE_APP"))
		flags.listen = cmp.Or(flags.listen, os.Getenv("PASTE_LISTEN"))
		flags.servers = cmp.Or(flags.servers, os.Getenv("PASTE_SERVER"))
	}
	err = errors.Join(flags.setHere(), flags.setPython(), flags.set.apply()) // first: servers ask for them
	if err == nil {
		flags.given, err = fromEnvironment(flags.given)
	}
	if err == nil {
		chosen, err = flags.choose(p.Apps, set.Args())
	}
	for i := range chosen {
		chosen[i].given = flags.given
	}
	if err != nil {
		fmt.Fprintf(stderr, "%s: %v\n", set.Name(), err)
	}
	return chosen, flags, err
}

// newSet returns the flag set that fills f.
func (f *serveFlags) newSet(stderr io.Writer, p Program) *flag.FlagSet {
	set := flag.NewFlagSet(filepath.Base(os.Args[0]), flag.ContinueOnError)
	set.SetOutput(stderr)
	set.StringVar(&f.app, "app", "", "serve only the app of this `name` ($PASTE_APP)")
	set.StringVar(&f.listen, "listen", "", "listen on this `address` (host:port, :port, unix:/path, fd://3; or several in one word, with commas between them) instead of the app's own ($PASTE_LISTEN)")
	set.StringVar(&f.places, "serve", "", "serve these apps: `words` as in \"home=127.0.0.1:8001 pub=:8002\"")
	set.StringVar(&f.here, "here", "", "the `folder` that %(here)s stands for")
	if p.Python {
		set.StringVar(&f.python, "python", "", "the Python `program` that runs the apps which are not Go ($PASTE_PYTHON)")
	}
	set.BoolVar(&f.check, "check", false, "build the apps, release them again, and exit: 0 when that went well, else 1")
	set.BoolVar(&f.print, "print-config", false, "show the settings of all sections with where they are from, without secrets, and exit")
	set.StringVar(&f.servers, "server", "", "serve as these sections say: `names` of [server:NAME], or uwsgi for [uwsgi], with commas between them"+choices(p.Apps)+" ($PASTE_SERVER)")
	set.StringVar(&f.log.Level, "log-level", os.Getenv("PASTE_LOG_LEVEL"), "log what is at least of this `level`: debug, info, warning, error, critical ($PASTE_LOG_LEVEL; without it as the file says, or info)")
	set.StringVar(&f.log.Format, "log-format", os.Getenv("PASTE_LOG_FORMAT"), "log in this `format`, and not as [loggers] says: text or json ($PASTE_LOG_FORMAT; without it as the file says, or text)")
	set.StringVar(&f.log.Config, "log-config", os.Getenv("PASTE_LOG_CONFIG"), "log as the sections [loggers], [handlers] and [formatters] of this `file` say, which Python's logging reads so ($PASTE_LOG_CONFIG; without it as they said when the program was made)")
	set.StringVar(&f.health, "healthcheck", "", "ask the program that runs for this `path`, /healthz say, and exit: 0 when the answer is good, else 1")
	set.BoolVar(&f.version, "version", false, "show what the program was built from, and exit")
	define(set, &f.given)
	if p.Variables != nil {
		f.set.all = p.Variables()
	}
	f.set.define(set)
	set.Usage = func() {
		fmt.Fprintf(stderr, "usage: %s [flags]\n\napps:\n%s\n\nflags:\n", set.Name(), appList(p.Apps))
		set.PrintDefaults()
		f.set.print(stderr, p.Python)
	}
	return set
}

// choose applies the flags to the apps of the program.
func (f *serveFlags) choose(apps []App, rest []string) ([]App, error) {
	if len(rest) > 0 {
		return nil, fmt.Errorf("unexpected argument %q", rest[0])
	}
	if f.places != "" {
		if f.app != "" || f.listen != "" || f.servers != "" {
			return nil, errors.New("-serve says which apps listen where: -app, -listen and -server do not go with it")
		}
		return placeApps(f.places, apps)
	}
	chosen, err := f.chooseNamed(apps)
	if err != nil {
		return nil, err
	}
	if chosen, err = f.chooseServers(chosen); err != nil {
		return nil, err
	}
	if f.listen == "" {
		return chosen, nil
	}
	if len(chosen) > 1 && !f.check {
		return nil, fmt.Errorf("-listen is for one app, choose it with -app:\n%s", appList(apps))
	}
	addrs := strings.FieldsFunc(f.listen, func(r rune) bool { return r == ',' || r == ' ' })
	for _, addr := range addrs {
		if err := checkAddr("-listen", addr); err != nil {
			return nil, err
		}
	}
	chosen[0] = chosen[0].at(addrs...)
	return chosen, nil
}

// at returns the app with addresses of the command line. What its server says
// besides stays: https is not plain HTTP elsewhere.
func (a App) at(addrs ...string) App {
	if own, err := a.served(); err == nil {
		a.replaced = a.replaced || own.Serve != nil
	}
	a.Addrs, a.Serve, a.moved = addrs, nil, true
	return a
}

// checkAddr tells what is wrong with an address that a flag has given.
func checkAddr(flag, addr string) error {
	if _, err := listen.Parse(addr, ""); err != nil {
		return fmt.Errorf("%s: %w", flag, err)
	}
	return nil
}

// chooseNamed returns the app that -app names, else the only app, else all apps
// that have addresses. Never none, and never one without an address; with
// -check it is all apps, addresses or none.
func (f *serveFlags) chooseNamed(apps []App) ([]App, error) {
	chosen := slices.Clone(apps)
	switch {
	case f.app != "":
		i, err := findApp(f.app, apps)
		if err != nil {
			return nil, err
		}
		chosen = chosen[i : i+1]
	case len(apps) > 1 && !f.check && !f.print:
		chosen = slices.DeleteFunc(chosen, func(a App) bool { return !a.placed() })
	}
	if len(chosen) == 0 && isCGI() {
		return nil, fmt.Errorf("a program of several apps serves none of them by CGI, make one for each app: generate --app NAME --dir FOLDER:\n%s", appList(apps))
	}
	if len(chosen) == 0 {
		return nil, fmt.Errorf("no app has an address, choose one with -app or several with -serve:\n%s", appList(apps))
	}
	if len(chosen) == 1 && !chosen[0].placed() {
		chosen[0].Addrs = []string{defaultAddr}
	}
	return chosen, nil
}

// placed reports whether the program says where the app is served.
func (a App) placed() bool { return len(a.Addrs) > 0 || a.Server != nil || a.Serve != nil }

// served returns the app with what its server says.
func (a App) served() (App, error) {
	if a.Server == nil {
		apply(a.given, &a.settings)
		return a, nil
	}
	s, err := a.Server()
	if err != nil {
		return a, err
	}
	apply(a.given, &s)
	a.Server, a.settings = nil, s
	if a.moved || len(a.Addrs) > 0 {
		a.settings.Plain, a.settings.Beside = nil, nil
		return a, nil
	}
	a.Addrs = s.Addrs
	if s.Serve != nil {
		a.Serve = s.Serve
	}
	return a, nil
}

// placeApps returns the apps that words of the form APP=ADDRESS name, in the
// order of their first words.
func placeApps(words string, apps []App) ([]App, error) {
	var chosen []App
	for _, word := range strings.Fields(words) {
		name, addr, found := strings.Cut(word, "=")
		if !found || addr == "" {
			return nil, fmt.Errorf("-serve: %q is not of the form APP=ADDRESS", word)
		}
		i, err := findApp(name, apps)
		if err != nil {
			return nil, err
		}
		if err := checkAddr("-serve: "+name, addr); err != nil {
			return nil, err
		}
		if at := slices.IndexFunc(chosen, func(a App) bool { return a.Name == name }); at >= 0 {
			chosen[at] = chosen[at].at(append(chosen[at].Addrs, addr)...)
		} else {
			chosen = append(chosen, apps[i].at(addr))
		}
	}
	if len(chosen) == 0 {
		return nil, errors.New("-serve names no app")
	}
	return chosen, nil
}

func findApp(name string, apps []App) (int, error) {
	i := slices.IndexFunc(apps, func(a App) bool { return a.Name == name })
	if i < 0 {
		return 0, fmt.Errorf("there is no app %q, only:\n%s", name, appList(apps))
	}
	return i, nil
}

// appList shows the apps and their addresses, one per line.
func appList(apps []App) string {
	lines := make([]string, len(apps))
	for i, app := range apps {
		if s, err := app.served(); err == nil { // else the start will tell
			app = s
		}
		lines[i] = strings.TrimRight("  "+app.Name+"  "+strings.Join(app.Addrs, " "), " ")
	}
	return strings.Join(lines, "\n")
}

// setHere tells the apps, by the environment, which folder -here names.
func (f *serveFlags) setHere() error {
	if f.here == "" {
		return nil
	}
	if info, err := os.Stat(f.here); err != nil || !info.IsDir() {
		return fmt.Errorf("-here: %q is not a folder", f.here)
	}
	return os.Setenv("PASTE_HERE", f.here)
}

// setPython tells what starts Python, by the environment, which program -python
// names.
func (f *serveFlags) setPython() error {
	if f.python == "" {
		return nil
	}
	if _, err := exec.LookPath(f.python); err != nil {
		return fmt.Errorf("-python: %w", err)
	}
	return os.Setenv("PASTE_PYTHON", f.python)
}
