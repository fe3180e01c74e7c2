package ini_test

import (
	"testing"

	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/source"
)

// TestHidden shows what is left of a file's text for people to read.
func TestHidden(t *testing.T) {
	for text, want := range map[string]string{
		"[a]\nx = 1\npassword = abc d \ny = 2\n":       "[a]\nx = 1\npassword = ******** \ny = 2\n",
		"[a]\r\n\ttoken: abc\r\nk = 1\r\n":             "[a]\r\n\ttoken: ********\r\nk = 1\r\n",
		"[a]\npassword abc\npassword=\n":               "[a]\npassword ********\npassword=\n",
		"[a]\nurl = http://joe:abc@h/x\n":              "[a]\nurl = http://joe:********@h/x\n",
		"[a]\nurl = http://%(user)s%(pw)s@h/x\n":       "[a]\nurl = http://%(user)s%(pw)s@h/x\n",
		"[a]\npassword = %(a)s%(b)s\n":                 "[a]\npassword = %(a)s%(b)s\n",
		"[a]\npassword = %(a)sx\n":                     "[a]\npassword = ********\n",
		"[a]\ntoken = call:m:f\nuse_password = TRUE\n": "[a]\ntoken = call:m:f\nuse_password = TRUE\n",
		"[a]\npassword = trues\n":                      "[a]\npassword = ********\n",
	} {
		f := source.New("app.ini", text)
		ini.Parse(f)
		if got := f.Span(0, len(text)).Shown(); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}
