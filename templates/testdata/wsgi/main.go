// Command main serves the applications beside it, made of the runtime packages, each at an address of its
// own, which it tells as JSON.
package main

import (
	"encoding/json"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"github.com/pastegen/pastegen/templates/wsgi"
)

func main() {
	addrs := map[string]string{}
	for name, app := range apps() {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			log.Fatal(err)
		}
		addrs[name] = listener.Addr().String()
		server := &http.Server{Handler: wsgi.Handler(app), ErrorLog: log.New(io.Discard, "", 0)}
		go func() { log.Fatal(server.Serve(listener)) }()
	}
	if err := json.NewEncoder(os.Stdout).Encode(addrs); err != nil {
		log.Fatal(err)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	<-stop
}

// apps are those of the files beside, by their names.
func apps() map[string]wsgi.App {
	return map[string]wsgi.App{
		"01-hello":                      appHello,
		"02-class":                      appClass,
		"03-object":                     appObject,
		"04-path":                       appPath,
		"05-not-found":                  appNotFound,
		"06-odd-reason":                 appOddReason,
		"07-teapot":                     appTeapot,
		"08-error":                      appError,
		"09-cookies":                    appCookies,
		"10-header-names":               appHeaderNames,
		"11-latin-1":                    appLatin1,
		"12-no-content-type":            appNoContentType,
		"13-empty-list":                 appEmptyList,
		"14-empty-chunks":               appEmptyChunks,
		"15-many-chunks":                appManyChunks,
		"16-big":                        appBig,
		"17-content-length":             appContentLength,
		"18-content-length-short":       appContentLengthShort,
		"19-content-length-long":        appContentLengthLong,
		"20-no-content":                 appNoContent,
		"21-not-modified":               appNotModified,
		"22-head":                       appHead,
		"23-write":                      appWrite,
		"24-write-and-body":             appWriteAndBody,
		"25-lazy-start":                 appLazyStart,
		"26-exc-info":                   appExcInfo,
		"27-exc-info-empty-chunk":       appExcInfoEmptyChunk,
		"28-exc-info-too-late":          appExcInfoTooLate,
		"29-raise-before":               appRaiseBefore,
		"30-raise-after-start":          appRaiseAfterStart,
		"31-raise-in-body":              appRaiseInBody,
		"32-raise-after-chunk":          appRaiseAfterChunk,
		"33-start-twice":                appStartTwice,
		"34-no-start":                   appNoStart,
		"35-hop-by-hop":                 appHopByHop,
		"36-line-in-header":             appLineInHeader,
		"37-line-in-status":             appLineInStatus,
		"38-close":                      appClose,
		"39-close-after-raise":          appCloseAfterRaise,
		"40-method":                     appMethod,
		"41-path-info":                  appPathInfo,
		"42-query":                      appQuery,
		"43-script-name":                appScriptName,
		"44-host":                       appHost,
		"45-repeated-header":            appRepeatedHeader,
		"46-content-type":               appContentType,
		"47-request-length":             appRequestLength,
		"48-protocol":                   appProtocol,
		"49-remote-addr":                appRemoteAddr,
		"50-scheme":                     appScheme,
		"51-header-case":                appHeaderCase,
		"52-no-http-content":            appNoHttpContent,
		"53-wsgi-keys":                  appWsgiKeys,
		"54-cookie":                     appCookie,
		"55-read-length":                appReadLength,
		"56-read-all":                   appReadAll,
		"57-read-lines":                 appReadLines,
		"58-read-partly":                appReadPartly,
		"59-read-nothing":               appReadNothing,
		"60-form":                       appForm,
		"61-redirect":                   appRedirect,
		"62-file-wrapper":               appFileWrapper,
		"63-file-wrapper-in-middleware": appFileWrapperInMiddleware,
		"64-upper-case":                 appUpperCase,
		"65-add-header":                 appAddHeader,
		"66-change-status":              appChangeStatus,
		"67-catch-errors":               appCatchErrors,
		"68-shift-path":                 appShiftPath,
		"69-remote-user":                appRemoteUser,
		"70-buffer":                     appBuffer,
		"71-method-override":            appMethodOverride,
		"72-write-through-middleware":   appWriteThroughMiddleware,
		"73-latinator":                  appLatinator,
		"74-lint":                       appLint,
		"75-handler-below":              appHandlerBelow,
		"76-nested":                     appNested,
	}
}
