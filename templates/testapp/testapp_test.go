package testapp

import (
	"testing"

	"github.com/pastegen/pastegen/templates/internal/oracle"
)

func TestSimpleAsPaste(t *testing.T) {
	oracle.Compare(t, "test", "[app:main]\nuse = egg:Paste#test\n", New(), []oracle.Case{
		{Request: "GET /"}, {Request: "HEAD /any/path?x=1"}, {Request: "POST /\nContent-Length: 1\n\nx"}, {Request: "DELETE /"},
	}, nil)
}
