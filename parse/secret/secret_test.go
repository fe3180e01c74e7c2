package secret

import "testing"

func TestName(t *testing.T) {
	for key, want := range map[string]bool{
		"password": true, "DB_PASSWORD": true, "DB_PASS": true, "smtp_pwd": true, "PW": true, "dbPassword": true, "admin-token": true, "cookie.secret": true,
		"secret_key": true, "authKey": true, "creds.alice": true, "api_key": true,
		"key": false, "key_func": false, "token_url": false, "password_file": false, "secrets_dir": false,
		"sort_key": false, "pass_through": false, "compass": false, "primary_key": false, "keyword": false, "tokens": false, "users.password_min": false, "": false,
	} {
		if Name(key) != want {
			t.Errorf("%q looks secret: %v", key, !want)
		}
	}
}
