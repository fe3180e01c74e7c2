package listen

import (
	"net"
	"testing"
)

// TestQueue has clients that nobody accepts.
func TestQueue(t *testing.T) {
	for _, host := range []string{"127.0.0.1", "::1"} {
		all, err := Open(Address{Host: host, Port: "0"}, Options{Backlog: 7})
		if err != nil {
			t.Log(err) // a machine without IPv6
			continue
		}
		for i := range 3 {
			if waiting, most := Queue(all[0]); waiting != i || most != 7 {
				t.Errorf("%s: %d of %d wait, want %d of 7", host, waiting, most, i)
			}
			c, err := net.Dial("tcp", all[0].Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
		}
		CloseAll(all)
		if waiting, most := Queue(all[0]); waiting != 0 || most != 0 {
			t.Errorf("%d of %d wait for what is closed", waiting, most)
		}
	}
}

// TestQueueThatNobodyKnows has a unix socket, and what is none.
func TestQueueThatNobodyKnows(t *testing.T) {
	all, err := Open(Address{Path: socketPath(t)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer CloseAll(all)
	c, err := net.Dial("unix", all[0].Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, l := range []net.Listener{all[0], struct{ net.Listener }{all[0]}} {
		if waiting, most := Queue(l); waiting != 0 || most != 0 {
			t.Errorf("%T: %d of %d", l, waiting, most)
		}
	}
}
