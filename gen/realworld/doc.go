// Package realworld has tests only. They wire functions of published packages
// from the INI files in the folders below, run the programs, and ask them over
// HTTP for what shows that the values in the file arrived.
//
// The comments of an INI file say what to ask. They stand below the section
// that they are about:
//
//	#> GET /page?a=b        a request
//	#> Origin: https://a    one of its headers
//	#> | text               its body
//	#< 200                  the status of the response
//	#< Vary: Origin         all values of a header; none: it must be missing
//	#< Set-Cookie ~ ^sid=   the same as a regular expression
//	#< | text               what the body holds
//	#< stderr: text         what the program has written when it ends; or stdout
//
// "#> 3x GET /page" sends the request three times at once. Then the line
// "#< 200 429 429" has the statuses of all responses, in order.
//
// What no section can use is in the folder unbound, with comments of the form
// "#! PG310 text" for parts of the diagnostics about a section.
package realworld
