package main

func appAddHeader(e environ, start startResponse) body {
	return inner(e, func(status string, headers [][2]string, excInfo error) func([]byte) error {
		return start(status, append(headers, [2]string{"X-Outer", "2"}), excInfo)
	})
}
