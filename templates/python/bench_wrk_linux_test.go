package python

import (
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Rounds of wrk, which takes whole seconds.
const (
	wrkRounds = 8
	wrkRound  = time.Second
)

// hasWrk reports whether there is wrk, which is what the goals were measured
// with.
func hasWrk() bool {
	_, err := exec.LookPath("wrk")
	return err == nil
}

// measureByWrk asks the server for a round.
func (s *benchServer) measureByWrk(b *testing.B) measured {
	b.Helper()
	args := []string{"-t1", fmt.Sprintf("-c%d", benchConns), "-d" + wrkRound.String()}
	if line := strings.TrimSpace(s.lines); line != "" {
		args = append(args, "-H", line)
	}
	before, begun := s.cpu(), time.Now()
	out, err := exec.Command("wrk", append(args, "http://"+s.addr+"/")...).CombinedOutput()
	m := measured{took: time.Since(begun), cpu: s.cpu() - before}
	if err == nil {
		m.requests, err = wrkRequests(string(out))
	}
	if err != nil {
		b.Fatalf("%s: %v\n%s", s.name, err, out)
	}
	return m
}

// wrkRequests returns how many answers wrk has counted.
func wrkRequests(said string) (int, error) {
	if strings.Contains(said, "Non-2xx") {
		return 0, errors.New("there are answers of other statuses than 200")
	}
	before, _, _ := strings.Cut(said, " requests in ")
	return strconv.Atoi(before[strings.LastIndexByte(before, ' ')+1:])
}
