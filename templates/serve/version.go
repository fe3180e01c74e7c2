package serve

import (
	"fmt"
	"io"
	"runtime/debug"
	"strings"
)

// printVersion shows what the program was built from, as far as Go has recorded
// it.
func printVersion(w io.Writer) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		fmt.Fprintln(w, "nothing was recorded when this program was built")
		return
	}
	fmt.Fprint(w, version(info))
}

// version tells the module with its version, the commit, and the versions of Go
// and of pastegen. The latter is the version of the module that the packages of
// pastegen are from; where a program has copies of them it is in a build tag,
// such as pastegen.v1.2.3, which "pastegen build" and "pastegen run" set.
func version(info *debug.BuildInfo) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", info.Main.Path, orUnknown(info.Main.Version))
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	commit := orUnknown(settings["vcs.revision"])
	if settings["vcs.modified"] == "true" {
		commit += " with changes"
	}
	fmt.Fprintf(&b, "commit %s\n", strings.TrimSpace(commit+" "+settings["vcs.time"]))
	fmt.Fprintf(&b, "built with %s\n", info.GoVersion)
	pastegen := `unknown: "go build" does not know it, "pastegen build" notes it in the program`
	for tag := range strings.SplitSeq(settings["-tags"], ",") {
		if after, ok := strings.CutPrefix(tag, "pastegen."); ok {
			pastegen = after
		}
	}
	if strings.HasPrefix(info.Main.Path, pastegenModule) {
		pastegen = orUnknown(info.Main.Version)
	}
	for _, m := range info.Deps {
		if m.Path == pastegenModule {
			pastegen = m.Version
		}
	}
	fmt.Fprintf(&b, "pastegen %s\n", pastegen)
	return b.String()
}

// pastegenModule is where pastegen comes from.
const pastegenModule = "github.com/pastegen/pastegen"

func orUnknown(text string) string {
	if text == "" {
		return "unknown"
	}
	return text
}
