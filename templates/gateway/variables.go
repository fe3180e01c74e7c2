package gateway

import (
	"strings"

	"github.com/pastegen/pastegen/templates/field"
)

// AddVariable adds a variable to those of a request. Headers that came several
// times are joined, as web servers should have done, and so are a length and a
// host that came with several values: nobody can read these, as it should be.
// Of any other variable the last value counts, as where a configuration says it
// again; a SCRIPT_NAME that is said again gets a slash, so that NewRequest
// knows it for the app's place.
func AddVariable(variables map[string]string, name, value string) {
	before, again := variables[name]
	switch {
	case !again:
	case name == "CONTENT_LENGTH":
		value = sameLength(before, value)
	case name == "SCRIPT_NAME" && before == value:
		value = strings.TrimSuffix(value, "/") + "/"
	case name == "HTTP_HOST" && before == value:
	case name == "HTTP_COOKIE":
		value = field.Join("Cookie", before, value)
	case strings.HasPrefix(name, "HTTP_"):
		value = field.Join("", before, value)
	}
	variables[name] = value
}

// sameLength returns what two values of CONTENT_LENGTH say. An empty one is
// none: nginx sends the length that SCGI wants first, "0" where there is no
// body, and then, as it comes configured, what the client has said.
func sameLength(first, second string) string {
	switch {
	case second == first || second == "" && first == "0" || first == "":
		return second
	case second == "":
		return first
	}
	return first + ", " + second
}
