# The tools live in a module of their own, so that go.mod names only what
# pastegen itself is made of.
GO         ?= go
TEST        = $(GO) test -timeout 30m
TOOLS      := -modfile=.ci/tools/go.mod
FUZZTIME   ?= 30s
BENCHTIME  ?= 1s
SOAK       ?= 10m
RACE       ?= ./...
MUTANTS    ?= 40
SEED       ?= 1
RELOAD     ?= 1m
FLOOD      ?= 10m

# The packages whose tests compare pairs of answers, and all others of templates.
COMPARED    = $(shell $(GO) list -f '{{$$p := .ImportPath}}{{range .TestImports}}{{if eq . "$(ORACLE)"}}{{$$p}}{{end}}{{end}}{{range .XTestImports}}{{if eq . "$(ORACLE)"}}{{$$p}}{{end}}{{end}}' ./templates/...)
UNCOMPARED  = $(filter-out $(COMPARED),$(shell $(GO) list ./templates/...))
ORACLE     := github.com/pastegen/pastegen/templates/internal/oracle

.PHONY: test race lint bench examples realworld docs oracle adopt-corpus services differential pages pypy faults soak reload flood fuzz mutate

test: ## all tests; the live oracle is left out
	$(TEST) ./...

race: ## tests with the race detector: all, or those of the packages RACE
	$(TEST) -race $(RACE)

lint: ## gofmt, go vet, staticcheck, of the generated programs in testdata too
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then \
		echo "gofmt these files:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool $(TOOLS) staticcheck ./...
	PASTEGEN_STATICCHECK=1 $(TEST) -count=1 -run TestGolden ./gen

bench: ## all benchmarks
	$(GO) test -run '^$$' -bench . -benchmem -benchtime $(BENCHTIME) -timeout 30m ./...

examples: ## generate the main.go of the examples, of gen/realworld and of the README again
	$(GO) run ./cmd/pastegen generate ./...
	$(GO) test ./cmd/pastegen -run TestReadme -update

realworld: ## functions of published packages, wired from INI files and asked over HTTP; the examples with a database; real files with functions in the place of their own
	cd gen/realworld && $(GO) vet ./... && $(TEST) -count=1 ./...
	cd examples/notes && $(GO) vet ./... && $(TEST) -count=1 ./...
	cd examples/site && $(GO) vet ./... && $(TEST) -count=1 ./...
	PASTEGEN_CORPUS=1 $(TEST) -count=1 -run TestCorpusServes ./gen

docs: ## show in the pages that explain problems what is said today, and write docs/diagnostics, docs/parts, docs/differences.md and docs/paste-tests.md
	$(GO) test ./cmd/pastegen -run "TestExplanations|TestPartPages|TestServersPage|TestDifferences|TestPasteTests" -update

oracle: differential ## compare with the real Paste Deploy of /usr/bin/python3
	PASTEGEN_ORACLE=1 $(TEST) -count=1 ./parse/... $(UNCOMPARED) ./examples ./gen/corpus ./gen/services
	cd examples/site && PASTEGEN_ORACLE=1 $(TEST) -count=1 -run TestPython .

services: ## Keystone, Barbican, Pyramid and Paste itself behind programs of pastegen, those of them that are there
	PASTEGEN_SERVICES=1 PASTEGEN_ORACLE=1 $(GO) test -count=1 -timeout 15m -v ./gen/services

differential: ## send the same requests to Debian's Paste under waitress and to the parts, and count them
	@pairs=$$(mktemp) && trap 'rm -f $$pairs' EXIT && \
	PASTEGEN_PAIRS=$$pairs PASTEGEN_ORACLE=1 $(TEST) -count=1 $(COMPARED) && \
	awk '{ pairs += $$2; meant += $$3 } END { printf "%d pairs of answers are equal, %d differ as docs/differences.md says\n", pairs - meant, meant; exit pairs < 500 }' $$pairs

pages: ## the pages that people see, in a real Chromium: by the keyboard, and without scripts
	PASTEGEN_BROWSER=1 $(TEST) -count=1 ./templates/internal/browser

adopt-corpus: ## all files of the corpus with fakes for all factories that they name, under Paste Deploy and under pastegen
	PASTEGEN_ADOPT=1 $(TEST) -count=1 -v ./gen/corpus

pypy: ## the tests of package python, with PyPy in the workers
	PASTE_PYTHON=pypy3 $(TEST) -count=1 ./templates/python

faults: ## 10,000 clients of Python workers that go away at any time
	PASTEGEN_FAULTS=10000 $(TEST) -count=1 -v -run TestClientsThatGoAway ./templates/python

soak: ## clients that stall, go away and read half, for as long as SOAK says, on all ways through nginx
	PASTEGEN_SERVERS=1 PASTEGEN_SOAK=$(SOAK) $(GO) test -count=1 -timeout 0 -v -run TestSoak ./templates

reload: ## under clients that check each answer, each for as long as RELOAD says: the same program once a second, another build each time, builds that do not start
	PASTEGEN_RELOAD=$(RELOAD) $(GO) test -count=1 -timeout 0 -v -run TestReloadUnderLoad ./templates/serve

flood: ## 256 clients that do harm, for as long as FLOOD says, and what they do to those that do not, to memory and to files
	PASTEGEN_FLOOD=$(FLOOD) $(GO) test -count=1 -timeout 0 -v -run TestFlood ./templates/internal/clients

fuzz: ## every fuzz test for FUZZTIME each
	@$(GO) list ./... | while read -r pkg; do \
		for f in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
			echo "$$pkg $$f"; \
			$(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) $$pkg || exit 1; \
		done; \
	done

mutate: ## MUTANTS changes of the package PKG, chosen by SEED, and those that no test (of TESTS, for another package) notices
	$(GO) run ./internal/mutate -n $(MUTANTS) -seed $(SEED) $(PKG) $(TESTS)

.PHONY: deploy
deploy: ## the files of docs/deploy.md, with the programs that are here
	PASTEGEN_SERVERS=1 $(TEST) -count=1 ./examples/deploy
