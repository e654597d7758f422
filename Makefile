# `make demo` and `make test` are all a newcomer needs.

SWIFT ?= swift
WINNOW := .build/release/winnow
DEMO := out/demo

.PHONY: help setup build demo test test-kill acceptance lint format docs bench fuzz dist clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/  make \1|\2/' | column -t -s '|'

setup: ## install the Debian packages that are missing
	@scripts/setup.sh

build: setup ## build the release binary
	$(SWIFT) build -c release --product winnow

demo: build ## build, run the quickstart on examples/, say where the results are
	@rm -rf $(DEMO) && mkdir -p $(DEMO)
	$(WINNOW) run pipelines/quickstart.yaml --set store=../$(DEMO)/quickstart.sqlite --set 'exports[0].to=../$(DEMO)/dpo' --set 'exports[1].to=../$(DEMO)/kto'
	@echo
	@echo "The shards, their manifest and their dataset card: $(DEMO)/dpo and kto"
	@echo "What became of every pair:  sqlite3 $(DEMO)/quickstart.sqlite 'SELECT * FROM pairs_view LIMIT 3'"

test: setup ## build and run all tests
	$(SWIFT) test

test-kill: setup ## the long kill test: 50 random moments of each step
	WINNOW_KILLS=50 $(SWIFT) test --filter KillTests

acceptance: build ## load exports with datasets and trl, in a virtual environment
	scripts/acceptance.sh

lint: ## check format and style, warnings as errors
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests
	scripts/soundness.sh

format: ## format the sources in place
	$(SWIFT) format format --in-place --recursive --parallel Package.swift Sources Tests

docs: build ## write the generated pages under docs/
	$(WINNOW) docs --out docs

bench: build ## measure against DuckDB, datasets and Python, print ratios
	scripts/bench.sh

fuzz: setup ## run every fuzz target for a while
	Fuzz/run.sh

dist: setup ## a tarball and a .deb with the Swift runtime linked in
	scripts/dist.sh

clean: ## remove what was built
	rm -rf .build .build-dist Fuzz/.build out dist .venv
