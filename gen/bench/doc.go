// Package bench measures generated programs and the generator itself. All of
// it is benchmarks; each compares two or more things within one run and reports
// the ratio, since times alone mean little on another machine. See
// docs/performance.md.
package bench
