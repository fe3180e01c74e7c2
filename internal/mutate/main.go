// Mutate changes a package here and there, runs its tests for each change, and
// says which changes no test notices.
//
//	go run ./internal/mutate [-n 40] [-seed 1] [-run REGEXP] PACKAGE [PACKAGE OF THE TESTS]
//
// No file is touched: the go command gets the changed ones as an overlay. Of the
// tests those are run that run the changed line, themselves or in a copy of their
// program that gets their GOCOVERDIR, one by one from the quickest on, until one
// fails, and with -short. Changes that do not compile do not count. It exits with 1
// if a change survives. A survivor may be no fault: a change that makes no
// difference, or one that only costs time, or one of a line that only copies run
// which a signal ends: those do not tell.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"time"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("mutate", flag.ContinueOnError)
	flags.SetOutput(stderr)
	n := flags.Int("n", 40, "how many changes to try; 0 for all")
	seed := flags.Uint64("seed", 1, "which of them")
	only := flags.String("run", "", "the tests to run, as of go test")
	patience := flags.Duration("timeout", time.Minute, "how long a test may take; a change that has it take longer is noticed")
	if err := flags.Parse(args); err != nil || flags.NArg() < 1 || flags.NArg() > 2 {
		flags.Usage()
		return 2
	}
	pkg, err := list(flags.Arg(0))
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	tests, err := list(cmp.Or(flags.Arg(1), flags.Arg(0)))
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	all, err := pkg.mutants()
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	t := tester{pkg: tests.ImportPath, dir: tests.Dir, run: *only, patience: *patience}
	covers, err := t.cover(pkg.ImportPath)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	rand.New(rand.NewPCG(*seed, 0)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	c, err := t.tryAll(all, covers, *n, stdout)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	fmt.Fprintf(stdout, "%s: %d of %d changes noticed\n", flags.Arg(0), c[killed], c[killed]+c[survived])
	if c[survived] > 0 {
		return 1
	}
	return 0
}

// tryAll tries so many of the changes as compile, and shows those that survive.
func (t tester) tryAll(all []mutant, covers []covering, n int, stdout io.Writer) (counts map[outcome]int, err error) {
	counts = map[outcome]int{}
	for _, m := range all {
		if n > 0 && counts[killed]+counts[survived] == n {
			break
		}
		outcome, err := t.try(m, testsOf(covers, m))
		if err != nil {
			return nil, err
		}
		counts[outcome]++
		if outcome == survived {
			fmt.Fprintln(stdout, m)
		}
	}
	return counts, nil
}
