package templates

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// front is a real web server with the gateway program at one address and the
// reference, in Python, at another.
type front struct {
	ours, reference string // URLs
}

// application is the reference.
func application(t *testing.T) string {
	t.Helper()
	name, err := filepath.Abs("testdata/gateway/environ.py")
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// startUWSGI runs the reference below uwsgi, which speaks "fastcgi", "scgi",
// "uwsgi" or "http" at the address it returns. It reads bodies before the
// application is asked: one that it left unread would reset the connection
// before the web server had its answer. It waits for a web server that is slow
// longer than 4 seconds, which are its own limit.
func startUWSGI(t *testing.T, protocol string) string {
	addr, option := place(t, "tcp"), protocol+"-socket"
	startProcess(t, "/usr/bin/uwsgi", "--plugin", "python3", "--"+option, addr, "--wsgi-file", application(t), "--need-app", "--die-on-term", "--post-buffering", "65536", "--socket-timeout", "60")
	awaitAddr(t, addr)
	return addr
}

func awaitAddr(t *testing.T, addr string) {
	t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if conn, err := net.Dial("tcp", addr); err == nil {
			conn.Close()
			return
		}
	}
	t.Fatalf("nobody listens on %s", addr)
}

// startOurs runs the gateway program.
func startOurs(t *testing.T, program, protocol string) string {
	addr := place(t, "tcp")
	startProcess(t, program, protocol, addr).await("listening")
	return addr
}

// backends runs both for a protocol of the gateway program.
func backends(t *testing.T, program, protocol string) (ours, reference string) {
	return startOurs(t, program, protocol), startUWSGI(t, map[string]string{"fcgi": "fastcgi", "scgi": "scgi", "uwsgi": "uwsgi", "http": "http"}[protocol])
}

// startBoth starts a web server, whose configuration is made for two pairs of
// addresses: where it listens and where it passes to.
func startBoth(t *testing.T, config func(pairs [2][2]string) []string, ours, reference string) front {
	t.Helper()
	pairs := [2][2]string{{place(t, "tcp"), ours}, {place(t, "tcp"), reference}}
	command := config(pairs)
	startProcess(t, command[0], command[1:]...)
	awaitAddr(t, pairs[0][0])
	awaitAddr(t, pairs[1][0])
	return front{"http://" + pairs[0][0], "http://" + pairs[1][0]}
}

// nginx returns the configuration of nginx with a location for each backend.
func nginx(t *testing.T, location string) func([2][2]string) []string {
	return func(pairs [2][2]string) []string {
		dir := t.TempDir()
		servers := ""
		for _, pair := range pairs {
			servers += fmt.Sprintf("server { listen %s; server_name the.server; %s }\n", pair[0], strings.ReplaceAll(location, "BACKEND", pair[1]))
		}
		write(t, filepath.Join(dir, "nginx.conf"), fmt.Sprintf(`
daemon off;
%s
worker_processes 1;
pid %[2]s/pid;
error_log stderr;
events {}
http {
	access_log off;
	client_body_temp_path %[2]s/body; proxy_temp_path %[2]s/proxy; fastcgi_temp_path %[2]s/fastcgi;
	scgi_temp_path %[2]s/scgi; uwsgi_temp_path %[2]s/uwsgi;
	%[3]s
}
`, asRoot(), dir, servers))
		return []string{"/usr/sbin/nginx", "-p", dir, "-c", filepath.Join(dir, "nginx.conf")}
	}
}

// asRoot lets nginx keep the account of the test, to whom its folders are open.
func asRoot() string {
	if os.Getuid() == 0 {
		return "user root;"
	}
	return ""
}

// apache returns the configuration of httpd with directives for each backend.
func apache(t *testing.T, modules, directives string) func([2][2]string) []string {
	return func(pairs [2][2]string) []string {
		dir := t.TempDir()
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		openFolders(t, dir)
		config := fmt.Sprintf("ServerRoot %[1]s\nServerName the.server\nPidFile %[1]s/pid\nErrorLog /dev/stderr\nUser www-data\nGroup www-data\nDocumentRoot %[1]s\nMutex pthread\nKeepAlive Off\n", dir)
		mpm := "mpm_event"
		if strings.Contains(modules, "cgi") {
			mpm = "mpm_prefork" // which mod_cgi needs
		}
		for _, module := range append(strings.Fields(modules), mpm, "authz_core") {
			config += fmt.Sprintf("LoadModule %[1]s_module /usr/lib/apache2/modules/mod_%[1]s.so\n", module)
		}
		for _, pair := range pairs {
			config += fmt.Sprintf("Listen %[1]s\n<VirtualHost %[1]s>\nServerName the.server\n%s\n</VirtualHost>\n", pair[0], strings.ReplaceAll(directives, "BACKEND", pair[1]))
		}
		write(t, filepath.Join(dir, "httpd.conf"), config)
		return []string{"/usr/sbin/apache2", "-X", "-d", dir, "-f", filepath.Join(dir, "httpd.conf")}
	}
}

