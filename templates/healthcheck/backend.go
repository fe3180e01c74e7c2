package healthcheck

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
)

// Backend is what can say that requests are not to come here.
type Backend string

// The backends.
const (
	DisableByFile       Backend = "disable_by_file"
	DisableByFilesPorts Backend = "disable_by_files_ports"
	EnableByFiles       Backend = "enable_by_files"
)

// portFiles reads ports and their files, "8000:/run/off". Of several for one
// port the last counts.
func portFiles(texts []string) (map[int]string, error) {
	files := map[int]string{}
	for _, text := range texts {
		port, file, _ := strings.Cut(strings.TrimSpace(text), ":")
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || file == "" {
			return nil, fmt.Errorf("disable_by_file_paths: %q is not a port and a file, 8000:/run/off", text)
		}
		files[int(n)] = file
	}
	return files, nil
}

// result is what a backend has said.
type result struct {
	available       bool
	reason, details string
}

const disabled = "DISABLED BY FILE"

// check asks the backends.
func (c *checker) check(ctx context.Context) (results []result, healthy bool) {
	healthy = true
	for _, b := range c.options.Backends {
		var r result
		switch b {
		case DisableByFile:
			r = disabledBy(c.options.DisableByFilePath)
		case DisableByFilesPorts:
			r = c.disabledForPort(serverPort(ctx))
		case EnableByFiles:
			r = enabledBy(c.options.EnableByFilePaths)
		}
		results = append(results, r)
		healthy = healthy && r.available
	}
	return results, healthy
}

func disabledBy(file string) result {
	switch {
	case file == "":
		return result{true, "OK", "No 'disable_by_file_path' configuration value specified"}
	case exists(file):
		return result{false, disabled, fmt.Sprintf("Path '%s' was found", file)}
	}
	return result{true, "OK", fmt.Sprintf("Path '%s' was not found", file)}
}

// disabledForPort looks for the file of a port.
func (c *checker) disabledForPort(port int) result {
	file := c.byPort[port]
	if file == "" {
		c.log.Warn("backend disable_by_files_ports has no file for this port", "port", port)
	} else if exists(file) {
		return result{false, disabled, ""}
	}
	return result{true, "OK", ""}
}

func enabledBy(files []string) result {
	for _, file := range files {
		if file = strings.TrimSpace(file); !exists(file) {
			return result{false, "FILE PATH MISSING", fmt.Sprintf("File path %s is missing", file)}
		}
	}
	return result{true, "OK", "Specified file paths are available"}
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// serverPort is the port that the request has come to, 0 for a unix socket.
func serverPort(ctx context.Context) int {
	addr, _ := ctx.Value(http.LocalAddrContextKey).(net.Addr)
	if tcp, ok := addr.(*net.TCPAddr); ok {
		return tcp.Port
	}
	return 0
}
