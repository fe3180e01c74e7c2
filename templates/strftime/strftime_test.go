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

// TestWeeks has what Python writes for days at the ends of years and of weeks.
func TestWeeks(t *testing.T) {
	for _, tt := range []struct {
		year, month, day int
		want             string
	}{
		{2017, 1, 1, "7 0 01 00 52 2016 001"},
		{2018, 12, 31, "1 1 52 53 01 2019 365"},
		{2020, 2, 29, "6 6 08 08 09 2020 060"},
		{2021, 1, 4, "1 1 01 01 01 2021 004"},
		{2021, 12, 31, "5 5 52 52 52 2021 365"},
		{2024, 7, 14, "7 0 28 28 28 2024 196"},
		{2024, 12, 30, "1 1 52 53 01 2025 365"},
		{2026, 5, 5, "2 2 18 18 19 2026 125"},
	} {
		at := time.Date(tt.year, time.Month(tt.month), tt.day, 12, 0, 0, 0, time.UTC)
		if got := string(Append(nil, at, "%u %w %U %W %V %G %j")); got != tt.want {
			t.Errorf("%s is %s, want %s", at.Format(time.DateOnly), got, tt.want)
		}
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
