package secret

import (
	"strings"
	"testing"
)

func TestName(t *testing.T) {
	for name, want := range map[string]bool{
		"password": true, "DB_PASSWORD": true, "DB_PASS": true, "smtp_pwd": true, "PW": true, "dbPassword": true,
		"admin-token": true, "cookie.secret": true, "secret_key": true, "authKey": true, "creds.alice": true, "api_key": true,
		"apikey": true, "APIKey": true, "secretkey": true, "jwt_key": true, "cookie_secrets": true, "password1": true,
		"password_2": true, "credentials": true, "aws.credentials": true, "authorization": true, "Proxy-Authorization": true,
		"dbpassword": true, "MYSECRET": true, "api_keys": true, "admin_password_hash": true, "beaker.session.validate_key": true,
		"passwords.joe": true, "AWS_SECRET_ACCESS_KEY": true, "PGPASSWORD": true, "auth_tkt.secret": true, "salt": true,
		"kms_key": true, "kek": true, "hmac": true, "fernet": true, "ssh_key": true, "dbpass": true, "basic_auth": true,
		"snmp_community": true,
		"AccountKey":     true, "storage_account_key": true, "totp_seed": true,

		"/reset-password": false, "http://h/token": false, "header": false, "auth_header": false, "header_auth": false, "community": false, "passdb": false, "seed": false, "random_seed": false, "account": false, "key": false, "key_func": false, "token_url": false, "password_file": false, "secrets_dir": false, "sort_key": false,
		"pass_through": false, "compass": false, "primary_key": false, "keyword": false, "tokens": false,
		"users.password_min": false, "": false, "1": false, "__": false, "beaker.session.key": false, "hash": false,
		"content_hash": false, "max_tokens": false, "ssl_key_path": false, "bypass": false, "authorize": false, "ünï": false,
	} {
		if Name(name) != want {
			t.Errorf("%q is the name of a secret: %v", name, !want)
		}
	}
}

