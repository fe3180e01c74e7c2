// Package refusal is where requests go that a filter holds back.
package refusal

import (
	"fmt"
	"net/http"

	"github.com/gorilla/csrf"
)

// Teapot refuses all requests, and says why if gorilla/csrf sent them here.
func Teapot(w http.ResponseWriter, r *http.Request) {
	http.Error(w, fmt.Sprint("no coffee: ", csrf.FailureReason(r)), http.StatusTeapot)
}
