package probe

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/pastegen/pastegen/templates/listen"
)

func TestAskDoesNotFollow(t *testing.T) {
	server := httptest.NewServer(http.RedirectHandler("http://nowhere.invalid/", http.StatusFound))
	defer server.Close()
	if status, err := Ask(server.Listener.Addr().String(), false, "/"); status != http.StatusFound || err != nil {
		t.Error(status, err)
	}
}

func TestReach(t *testing.T) {
	for text, want := range map[string]string{
		":80": "tcp [127.0.0.1:80 [::1]:80]", "0.0.0.0:80": "tcp [127.0.0.1:80 [::1]:80]", "[::]:80": "tcp [127.0.0.1:80 [::1]:80]", "[::1]:80": "tcp [[::1]:80]",
		"localhost:80": "tcp [127.0.0.1:80 [::1]:80]", "host:80": "tcp [host:80]", "unix:/x": "unix [/x]", "fd://3": " []", "127.0.0.1:0": " []",
	} {
		a, err := listen.Parse(text, "")
		if err != nil {
			t.Fatal(err)
		}
		network, places, err := reach(a)
		if got := fmt.Sprint(network, " ", places); got != want || (err != nil) != (want == " []") {
			t.Errorf("%s: %s, %v", text, got, err)
		}
	}
}
