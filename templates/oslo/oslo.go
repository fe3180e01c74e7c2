// Package oslo has what several filters of oslo.middleware need.
package oslo

// Keys are keys that every filter of oslo.middleware takes.
type Keys struct {
	// OsloConfigProject names a project whose own configuration has options for
	// the filter. A generated program reads no such files: write the options
	// into the section.
	OsloConfigProject string `paste:"oslo_config_project,ignored"`

	// OsloConfigFile is a file of that configuration, which is not read.
	OsloConfigFile string `paste:"oslo_config_file,ignored"`

	// OsloConfigProgram is a program of that project, whose configuration is
	// not read.
	OsloConfigProgram string `paste:"oslo_config_program,ignored"`
}
