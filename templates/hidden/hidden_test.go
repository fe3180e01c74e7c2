package hidden

import (
	"strings"
	"testing"
)

func TestName(t *testing.T) {
	for name, want := range map[string]bool{
		"password": true, "DB_PASSWORD": true, "DB_PASS": true, "smtp_pwd": true, "PW": true, "dbPassword": true, "admin-token": true, "cookie.secret": true,
		"secret_key": true, "authKey": true, "creds.alice": true, "api_key": true, "Authorization": true, "Proxy-Authorization": true, "Cookie": true,
		"X-Auth-Token": true, "X-Api-Key": true, "auth_ticket": true,
		"key": false, "key_func": false, "token_url": false, "password_file": false, "secrets_dir": false, "Accept": false,
		"sort_key": false, "pass_through": false, "compass": false, "primary_key": false, "keyword": false, "tokens": false, "": false, "cookie_name": false,
	} {
		if Name(name) != want {
			t.Errorf("%q looks secret: %v", name, !want)
		}
	}
}

func TestShown(t *testing.T) {
	for _, c := range []struct{ name, value, want string }{
		{"password", "x", Mask},
		{"password", "", ""},
		{"dsn", "postgres://joe:pa:ss@host/db?x=y@z", "postgres://joe:" + Mask + "@host/db?x=y@z"},
		{"dsn", "postgres://joe@host/db", "postgres://joe@host/db"},
		{"dsn", "postgres://host:5432/db", "postgres://host:5432/db"},
		{"urls", "http://a:b@c d://e:f@g@h x", "http://a:" + Mask + "@c d://e:" + Mask + "@h x"},
		{"text", "plain", "plain"},
		{"text", "a://", "a://"},
		{"text", "://://joe:pw@", "://://joe:" + Mask + "@"},
		{"text", strings.Repeat("://", 200_000), strings.Repeat("://", 200_000)},
	} {
		if got := Shown(c.name, c.value); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.name, c.value, got, c.want)
		}
	}
}

func FuzzShown(f *testing.F) {
	f.Add("postgres://joe:", "@host/db")
	f.Fuzz(func(t *testing.T, before, after string) {
		text := before + "s3cr3tw0rd" + after
		got := Shown("dsn", text)
		if strings.HasSuffix(before, "://joe:") && strings.HasPrefix(after, "@") && !strings.Contains(before, "s3cr3tw0rd") && strings.Contains(got, "joe:s3cr3tw0rd") {
			t.Errorf("%q is shown as %q", text, got)
		}
		if !strings.Contains(text, "@") && got != text {
			t.Errorf("%q is shown as %q", text, got)
		}
	})
}
