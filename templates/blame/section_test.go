package blame

import (
	"strings"
	"testing"
)

const stack = `time.Sleep(0x12a05f200)
	runtime/time.go:300 +0xf2
net/http.HandlerFunc.ServeHTTP(0x8ae3f6?, {0x8dd7a8?, 0x3dfb5ac74300?}, 0x3dfb5ad056f8?)
	net/http/server.go:2286 +0x29
FRAME
	example.com/t1/x.go:15 +0x118
main.authFilter.New.func1({0x8dd7a8, 0x3dfb5ac74300}, 0x3dfb5ad54140)
	example.com/t1/nova/api/auth/auth.go:10 +0x105
created by main.helloApp in goroutine 8
	net/http/server.go:3464 +0x485
`

func TestSection(t *testing.T) {
	section := func(function string) string {
		return map[string]string{
			"homePipeline": "[pipeline:home]", "helloApp": "[app:hello]", "authFilter": "[filter:auth]",
			"example.com/t1/nova.Hello": "[app:nova]", "example.com/t1/nova.(*Mux)": "[app:mux]", "example.com/t1/other": "[app:other]",
			"example.com/t1/v%2e2.New": "[app:v2]",
		}[function]
	}
	for frame, want := range map[string]string{
		"main.homePipeline.helloApp.Hello.func1({0x8dd7a8?}, 0x0?)":            "[app:hello]",
		"main.homePipeline.func1()":                                            "[pipeline:home]",
		"example.com/t1/nova.Hello.func1(...)":                                 "[app:nova]",
		"example.com/t1/nova.Hello[...].func1.2({0x1, 0x2})":                   "[app:nova]",
		"example.com/t1/nova.(*Mux).ServeHTTP(0x5, {0x8dd7a8?, 0x3}, 0x3dfb5)": "[app:mux]",
		"example.com/t1/nova.(*hidden).ServeHTTP(0x5)":                         "[filter:auth]",
		"example.com/t1/other.(*hidden).ServeHTTP(0x5)":                        "[app:other]",
		"example.com/t1/other/below.Do(0x5)":                                   "[filter:auth]",
		"example.com/t1/v%2e2.New.func3(0x5)":                                  "[app:v2]",
		"main.main()":                                                          "[filter:auth]",
	} {
		text := strings.Replace(stack, "FRAME", frame, 1)
		if got := Section(text, section); got != want {
			t.Errorf("%s is of %q, want %q", frame, got, want)
		}
	}
	panicked := "goroutine 1 [running]:\nexample.com/t1/nova.Hello.func1()\n\tx.go:1 +0x1\npanic({0x814d40?, 0x8d6660?})\n\truntime/panic.go:860 +0x13a\n" + stack
	if got := Section(panicked, section); got != "[filter:auth]" {
		t.Errorf("what has recovered is of %q", got)
	}
	if got := Section(stack, nil); got != "" {
		t.Error(got)
	}
	if got := Section("", section); got != "" {
		t.Error(got)
	}
}

func FuzzSection(f *testing.F) {
	f.Add(stack)
	f.Fuzz(func(t *testing.T, text string) {
		if got := Section(text, func(string) string { return "" }); got != "" {
			t.Error(got)
		}
	})
}
