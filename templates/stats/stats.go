// Package stats counts what a server answers, and shows it as uWSGI's stats
// server does: in JSON, to whoever connects. Keys and types are those of uWSGI
// 2.0.21, so that uwsgitop and exporters for uWSGI read them. What parts of the
// program count besides, such as workers of Python, is under "metrics", by the
// names and labels that package metrics has for it.
package stats

import (
	"encoding/json"
	"maps"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pastegen/pastegen/templates/sources"
)

// Counts are those of one app. The zero value is ready. Its methods may be
// called by several goroutines.
type Counts struct {
	requests, exceptions, bytes, nanoseconds atomic.Int64

	mu      sync.Mutex
	running map[*Request]struct{}
}

// Request is a request that is being answered.
type Request struct {
	begun                          time.Time
	method, uri, proto, addr, host string
}

// vars are the variables that uWSGI would have for it.
func (r *Request) vars() []string {
	return []string{
		"REQUEST_METHOD=" + r.method, "REQUEST_URI=" + r.uri, "SERVER_PROTOCOL=" + r.proto, "REMOTE_ADDR=" + r.addr, "HTTP_HOST=" + r.host,
	}
}

// Begin counts a request that begins. While it is being answered, who looks
// sees what it is for; nothing of its header but the host is shown, where uWSGI
// shows cookies, too.
func (c *Counts) Begin(r *http.Request) *Request {
	request := &Request{time.Now(), r.Method, r.RequestURI, r.Proto, r.RemoteAddr, r.Host}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running == nil {
		c.running = map[*Request]struct{}{}
	}
	c.running[request] = struct{}{}
	return request
}

// End counts a request that has ended: one that Begin has returned.
func (c *Counts) End(r *Request, bytes int64, failed bool) {
	c.mu.Lock()
	delete(c.running, r)
	c.mu.Unlock()
	c.requests.Add(1)
	c.bytes.Add(bytes)
	c.nanoseconds.Add(int64(time.Since(r.begun)))
	if failed {
		c.exceptions.Add(1)
	}
}

// inFlight returns the requests that are being answered.
func (c *Counts) inFlight() []*Request {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Collect(maps.Keys(c.running))
}

// App is an app of the program.
type App struct {
	Name    string
	Counts  *Counts
	Sockets func() []Socket // where it listens; nil for nowhere
}

// Socket is an address, with the protocol that is spoken there: http, https,
// uwsgi, fastcgi or scgi.
type Socket struct {
	Addr   net.Addr
	Speaks string

	// Waiting is how many clients wait to be accepted, and MostWaiting how many
	// may; 0 where nobody knows.
	Waiting, MostWaiting int
}

// Source is what is shown.
type Source struct {
	Master  int // the number of the process that was started
	Started time.Time
	Reloads int
	Late    int // requests whose app has taken too long
	Apps    []App
	Others  []sources.Source // what parts of the program tell of themselves
}

type page struct {
	Version           string           `json:"version"`
	ListenQueue       int              `json:"listen_queue"`
	ListenQueueErrors int              `json:"listen_queue_errors"`
	SignalQueue       int              `json:"signal_queue"`
	Load              int              `json:"load"`
	PID               int              `json:"pid"`
	UID               int              `json:"uid"`
	GID               int              `json:"gid"`
	CWD               string           `json:"cwd"`
	Locks             []map[string]int `json:"locks"`
	Sockets           []socket         `json:"sockets"`
	Workers           []worker         `json:"workers"`

	Metrics map[string][]Sample `json:"metrics,omitempty"` // uWSGI has others under that name, if any
}

// Sample is a number that a part of the program tells.
type Sample struct {
	Labels map[string]string `json:"labels,omitempty"`
	Value  float64           `json:"value"`
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
	w.HarakiriCount = s.Late
	spent := int64(0)
	var running []*Request
	for i, a := range s.Apps {
		requests, exceptions := a.Counts.requests.Load(), a.Counts.exceptions.Load()
		w.Apps = append(w.Apps, app{ID: i, Mountpoint: a.Name, Requests: requests, Exceptions: exceptions})
		w.Requests += requests
		w.Exceptions += exceptions
		w.TX += a.Counts.bytes.Load()
		running = append(running, a.Counts.inFlight()...)
		spent += a.Counts.nanoseconds.Load() / 1000
		p.Sockets = append(p.Sockets, a.sockets()...)
	}
	w.DeltaRequests, w.RunningTime = w.Requests, spent
	for _, s := range p.Sockets {
		p.ListenQueue = max(p.ListenQueue, s.Queue) // the longest, in uWSGI too
	}
	p.Load = p.ListenQueue // likewise
	if w.Requests > 0 {
		w.AvgRT = spent / w.Requests
	}
	if len(running) > 0 {
		w.Status = "busy"
	}
	w.Cores = cores(running)
	w.Cores[0].Requests = w.Requests
	p.Workers = []worker{w}
	p.Metrics = samples(s.Others)
	text, err := json.MarshalIndent(p, "", "\t")
	return append(text, '\n'), err
}

// sockets are what is shown of where the app listens.
func (a App) sockets() (all []socket) {
	if a.Sockets == nil {
		return nil
	}
	for _, s := range a.Sockets() {
		all = append(all, socket{Name: s.Addr.String(), Proto: s.Speaks, Queue: s.Waiting, MaxQueue: s.MostWaiting})
	}
	return all
}

// samples asks sources for what they tell; nil is nothing.
func samples(all []sources.Source) map[string][]Sample {
	var found map[string][]Sample
	for _, source := range all {
		source(func(_, _, _ string) {}, func(name string, value float64, labels ...string) {
			if found == nil {
				found = map[string][]Sample{}
			}
			s := Sample{Value: value}
			for pair := range slices.Chunk(labels, 2) {
				if s.Labels == nil {
					s.Labels = map[string]string{}
				}
				s.Labels[pair[0]] = pair[1]
			}
			found[name] = append(found[name], s)
		})
	}
	return found
}

// cores are one for each request that is being answered, the oldest first, and
// one if there is none: where uWSGI has threads, there are as many as are
// wanted.
func cores(running []*Request) []core {
	slices.SortFunc(running, func(a, b *Request) int { return a.begun.Compare(b.begun) })
	all := []core{{Vars: []string{}, ReqInfo: map[string]any{}}}
	for i, r := range running {
		c := core{ID: i, InRequest: 1, Vars: r.vars(), ReqInfo: map[string]any{"request_start": r.begun.Unix()}}
		all = append(all[:i], c)
	}
	return all
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
