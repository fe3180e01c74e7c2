package draw

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/own"
)

// leaky has secrets of all kinds, each with S3CR3T in it, in places where
// something is wrong and in places where nothing is.
const leaky = `[pastegen:env]
DB_PASSWORD = S3CR3T1
DATABASE = postgres://joe:S3CR3T2@h/x
INNOCENT = S3CR3T3

[DEFAULT]
db_password = S3CR3T4
plain = S3CR3T5
of_plain = x%(plain)sx
hidden_here = S3CR3T31

[composite:main]
use = egg:Paste#urlmap
/a = a
token = S3CR3T6
/circle = main
set global_secret = S3CR3T28
password = sqlite:S3CR3T33

[app:a]
use = call:m:a
password = S3CR3T7
also = %(password)s and more
again = %(also)s%(also)s
dsn = host=h password=%(db_password)s
url = %(DATABASE)s
uses = %(INNOCENT)s
innocent_password = %(INNOCENT)s
key_password = %(of_plain)s
other = %(of_plain)s
apikey = S3CR3T8
secretkey = S3CR3T9
jwt_key = S3CR3T10
cookie_secrets = S3CR3T11
password1 = S3CR3T12
credentials = S3CR3T13
authorization = S3CR3T14
mysql = u:S3CR3T15@tcp(h)/db
libpq = host=h password=S3CR3T16
hook = https://h/x?token=S3CR3T17
sentry = https://S3CR3T18@h/1
get copied = db_password
get from_launcher = given_password
late_url = postgres://joe:S3CR3T19@%(DATABASE)s/x
private = -----BEGIN PRIVATE KEY-----
    S3CR3T20
    -----END PRIVATE KEY-----
lines_password = one
    S3CR3T21
get hidden_password = hidden_here

[app:b]
use = call:m:a
password = S3CR3T22 %(missing)s
token = %(S3CR3T23
secret = S3CR3T24%
passwd = %(passwd)sS3CR3T25

[app:c]
use = postgres://joe:S3CR3T26@h/x
filter-with = postgres://joe:S3CR3T32@h/x

[pipeline:d]
pipeline = a
password = S3CR3T27

[composite:cascade]
use = egg:Paste#cascade
catch = 404 token=S3CR3T29
password = S3CR3T30

[resource:r]
use = x:y://joe:S3CR3T34@h
password = S3CR3T35

[app:e]
paste.app_factory = postgres://joe:S3CR3T36@h/x

[app:f]
use = a
get x = url://u:S3CR3T37@x
`

// broken are files that cannot be read because of a line with a secret.
var broken = []string{
	"[app:main]\nuse = egg:Foo\npassword S3CR3T\n",
	"[app:main]\nuse = egg:Foo\npassword = S3CR3T1\npassword = S3CR3T2\n",
	"password = S3CR3T\n[app:main]\nuse = egg:Foo\n",
	"[app:main]\nuse = egg:Foo\n[app:main]\nurl = http://joe:S3CR3T@h\n",
	"[app:main]\n= password=S3CR3T\nhttp://joe:S3CR3T@h\n",
}

// TestNoSecret shows files in all ways, with all that is wrong with them, and
// looks for secrets in that.
func TestNoSecret(t *testing.T) {
	set := []parse.KeyValue{{Key: "given_password", Value: "S3CR3T40"}, {Key: "DB_PASSWORD", Value: "S3CR3T41"}, {Key: "bad_token", Value: "%S3CR3T42"}}
	for i, text := range append(broken, leaky) {
		for _, set := range [][]parse.KeyValue{nil, set} {
			for what, out := range everything(t, text, set) {
				for _, found := range regexp.MustCompile(`.*S3CR3T.*`).FindAllString(out, -1) {
					t.Errorf("file %d, %s: %s", i, what, found)
				}
			}
		}
	}
}

// TestShown has what may be shown although a secret is near.
func TestShown(t *testing.T) {
	c, _ := parse.Load(writeFile(t, "[DEFAULT]\nroot = /srv/x\n[app:main]\nuse = call:m:a\nsecret = %(here)s/secret\nkey.password = %(root)s/pw\n"+
		"dir = %(here)s/files\nlogs = %(root)s/logs\ndebug_authorization = true\nvalidate_token = call:apps:Validate\n"), nil)
	roots, problems := Roots(c)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	got := Text(c, roots)
	for _, want := range []string{"dir = $HERE/files\n", "logs = /srv/x/logs\n", "debug_authorization = true\n", "validate_token = call:apps:Validate\n", "secret = ********\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

// TestNoEscape does the same for what would tell a terminal something.
func TestNoEscape(t *testing.T) {
	const odd = "\x1b]0;x\x07\u009b31m\u202e\u2028"
	text := strings.ReplaceAll("[pastegen:env]\nE = @\n[DEFAULT]\nd@ = @\n[app:x@]\nuse = egg:Foo@\nk@ = @\nget g = @\n"+
		"[composite:@]\nuse = egg:Paste#urlmap\n/@ = @\n@ = x@\n[pipeline:p]\npipeline = @ x@\n[app:bad]\nuse = @://@ %(@)s\n", "@", odd)
	for what, out := range everything(t, text, []parse.KeyValue{{Key: "@" + odd, Value: odd + "%"}}) {
		if at := strings.IndexFunc(out, func(r rune) bool {
			return r < ' ' && r != '\n' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x202e || r == 0x2028
		}); at >= 0 {
			t.Errorf("%s: %q", what, out[max(0, at-20):min(len(out), at+20)])
		}
	}
}

// everything returns all that is shown of a file.
func everything(t *testing.T, text string, set []parse.KeyValue) map[string]string {
	t.Helper()
	c, problems := parse.Load(writeFile(t, text), set)
	roots, ds := Roots(c)
	problems.Add(ds...)
	_, ds = own.Read(c)
	problems.Add(ds...)
	problems.Add(own.Secrets(c)...)
	loadable, _ := c.Loadables()
	for _, l := range loadable {
		_, ds := c.ResolveLoadable(l)
		problems.Add(ds...)
	}
	out := map[string]string{
		"text": Text(c, roots), "dot": DOT(c, roots), "mermaid": Mermaid(c, roots), "json": string(JSON(c)),
	}
	var long, short, doc bytes.Buffer
	for _, err := range []error{
		diag.WriteText(&long, problems, diag.TextOptions{}), diag.WriteShort(&short, problems), diag.WriteJSON(&doc, problems),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	out["problems"], out["short problems"], out["problems as JSON"] = long.String(), short.String(), doc.String()
	if len(problems) == 0 {
		t.Errorf("nothing is wrong with\n%s", text)
	}
	return out
}
