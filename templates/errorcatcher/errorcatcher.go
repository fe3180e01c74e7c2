// Package errorcatcher catches what apps panic with: it is logged, written to a
// file and mailed as the section asks, and answered with a page and the status
// 500. With debug on, the page shows the calls with their source, the request,
// what filters have put into its context, and the configuration if the filter
// config stands before or behind this one; passwords and other secrets are
// masked. It names the section that has failed, with its line in the INI file,
// and those around it; the log and the mail do, too. The page needs no script.
//
//	[filter:errors]
//	use = egg:Paste#error_catcher
//	error_email = webmaster@example.com
//	smtp_server = mail.example.com
//
// Each error has a number, which stands on the page, in the log and in the mail.
//
// Source is shown if it can be read: where the program was compiled, or below
// the working directory for packages of the main module.
//
// # Differences
//
//   - When an app panics after a part of its answer is out, the connection ends, so that nobody takes that part for the whole; Paste
//     writes a page behind it.
//   - Clients whose Accept asks for no HTML get plain text.
//   - Mails are sent after the answer, and at most 20 wait; what is left is sent at shutdown. They are plain text. A password goes to a
//     mail server that is not on this machine only over TLS (smtp_use_tls) or by CRAM-MD5.
//   - With debug off, the page tells nothing of the error but its number.
//
//paste:group errors
package errorcatcher

import (
	"context"
	"io"
	"log/slog"
	"net/http"

	"github.com/pastegen/pastegen/templates/errorpage"
)

// Options are the keys of the section.
type Options struct {
	// Debug tells to show the error on the page.
	Debug bool `paste:"debug,global"`

	// ErrorEmail are the addresses to which mails about errors go.
	ErrorEmail []string `paste:"error_email,global=error_email|admin_email|webmaster_email|sysadmin_email"`

	// ErrorLog is a file to which errors are written, with all that is known
	// about them.
	ErrorLog io.Writer `paste:"error_log"`

	// ShowExceptionsInWSGIErrors tells to log the calls also when they are
	// mailed or written to error_log.
	ShowExceptionsInWSGIErrors bool `paste:"show_exceptions_in_wsgi_errors,global"`

	// FromAddress is the sender of mails.
	FromAddress string `paste:"from_address,global=error_from_address,default=errors@localhost"`

	// SMTPServer takes the mails: a host, perhaps with a port.
	SMTPServer string `paste:"smtp_server,global,default=localhost"`

	// SMTPUsername is the name for a mail server that wants one.
	SMTPUsername string `paste:"smtp_username,global"`

	// SMTPPassword is the password for it.
	SMTPPassword string `paste:"smtp_password,global,secret"`

	// SMTPUseTLS tells to speak to the mail server by TLS (STARTTLS).
	SMTPUseTLS bool `paste:"smtp_use_tls,global"`

	// ErrorSubjectPrefix is what the subjects of mails begin with.
	ErrorSubjectPrefix string `paste:"error_subject_prefix"`

	// ErrorMessage is HTML that the page shows when debug is off.
	ErrorMessage string `paste:"error_message,global"`

	// XMLHTTPKey is a key of queries by which scripts ask for a piece of a page
	// only, when debug is on.
	XMLHTTPKey string `paste:"xmlhttp_key,global,default=_"`
}

// New returns a filter that answers for apps that panic.
//
//paste:filter_factory error_catcher
//paste:stands_for egg:Paste#error_catcher paste.exceptions.errormiddleware:make_error_middleware
//paste:stands_for egg:WebError#error_catcher weberror.errormiddleware:make_error_middleware
func New(o Options, log *slog.Logger) (func(http.Handler) http.Handler, func(context.Context) error) {
	catcher := &errorpage.Catcher{
		Debug:       o.Debug,
		Message:     o.ErrorMessage,
		XMLHTTPKey:  o.XMLHTTPKey,
		Context:     5,
		Log:         log,
		LogStack:    o.ShowExceptionsInWSGIErrors,
		PassOnOuter: true,
	}
	if o.ErrorLog != nil {
		catcher.Reporters = append(catcher.Reporters, errorpage.NewWriter(o.ErrorLog))
	}
	cleanup := func(context.Context) error { return nil }
	if len(o.ErrorEmail) > 0 {
		mailer := errorpage.NewMailer(o.mail(), log)
		catcher.Reporters = append(catcher.Reporters, mailer)
		cleanup = mailer.Close
	}
	return catcher.Wrap, cleanup
}

func (o *Options) mail() errorpage.Mail {
	return errorpage.Mail{
		To:       o.ErrorEmail,
		From:     o.FromAddress,
		Server:   o.SMTPServer,
		Username: o.SMTPUsername,
		Password: o.SMTPPassword,
		UseTLS:   o.SMTPUseTLS,
		Subject:  o.ErrorSubjectPrefix,
	}
}
