package main

func appChangeStatus(e environ, start startResponse) body {
	return inner(e, func(status string, headers [][2]string, excInfo error) func([]byte) error {
		if e["PATH_INFO"] == "/gone" {
			status = "410 Gone"
		}
		return start(status, headers, excInfo)
	})
}
