package identity

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strings"
	"syscall"
	"testing"
)

// TestMain lets this binary be a program that takes identities, one after the
// other, and says which it has then.
func TestMain(m *testing.M) {
	if steps := os.Getenv("IDENTITY_TEST_TAKE"); steps != "" {
		fmt.Print(takeAll(steps))
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func takeAll(steps string) string {
	var all []Process
	if err := json.Unmarshal([]byte(steps), &all); err != nil {
		return err.Error()
	}
	for _, p := range all {
		if err := p.Take(); err != nil {
			return err.Error()
		}
	}
	groups, err := os.Getgroups()
	return fmt.Sprint(os.Getuid(), os.Geteuid(), os.Getgid(), os.Getegid(), groups, err)
}

// takenBy returns what a process of root with the other group 7 says that takes
// these identities.
func takenBy(t *testing.T, steps []Process) string {
	t.Helper()
	text, err := json.Marshal(steps)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "IDENTITY_TEST_TAKE="+string(text), "GORACE=atexit_sleep_ms=0") // the race detector waits a second
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Groups: []uint32{7}}}
	out, err := cmd.Output()
	if errors.Is(err, os.ErrPermission) {
		t.Skip("this root may not set groups, as in some containers: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestTakeOther(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root may become somebody else")
	}
	for _, tt := range []struct {
		name  string
		steps []Process
		want  string // real and effective user, real and effective group, other groups; or an error
	}{
		{"its own", []Process{{User: "0", Group: "0"}}, "0 0 0 0 [7] <nil>"},
		{"its own user", []Process{{User: "0"}}, "0 0 0 0 [7] <nil>"},
		{"its own group", []Process{{Group: "0"}}, "0 0 0 0 [7] <nil>"},
		{"a user", []Process{{User: "61234"}}, "61234 61234 0 0 [] <nil>"},
		{"a group", []Process{{Group: "54321"}}, "0 0 54321 54321 [54321] <nil>"},
		{"both", []Process{{User: "61234", Group: "54321"}}, "61234 61234 54321 54321 [54321] <nil>"},
		{"its own user, another group", []Process{{User: "0", Group: "54321"}}, "0 0 54321 54321 [54321] <nil>"},
		{"another user, its own group", []Process{{User: "61234", Group: "0"}}, "61234 61234 0 0 [0] <nil>"},
		{"a group, but not the groups of nobody", []Process{{Group: "54321", InitGroups: true}}, "0 0 54321 54321 [54321] <nil>"},
		{"the groups of an unknown user", []Process{{User: "61234", InitGroups: true}}, "61234 61234 0 0 [] <nil>"},
		{"not back", []Process{{User: "61234"}, {User: "0"}}, "cannot become user 0: operation not permitted"},
		{"no other group later", []Process{{User: "61234"}, {Group: "54321"}}, "cannot become group 54321: operation not permitted"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := takenBy(t, tt.steps); got != tt.want {
				t.Errorf("it has %s, want %s", got, tt.want)
			}
		})
	}
}

func TestTakeGroupsOfUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root may become somebody else")
	}
	u, err := user.LookupId("1")
	if err != nil {
		t.Skip("this system has no user 1")
	}
	ids, err := u.GroupIds()
	if err != nil || len(ids) == 0 {
		t.Fatalf("user 1 has the groups %q, %v", ids, err)
	}
	for _, tt := range []struct {
		p    Process
		want string
	}{
		{Process{User: "1"}, "1 1 0 0 [] <nil>"},
		{Process{User: "1", InitGroups: true}, "1 1 0 0 [" + strings.Join(ids, " ") + "] <nil>"},
		{Process{User: "1", Group: "54321", InitGroups: true}, "1 1 54321 54321 [" + strings.Join(ids, " ") + " 54321] <nil>"},
	} {
		if got := takenBy(t, []Process{tt.p}); got != tt.want {
			t.Errorf("%+v has %s, want %s", tt.p, got, tt.want)
		}
	}
}
