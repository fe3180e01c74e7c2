// Package evalerror shows developers what their apps panic with: which section
// has failed, with its line in the INI file, the calls with their source, the
// request, what filters have put into its context, and the
// configuration if the filter config stands beside this one; passwords and
// other secrets are masked.
//
// # Differences
//
// In Paste and WebError whoever sees the page can run code in the server. That
// is not there, and the page shows itself only with "debug = true", which
// stands in [DEFAULT] as a rule. Without it everybody gets a plain page, and
// the start warns.
//
//paste:group errors
package evalerror

import (
	"log/slog"
	"net/http"

	"github.com/pastegen/pastegen/templates/errorpage"
)

// Options are the keys of the section.
type Options struct {
	// Debug tells to show the error on the page.
	Debug bool `paste:"debug,global"`

	// XMLHTTPKey is a key of queries by which scripts ask for a piece of a page
	// only, when debug is on.
	XMLHTTPKey string `paste:"xmlhttp_key,global,default=_"`

	// Reporters has no effect: WebError's are Python functions. Use
	// error_catcher for mails and files.
	Reporters string `paste:"reporters,ignored"`
}

// New returns a filter that shows errors to developers.
//
//paste:filter_factory evalerror
//paste:stands_for egg:Paste#evalerror paste.evalexception.middleware:make_eval_exception paste.evalexception:make_eval_exception
//paste:stands_for egg:WebError#evalerror weberror.evalexception:make_eval_exception
func New(o Options, log *slog.Logger) func(http.Handler) http.Handler {
	if !o.Debug {
		log.Warn("errors are not shown: evalerror does that only with debug = true")
	}
	catcher := &errorpage.Catcher{Debug: o.Debug, XMLHTTPKey: o.XMLHTTPKey, Context: 5, Log: log}
	return catcher.Wrap
}
