package sessions

import (
	"context"
	"sync"
	"time"
)

// Memory is a Store that ends with the program.
type Memory struct {
	life time.Duration
	now  func() time.Time

	mu    sync.Mutex
	all   map[string]kept
	swept time.Time
}

type kept struct {
	data []byte
	at   time.Time
}

// NewMemory returns a store that forgets what was not saved again for that
// long; 0 is for ever.
func NewMemory(life time.Duration) *Memory {
	return &Memory{life: life, now: time.Now, all: map[string]kept{}, swept: time.Now()}
}

func (m *Memory) isOld(k kept) bool { return m.life > 0 && m.now().Sub(k.at) > m.life }

// Load implements Store.
func (m *Memory) Load(_ context.Context, id string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if k, found := m.all[id]; found && !m.isOld(k) {
		return k.data, nil
	}
	return nil, nil
}

// Save implements Store.
func (m *Memory) Save(_ context.Context, id string, data []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sweep()
	m.all[id] = kept{data, m.now()}
	return nil
}

// Delete implements Store.
func (m *Memory) Delete(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.all, id)
	return nil
}

// sweep forgets what is too old, once in a while.
func (m *Memory) sweep() {
	if m.life <= 0 || m.now().Sub(m.swept) < m.life/2 {
		return
	}
	m.swept = m.now()
	for id, k := range m.all {
		if m.isOld(k) {
			delete(m.all, id)
		}
	}
}
