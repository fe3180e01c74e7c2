package errorcatcher

import (
	"context"
	"log/slog"
	"net/http"
)

// MainOptions are the keys of the section.
type MainOptions struct {
	// Interactive chooses WebError's evalerror, which shows the error, and not
	// its error_catcher. It has no effect when debug is off.
	Interactive bool `paste:"interactive"`

	Options
}

// Main returns a filter that answers for apps that panic, and that shows the
// error only if interactive or debug is on.
//
//paste:filter_factory weberror
//paste:stands_for egg:WebError#main weberror.evalexception:make_general_exception
func Main(o MainOptions, log *slog.Logger) (func(http.Handler) http.Handler, func(context.Context) error) {
	if o.Interactive && !o.Debug {
		log.Warn("interactive has no effect: errors are shown only with debug = true")
	}
	return New(o.Options, log)
}
