package raised

import (
	"errors"
	"fmt"
	"testing"
)

type code int

func (c code) StatusCode() int { return int(c) }

type coded struct{ code }

func (coded) Error() string { return "coded" }

func TestStatus(t *testing.T) {
	for _, c := range []struct {
		v      any
		status int
		ok     bool
	}{
		{code(404), 404, true},
		{coded{404}, 404, true},
		{fmt.Errorf("wrapped: %w", coded{503}), 503, true},
		{errors.Join(errors.New("x"), fmt.Errorf("y: %w", coded{302})), 302, true},
		{code(200), 200, true},
		{code(199), 199, false},
		{code(999), 999, true},
		{code(1000), 1000, false},
		{errors.New("x"), 0, false},
		{"404", 0, false},
		{404, 0, false},
		{nil, 0, false},
	} {
		if status, ok := Status(c.v); status != c.status || ok != c.ok {
			t.Errorf("%v: %d, %v", c.v, status, ok)
		}
	}
}
