package serve

import (
	"net"
	"os"
	"time"

	"github.com/pastegen/pastegen/templates/listen"
	"github.com/pastegen/pastegen/templates/stats"
)

// openStats shows statistics where a server wants that.
func (s *serving) openStats() bool {
	source := stats.Source{Master: s.life.started(), Started: time.Now()}
	wanted := map[string]*appServer{}
	for _, app := range s.apps {
		if addr := app.app.settings.Life.Stats; addr != "" {
			wanted[addr] = app
		}
	}
	if len(wanted) == 0 {
		return true
	}
	for _, app := range s.apps {
		app.outer.Counts = &stats.Counts{}
		source.Apps = append(source.Apps, stats.App{Name: app.app.Name, Counts: app.outer.Counts, Sockets: app.places})
	}
	for text, app := range wanted {
		all, err := s.listenStats(text)
		if err != nil {
			app.log.Error("cannot show statistics", "addr", text, "err", err)
			return false
		}
		for _, l := range all {
			app.log.Info("statistics", "addr", l.Addr().String())
			s.stats = append(s.stats, l)
			go stats.Serve(l, func() stats.Source { return s.withCounts(source) })
		}
	}
	return true
}

// withCounts adds what has changed to what statistics show.
func (s *serving) withCounts(source stats.Source) stats.Source {
	if reloads := s.life.reloads(); reloads != nil {
		source.Reloads = int(reloads.Well.Load())
	}
	for _, a := range s.apps {
		source.Late += int(a.measures.late.Load())
	}
	source.Others = s.sources.All()
	return source
}

func (s *serving) listenStats(text string) ([]net.Listener, error) {
	addr, err := listen.Parse(text, "")
	if err != nil {
		return nil, err
	}
	return s.life.sockets.Open(addr, listen.Options{})
}

// started is the number of the process that was started.
func (l *life) started() int {
	if l.parent != nil {
		return os.Getppid()
	}
	return os.Getpid()
}
