package strftime

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

const every = "%a %A %b %h %B %c %d %D %x %e %F %H %I %j %m %M %p %r %R %S %T %X %y %Y %z %Z %C %G %g %k %l %P %s %u %U %V %w %W %% %n%t."

func TestAppend(t *testing.T) {
	at := time.Date(2021, 1, 3, 0, 5, 9, 0, time.FixedZone("NST", -12600))
	want := "Sun Sunday Jan Jan January Sun Jan  3 00:05:09 2021 03 01/03/21 01/03/21  3 2021-01-03 00 12 003 01 05 AM 12:05:09 AM 00:05 09 " +
		"00:05:09 00:05:09 21 2021 -0330 NST 20 2020 20  0 12 am 1609644909 7 01 53 0 00 % \n\t."
	if got := string(Append(nil, at, every)); got != want {
		t.Errorf("it is\n%s, want\n%s", got, want)
	}
	if got := string(Append([]byte("> "), at, "%Q 5%")); got != "> %Q 5%" {
		t.Error(got)
	}
}

func TestCheck(t *testing.T) {
	for _, format := range []string{"", "text", every} {
		if err := Check(format); err != nil {
			t.Error(err)
		}
	}
	for _, format := range []string{"%Q", "5%", "%H:%:z"} {
		if Check(format) == nil {
			t.Errorf("%q is accepted", format)
		}
	}
}

// TestAsC compares the days of some years with what Python writes, which asks C.
func TestAsC(t *testing.T) {
	if os.Getenv("PASTEGEN_ORACLE") == "" {
		t.Skip("only when asked with PASTEGEN_ORACLE=1")
	}
	format := strings.ReplaceAll(every, "%s", "")
	script := `import json, sys, time
print(json.dumps([time.strftime(sys.argv[1], time.gmtime(day * 86400 + day * 3607 % 86400)) for day in range(17000, 20000)]))`
	out, err := exec.Command("/usr/bin/python3", "-c", script, format).Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	if err := json.Unmarshal(out, &all); err != nil {
		t.Fatal(err)
	}
	for i, want := range all {
		day := int64(17000 + i)
		at := time.Unix(day*86400+day*3607%86400, 0).In(time.FixedZone("GMT", 0))
		if got := string(Append(nil, at, format)); got != want {
			t.Fatalf("it is\n%s, for C\n%s", got, want)
		}
	}
}
