// Package here finds the folder that %(here)s stands for: where the INI file
// lies when the program runs.
package here

import (
	"os"
	"path/filepath"
)

// Dir returns what %(here)s stands for in iniFile, a file name without a
// folder: an absolute, clean path. The folder of the machine that built the
// program says nothing about the one that runs it, so it is looked for at run
// time, first hit wins:
//
//   - PASTE_HERE, when it is set and not empty. A relative path starts at the working directory.
//   - The folder of the executable (symbolic links resolved), when iniFile lies there: an installed program beside its
//     INI file, started from anywhere.
//   - The working directory, when iniFile lies there: "go run .", whose executable is in a temporary folder, and
//     "go test", which runs in the package's own folder.
//   - The folder of the executable: the INI file is not needed to run, and files named by %(here)s are shipped with it.
//
// It returns "." only when the operating system knows neither the executable
// nor the working directory.
func Dir(iniFile string) string {
	if dir := os.Getenv("PASTE_HERE"); dir != "" {
		return absoluteDir(dir)
	}
	program := programDir()
	if program != "" && isFile(filepath.Join(program, iniFile)) {
		return program
	}
	if program == "" || isFile(iniFile) {
		return absoluteDir(".")
	}
	return program
}

// programDir returns the folder of the running executable, or "" when that is
// unknown.
func programDir() string {
	file, err := os.Executable()
	if err != nil {
		return ""
	}
	if real, err := filepath.EvalSymlinks(file); err == nil {
		file = real
	}
	return absoluteDir(filepath.Dir(file))
}

// absoluteDir makes dir absolute and clean, as far as the working directory is
// known.
func absoluteDir(dir string) string {
	if abs, err := filepath.Abs(dir); err == nil {
		return abs
	}
	return filepath.Clean(dir)
}

// isFile reports whether name is there and is not a folder.
func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.IsDir()
}
