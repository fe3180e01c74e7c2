// Package stats counts what a server answers, and shows it as uWSGI's stats
// server does: in JSON, to whoever connects. Keys and types are those of uWSGI
// 2.0.21, so that uwsgitop and exporters for uWSGI read them.
package stats

import (
	"encoding/json"
	"net"
	"os"
	"sync/atomic"
	"time"
)

// Counts are those of one app. Its methods may be called by several goroutines.
type Counts struct {
	requests, exceptions, inFlight, bytes, nanoseconds atomic.Int64
}

// Begin counts a request that begins, and returns when.
func (c *Counts) Begin() time.Time {
	c.inFlight.Add(1)
	return time.Now()
}

// End counts a request that has ended: one that Begin has counted.
func (c *Counts) End(begun time.Time, bytes int64, failed bool) {
	c.inFlight.Add(-1)
	c.requests.Add(1)
	c.bytes.Add(bytes)
	c.nanoseconds.Add(int64(time.Since(begun)))
	if failed {
		c.exceptions.Add(1)
	}
}

// App is an app of the program.
type App struct {
	Name   string
	Counts *Counts
	Addrs  []net.Addr // where it listens
}

// Source is what is shown.
type Source struct {
	Master  int // the number of the process that was started
	Started time.Time
	Reloads int
	Apps    []App
}

type page struct {
	Version           string           `json:"version"`
	ListenQueue       int              `json:"listen_queue"`
	ListenQueueErrors int              `json:"listen_queue_errors"`
	SignalQueue       int              `json:"signal_queue"`
	Load              int64            `json:"load"`
	PID               int              `json:"pid"`
	UID               int              `json:"uid"`
	GID               int              `json:"gid"`
	CWD               string           `json:"cwd"`
	Locks             []map[string]int `json:"locks"`
	Sockets           []socket         `json:"sockets"`
	Workers           []worker         `json:"workers"`
}

type socket struct {
	Name       string `json:"name"`
	Proto      string `json:"proto"`
	Queue      int    `json:"queue"`
	MaxQueue   int    `json:"max_queue"`
	Shared     int    `json:"shared"`
	CanOffload int    `json:"can_offload"`
}

type worker struct {
	ID            int    `json:"id"`
	PID           int    `json:"pid"`
	Accepting     int    `json:"accepting"`
	Requests      int64  `json:"requests"`
	DeltaRequests int64  `json:"delta_requests"`
	Exceptions    int64  `json:"exceptions"`
	HarakiriCount int    `json:"harakiri_count"`
	Signals       int    `json:"signals"`
	SignalQueue   int    `json:"signal_queue"`
	Status        string `json:"status"`
	RSS           int    `json:"rss"`
	VSZ           int    `json:"vsz"`
	RunningTime   int64  `json:"running_time"` // microseconds
	LastSpawn     int64  `json:"last_spawn"`
	RespawnCount  int    `json:"respawn_count"`
	TX            int64  `json:"tx"`
	AvgRT         int64  `json:"avg_rt"` // microseconds
	Apps          []app  `json:"apps"`
	Cores         []core `json:"cores"`
}

type app struct {
	ID          int    `json:"id"`
	Modifier1   int    `json:"modifier1"`
	Mountpoint  string `json:"mountpoint"`
	StartupTime int    `json:"startup_time"`
	Requests    int64  `json:"requests"`
	Exceptions  int64  `json:"exceptions"`
	Chdir       string `json:"chdir"`
}

type core struct {
	ID                int            `json:"id"`
	Requests          int64          `json:"requests"`
	StaticRequests    int            `json:"static_requests"`
	RoutedRequests    int            `json:"routed_requests"`
	OffloadedRequests int            `json:"offloaded_requests"`
	WriteErrors       int            `json:"write_errors"`
	ReadErrors        int            `json:"read_errors"`
	InRequest         int            `json:"in_request"`
	Vars              []string       `json:"vars"`
	ReqInfo           map[string]any `json:"req_info"`
}

// JSON returns what is known. The program is one worker; each of its apps is
// one of the worker's, with its name for a mount point.
func JSON(s Source) ([]byte, error) {
	dir, _ := os.Getwd() // which may be gone
	p := page{
		Version: "2.0.21", PID: s.Master, UID: os.Getuid(), GID: os.Getgid(), CWD: dir,
		Locks: []map[string]int{}, Sockets: []socket{},
	}
	w := worker{ID: 1, PID: os.Getpid(), Accepting: 1, Status: "idle", LastSpawn: s.Started.Unix(), RespawnCount: 1 + s.Reloads, Apps: []app{}}
	inFlight, spent := int64(0), int64(0)
	for i, a := range s.Apps {
		requests, exceptions := a.Counts.requests.Load(), a.Counts.exceptions.Load()
		w.Apps = append(w.Apps, app{ID: i, Mountpoint: a.Name, Requests: requests, Exceptions: exceptions})
		w.Requests += requests
		w.Exceptions += exceptions
		w.TX += a.Counts.bytes.Load()
		inFlight += a.Counts.inFlight.Load()
		spent += a.Counts.nanoseconds.Load() / 1000
		for _, addr := range a.Addrs {
			p.Sockets = append(p.Sockets, socket{Name: addr.String(), Proto: "http"})
		}
	}
	w.DeltaRequests, w.RunningTime, p.Load = w.Requests, spent, inFlight
	if w.Requests > 0 {
		w.AvgRT = spent / w.Requests
	}
	busy := 0
	if inFlight > 0 {
		w.Status, busy = "busy", 1
	}
	w.Cores = []core{{Requests: w.Requests, InRequest: busy, Vars: []string{}, ReqInfo: map[string]any{}}}
	p.Workers = []worker{w}
	text, err := json.MarshalIndent(p, "", "\t")
	return append(text, '\n'), err
}

// sendTime is for a client to take what is shown.
const sendTime = 5 * time.Second

// Serve shows what source returns to whoever connects, until the listener is
// closed.
func Serve(l net.Listener, source func() Source) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			text, err := JSON(source())
			if err != nil || c.SetDeadline(time.Now().Add(sendTime)) != nil {
				return
			}
			_, _ = c.Write(text) // the client may have gone
		}()
	}
}