func TestWords(t *testing.T) {
	for name, want := range map[string]string{
		"dbPassword": "db password", "DB_PASSWORD": "db password", "APIKey": "api key", "myAPI": "my api", "a.b-c": "a b c", "": "",
		"x1Y": "x1 y", "HTTPServerURL": "http server url", "ÄÖü": "ä öü",
	} {
		if got := strings.Join(Words(name), " "); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// TestRedact has the secret of each text in angle brackets.
func TestRedact(t *testing.T) {
	for _, marked := range []string{
		// URLs
		"postgresql://joe:‹s3cret›@db/x",
		"postgresql://joe:‹s3:cr@t›@db:5432/x?a=b",
		"postgresql://joe:‹pa/ss?w#d›@db/x",
		"postgresql+psycopg2://joe:‹s3'cr\"et›@db/x",
		"redis://:‹pw›@cache:6379/0",
		"url = \"amqp://a:‹b›@h//\" and 'http://c:‹d›@h/' <http://e:‹f›@h>",
		"redis://:‹p1›@h1,redis://:‹p2›@h2",
		"https://‹0123abcd›@sentry.example.com/1",
		"postgres://‹joe›@db/x",
		"http://h/x?mail=joe@example.com",
		"http://h:8080/x?mail=joe@example.com",
		"http://[::1]:80/a@b",
		"git+ssh://git@example.com/x",
		"http://example.com/ and joe@example.com",
		"://joe:pw@h",
		"sqlite:///%(here)s/x.db",
		"postgresql://joe:‹%(pw)s›@db/x",
		"mysql://\xfeUSER\xfe:‹\xfePW\xfe›@\xff/x",
		// data sources
		"u:‹pw›@tcp(h:3306)/db?parseTime=true",
		"joe:‹p@w›@unix(/tmp/mysql.sock)/db",
		"dsn=joe:‹pw›@/db",
		":‹pw›@cache:6379",
		"scott/‹tiger›@orcl.example.com:1521/sales",
		"scott/‹tiger›@//orcl:1521/sales",
		"mailto:joe@example.com", "joe@example.com", "From: joe@example.com", "git@github.com:x/y@v1",
		"call:example.com/x/y@v1.2.3:New", "/srv/a:b@c", "lib/nginx@1.2", ":pserver:anonymous@cvs.example.com:/cvs", "a/b/c@d/e",
		// names and values
		"host=h password=‹pw› user=joe",
		"host = h password = ‹pw› user = joe",
		"Server=h;User Id=sa;Password=‹p;w›;Timeout=3",
		"Server=h;Password={‹p w›};Timeout=3",
		"host=h password='‹p \\' w›' user=joe",
		"https://h/x?token=‹abc›&page=2",
		"https://h/x?page=2&api_key=‹abc›",
		"https://h/x?se=2&sig=‹a%2Bb›&sp=r", "https://h/x?X-Amz-Signature=‹abc›", "sig=abc", "?design=abc", "a sig = b",
		"DefaultEndpointsProtocol=https;AccountName=n;AccountKey=‹a+b/c==›;EndpointSuffix=core.windows.net",
		"Endpoint=sb://h/;SharedAccessKeyName=n;SharedAccessKey=‹abc=›",
		"redis-host:6380,password=‹pw=›,ssl=True",
		"sslpassword=‹x›", "token==x", "page=2&max_tokens=3", "ünï=x password=", "xpasswordx=1",
		"{\"user\": \"joe\", \"password\": \"‹p\\\"w›\", \"n\": 1}",
		"{'secret' : '‹x›', 'pin_token': ‹12›}",
		"{\"token\": {\"a\": 1}, \"token\": [1]}", "{\"password\": \"‹x 'token': y›\", \"n\": 1}",
		// headers
		"Authorization: ‹Basic am9lOnB3›", "curl -H \"X-Api-Key: ‹abc›\"", "Bearer ‹abcdef0123›", "basic ‹am9lOnB3MTIz›",
		"basic settings of bearer bonds", "Bearer abcdefgh", "basic python3.11", "a rebasic am9lOnB3MTIz",
		"Proxy-Authorization: ‹Token a›", "Cookie: ‹session=abc›", "set-cookie: ‹a=b›", "-H \"X-Vault-Token: ‹a›\"", "the cookie is: x",
		// hashes of passwords
		"joe:$apr1$‹Xh3b2a.z$0123456789abcdef012345›", "joe:{SHA}‹W6ph5Mm5Pz8GgiULbPgzG37mj9g=›", "users=$2y$‹10$0123456789abcdef›", "$6$‹rounds=5000$abcdefgh$0123›",
		"costs $2b$", "x$1$0123456789abc", "{SHA}",
		// URLs to which whoever has them may write
		"https://hooks.slack.com/services/‹T000/B000/xyz›", "url=https://api.telegram.org/bot‹12:abc/sendMessage›", "https://hooks.slack.com/services/",
		// what tells by its beginning
		"‹AIza0123456789abc›", "‹hvs.CAESI0123456789›", "SG.x", "AIzaak", "‹dckr_pat_0123456789›",
		"token ‹ghp_0123456789abcdef›", "‹sk-ant-api03-0123456789›", "‹whsec_0123456789›", "sk-learn-0123456789", "‹eyJhbGciOi.eyJzdWIi.abc›", "xoxb-short", "npm_run", "eyJ.x",
		"-----BEGIN RSA PRIVATE KEY-----‹\nMIIE\nabc\n›-----END RSA PRIVATE KEY-----\n",
		"-----BEGIN PRIVATE KEY-----‹\nMIIE›", "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
		"", "plain text", "a = b", "://", "@", ":@", "=",
	} {
		text := strings.NewReplacer("‹", "", "›", "").Replace(marked)
		want := ""
		for i, part := range strings.Split(marked, "‹") {
			if i > 0 {
				_, part, _ = strings.Cut(part, "›")
				part = Mask + part
			}
			want += part
		}
		if got := Redact(text); got != want {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestMerge(t *testing.T) {
	got := Merge([]Range{{5, 5}, {7, 9}, {1, 3}, {2, 4}, {4, 6}, {9, 8}, {7, 8}})
	if len(got) != 2 || got[0] != (Range{1, 6}) || got[1] != (Range{7, 9}) {
		t.Error(got)
	}
}

// TestLinear: a long text takes no time that grows faster than it.
func TestLinear(t *testing.T) {
	for _, part := range []string{"a://", "password=", "password=\"", "\"token\": \"", "authorization:", "a:b@", "bearer 12345678", "-----BEGIN PRIVATE KEY-----"} {
		Find(strings.Repeat(part, 1<<16))
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"a://b:c@d", "x=1 password='y", "\xff://\xfe:@", "-----BEGIN PRIVATE KEY----", "é:é@é/é"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := -1
		for _, r := range Find(text) {
			if r.Start <= end || r.Start >= r.End || r.End > len(text) {
				t.Fatalf("%q: %v", text, Find(text))
			}
			end = r.End
		}
	})
}
