package parse

import "github.com/pastegen/pastegen/parse/source"

// RelName names a file of the configuration as it is named in generated code,
// the same on every machine: relative to the folder of the entry file, unless
// an INI file gives it an absolute path.
func (c *Config) RelName(f *source.File) string {
	for file, name := range c.names {
		if file.Source == f {
			return name
		}
	}
	return f.Name()
}
