package python

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
)

// shared is memory that a thread of a worker puts large chunks into, so that they are not copied into its connection and out of
// it again. What a chunk takes is Python's again when Go has said that it has passed it on. At the end of the memory Go puts what
// it reads of a request's body, as far as handlers of Go give it no other one.
type shared struct{ memory []byte }

// openShared maps what is open in a process under that number. Where there is no /proc, chunks come on the connection.
func openShared(pid, fd, size int) (*shared, error) {
	file, err := os.OpenFile(fmt.Sprintf("/proc/%d/fd/%d", pid, fd), os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() < int64(size) || size < maxRead {
		return nil, fmt.Errorf("the memory has %d bytes of %d", info.Size(), size)
	}
	memory, err := syscall.Mmap(int(file.Fd()), 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		return nil, err
	}
	s := &shared{memory}
	runtime.AddCleanup(s, unmap, memory) // a request may be at it still when the worker has gone
	return s, nil
}

func unmap(memory []byte) { _ = syscall.Munmap(memory) } // it is mapped

// share takes the memory that a worker offers, and says whether it has it.
func (q *request) share(f frame) error {
	s, err := openShared(f.number(), f.number(), f.number())
	q.conn.shared = s
	q.begin(frameMapped)
	if err == nil {
		q.bytes([]byte{1})
	}
	return q.send()
}

// lent passes a chunk on that is in the memory, and gives its room back.
func (o *outermost) lent(at, size int) (err error) {
	s := o.q.conn.shared
	if s == nil || at < 0 || size < 0 || at+size > len(s.memory) {
		return fmt.Errorf("python: a worker has no memory for %d bytes at %d", size, at)
	}
	defer runtime.KeepAlive(s)
	defer func() { err = o.q.sendFreed() }() // also when the client has gone: Python waits for it
	o.deliver(s.memory[at : at+size])
	return nil
}

// lendInput reads a part of the body into the memory.
func (q *request) lendInput(s *shared, least, most int) error {
	defer runtime.KeepAlive(s)
	n, last, err := q.inputs[0].readTo(s.memory[len(s.memory)-maxRead:][:most], least)
	if err != nil {
		return q.sendRaised(inputError, 0, err.Error())
	}
	q.begin(frameInLent)
	q.out = append(q.out, last)
	q.number(n)
	return q.send()
}

// sendFreed says that a chunk has been passed on.
func (q *request) sendFreed() error {
	q.begin(frameFreed)
	return q.send()
}