// lighttpd returns the configuration of lighttpd with directives for each backend.
func lighttpd(t *testing.T, modules, directives string) func([2][2]string) []string {
	return func(pairs [2][2]string) []string {
		dir := t.TempDir()
		config := fmt.Sprintf("server.document-root = %q\nserver.errorlog = \"/dev/stderr\"\nserver.modules = (%s)\nserver.bind = \"127.0.0.1\"\nserver.port = %s\n",
			dir, modules, portOf(place(t, "tcp")))
		for _, pair := range pairs {
			host, port, _ := net.SplitHostPort(pair[1])
			filled := strings.NewReplacer("HTTP[", "HTTP[", "HOST", host, "PORT", port, "BACKEND", pair[1]).Replace(directives)
			config += fmt.Sprintf("$SERVER[\"socket\"] == %q {\nserver.name = \"the.server\"\n%s\n}\n", pair[0], filled)
		}
		write(t, filepath.Join(dir, "lighttpd.conf"), config)
		return []string{"/usr/sbin/lighttpd", "-D", "-f", filepath.Join(dir, "lighttpd.conf")}
	}
}

func portOf(addr string) string {
	_, port, _ := net.SplitHostPort(addr)
	return port
}

// environOf returns the environ that an app tells for a request, without what
// is different for each.
func environOf(t *testing.T, url string, change func(*http.Request)) map[string]any {
	t.Helper()
	r, err := http.NewRequest("GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("User-Agent", "test")
	change(r)
	response, err := (&http.Client{Timeout: patience}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	environ := map[string]any{}
	if err == nil {
		err = json.Unmarshal(text, &environ)
	}
	if err != nil {
		t.Fatalf("%s: %s %.300q (%v)", url, response.Status, text, err)
	}
	port := portOf(strings.TrimPrefix(r.URL.Host, "http://"))
	for key, value := range environ {
		if text, ok := value.(string); ok && key != "CONTENT_LENGTH" {
			environ[key] = strings.ReplaceAll(text, port, "PORT")
		}
	}
	if environ["REMOTE_PORT"] != nil {
		environ["REMOTE_PORT"] = "some"
	}
	return environ
}

// environRequests are requests whose environ is compared. Paths are below where
// the app is.
func environRequests() map[string]struct {
	path   string
	change func(*http.Request)
} {
	post := func(contentType, body string) func(*http.Request) {
		return func(r *http.Request) {
			r.Method, r.Body, r.ContentLength = "POST", http.NoBody, int64(len(body))
			if body != "" {
				r.Body = io.NopCloser(strings.NewReader(body))
			}
			r.Header.Set("Content-Type", contentType)
		}
	}
	return map[string]struct {
		path   string
		change func(*http.Request)
	}{
		"at the app":   {"?environ=1", func(*http.Request) {}},
		"with a slash": {"/?environ=1", func(*http.Request) {}},
		"below":        {"/a%20b/%C3%A9/%E9?q=%41&environ=1", func(*http.Request) {}},
		"headers": {"/x?environ=1", func(r *http.Request) {
			r.Header.Set("X-Forwarded-For", "1.2.3.4")
			r.Header.Set("Cookie", "a=1; b=2")
			r.Header.Set("Authorization", "Basic am9lOnB3")
			r.Header["X-Several"] = []string{"1", "2"}
		}},
		"form":       {"/x?environ=1", post("application/x-www-form-urlencoded", "a=b")},
		"empty form": {"/x?environ=1", post("application/x-www-form-urlencoded", "")},
		"delete":     {"/x?environ=1", func(r *http.Request) { r.Method = "DELETE" }},
	}
}

// otherEnviron are the keys in which ours may differ from every reference, and
// why.
func otherEnviron(more ...string) map[string]string {
	differs := map[string]string{
		"wsgi.input_terminated": "only ours says so", "wsgi.multithread": "as the server is", "wsgi.multiprocess": "as the server is",
		"GATEWAY_INTERFACE": "ours says it always", "HTTP_CONTENT_TYPE": "it is CONTENT_TYPE", "HTTP_CONTENT_LENGTH": "it is CONTENT_LENGTH",
		"HTTP_X_SEVERAL": "uwsgi keeps the last value, wsgiref has no space", "SCRIPT_FILENAME": "has the address of the backend",
		"RAW_URI": "gunicorn's name for REQUEST_URI, which ours has as well",
	}
	for i := 0; i < len(more); i += 2 {
		differs[more[i]] = more[i+1]
	}
	return differs
}

// otherPlace are the keys that Python's servers for HTTP have another way with.
func otherPlace() []string {
	return []string{"SERVER_NAME", "the host's name, not the address", "SERVER_PORT", "of the backend", "REMOTE_PORT", "they have none",
		"REQUEST_URI", "uwsgi has it", "REMOTE_HOST", "wsgiref has it", "SERVER_SOFTWARE", "wsgiref has it", "CONTENT_TYPE", "wsgiref makes one up"}
}

// compareEnvirons compares key by key, where a key that is absent is an empty
// one. differs are the keys that may differ.
func compareEnvirons(t *testing.T, f front, at string, differs map[string]string) {
	for name, request := range environRequests() {
		ours, reference := environOf(t, f.ours+at+request.path, request.change), environOf(t, f.reference+at+request.path, request.change)
		keys := maps.Clone(ours)
		maps.Copy(keys, reference)
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			got, want := cmp(ours[key]), cmp(reference[key])
			if _, may := differs[key]; !may && got != want && !(key == "CONTENT_LENGTH" && got+want == "0") {
				t.Errorf("%s: %s is %q, the reference has %q", name, key, got, want)
			}
		}
	}
}

// cmp makes one kind of value of all that an environ can have.
func cmp(value any) string {
	if value == nil {
		return ""
	}
	return fmt.Sprint(value)
}

func TestEnvironBehindNginx(t *testing.T) {
	needServers(t, "/usr/sbin/nginx", "/usr/bin/uwsgi")
	program := buildGateway(t)
	for _, protocol := range []string{"fcgi", "scgi", "uwsgi"} {
		t.Run(protocol, func(t *testing.T) {
			ours, reference := backends(t, program, protocol)
			pass := map[string]string{"fcgi": "fastcgi", "scgi": "scgi", "uwsgi": "uwsgi"}[protocol]
			params := fmt.Sprintf("include /etc/nginx/%s_params; %s_pass BACKEND;", pass, pass)
			param := func(name, value string) string { return fmt.Sprintf("%s_param %s %s;", pass, name, value) }
			for name, tt := range map[string]struct {
				location string
				differs  map[string]string
			}{
				"split": {"location ~ ^(/app)(/.*)?$ { " + params + param("SCRIPT_NAME", "$1") + param("PATH_INFO", "$2") + "}", otherEnviron()},
				"place": {"location /app { " + params + param("SCRIPT_NAME", "/app") + "}", otherEnviron("PATH_INFO", "uwsgi has none: ours is what is left of the path")},
				"plain": {"location / { " + params + "}", otherEnviron("PATH_INFO", "uwsgi has none: ours is the path", "SCRIPT_NAME", "of nginx it is the whole path")},
			} {
				f := startBoth(t, nginx(t, tt.location), ours, reference)
				t.Run(name, func(t *testing.T) { compareEnvirons(t, f, "/app", tt.differs) })
			}
		})
	}
	t.Run("http", func(t *testing.T) {
		ours, reference := backends(t, program, "http")
		f := startBoth(t, nginx(t, "location / { include /etc/nginx/proxy_params; proxy_pass http://BACKEND; }"), ours, reference)
		compareEnvirons(t, f, "/app", otherEnviron(otherPlace()...))
	})
}

func TestEnvironBehindApache(t *testing.T) {
	needServers(t, "/usr/sbin/apache2", "/usr/bin/uwsgi")
	program := buildGateway(t)
	slash := []string{"SCRIPT_NAME", "a slash at its end is the path's", "PATH_INFO", "uwsgi has none"}
	type variant struct {
		directives string
		differs    map[string]string
	}
	for protocol, tt := range map[string]struct {
		modules  string
		variants map[string]variant
	}{
		"fcgi": {"proxy proxy_fcgi setenvif", map[string]variant{
			"ProxyPass":  {"ProxyPass /app fcgi://BACKEND/", otherEnviron(slash...)},
			"PATH_INFO":  {"SetEnvIf Request_URI . proxy-fcgi-pathinfo=1\nProxyPass /app fcgi://BACKEND/", otherEnviron(slash...)},
			"SetHandler": {"<Location /app>\nSetHandler proxy:fcgi://BACKEND/\n</Location>", otherEnviron()},
		}},
		"scgi": {"proxy proxy_scgi", map[string]variant{"ProxyPass": {"ProxyPass /app scgi://BACKEND", otherEnviron(slash...)}}},
		// uwsgi ends a connection after each answer and does not say so: httpd would
		// ask again on one that is being closed.
		"http": {"proxy proxy_http", map[string]variant{"ProxyPass": {"ProxyPass /app http://BACKEND/app disablereuse=on", otherEnviron(append(otherPlace(), "HTTP_HOST", "the backend's")...)}}},
	} {
		t.Run(protocol, func(t *testing.T) {
			ours, reference := backends(t, program, protocol)
			for name, v := range tt.variants {
				f := startBoth(t, apache(t, tt.modules, v.directives), ours, reference)
				t.Run(name, func(t *testing.T) { compareEnvirons(t, f, "/app", v.differs) })
			}
		})
	}
}

func TestEnvironBehindLighttpd(t *testing.T) {
	needServers(t, "/usr/sbin/lighttpd", "/usr/bin/uwsgi")
	program := buildGateway(t)
	for protocol, tt := range map[string]struct {
		modules, directives string
		differs             map[string]string
	}{
		"fcgi": {`"mod_fastcgi"`, `fastcgi.server = ("/app" => (("host" => "HOST", "port" => PORT, "check-local" => "disable")))`, otherEnviron()},
		"scgi": {`"mod_scgi"`, `scgi.server = ("/app" => (("host" => "HOST", "port" => PORT, "check-local" => "disable")))`, otherEnviron()},
		"http": {`"mod_proxy"`, `proxy.server = ("/app" => (("host" => "HOST", "port" => PORT)))`, otherEnviron(otherPlace()...)},
	} {
		t.Run(protocol, func(t *testing.T) {
			ours, reference := backends(t, program, protocol)
			compareEnvirons(t, startBoth(t, lighttpd(t, tt.modules, tt.directives), ours, reference), "/app", tt.differs)
		})
	}
}

// TestEnvironOfWSGIRef compares with the server that Python has, and with its
// way of running a CGI program below httpd and lighttpd.
func TestEnvironOfWSGIRef(t *testing.T) {
	needServers(t, "/usr/sbin/nginx", "/usr/sbin/apache2", "/usr/sbin/lighttpd")
	program := buildGateway(t)
	t.Run("http", func(t *testing.T) {
		reference := place(t, "tcp")
		startProcess(t, "/usr/bin/env", "-i", "/usr/bin/python3", application(t), portOf(reference))
		awaitAddr(t, reference)
		f := startBoth(t, nginx(t, "location / { include /etc/nginx/proxy_params; proxy_pass http://BACKEND; }"), startOurs(t, program, "http"), reference)
		compareEnvirons(t, f, "/app", otherEnviron(append(otherPlace(), "SERVER_PROTOCOL", "wsgiref says what it speaks itself", "LC_CTYPE", "of Python's own")...))
	})
	folders := func(t *testing.T) (ours, reference string) {
		dir := t.TempDir()
		openFolders(t, filepath.Join(dir, "x"))
		binary, err := os.ReadFile(program)
		if err != nil {
			t.Fatal(err)
		}
		script, err := os.ReadFile(application(t))
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string]string{"ours": string(binary), "reference": "#!/usr/bin/python3\n" + string(script)} {
			write(t, filepath.Join(dir, name, "app"), text)
			if err := os.Chmod(filepath.Join(dir, name, "app"), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		return filepath.Join(dir, "ours"), filepath.Join(dir, "reference")
	}
	differs := otherEnviron("LC_CTYPE", "of Python's own", "DOCUMENT_ROOT", "has the program's folder", "CONTEXT_DOCUMENT_ROOT", "has the program's folder", "PATH_TRANSLATED", "has the program's folder")
	t.Run("apache", func(t *testing.T) {
		ours, reference := folders(t)
		config := apache(t, "alias cgi", "ScriptAlias /bin/ BACKEND/\n<Directory BACKEND>\nRequire all granted\n</Directory>")
		f := startBoth(t, config, ours, reference)
		compareEnvirons(t, f, "/bin/app", differs)
	})
	t.Run("lighttpd", func(t *testing.T) {
		ours, reference := folders(t)
		config := lighttpd(t, `"mod_alias", "mod_cgi"`, `alias.url = ("/bin/" => "BACKEND/")
$HTTP["url"] =~ "^/bin/" { cgi.assign = ("" => "") }`)
		f := startBoth(t, config, ours, reference)
		compareEnvirons(t, f, "/bin/app", differs)
	})
}
