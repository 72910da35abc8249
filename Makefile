# `make run` and `make test` are all that a fresh machine needs: Python 3.11 or newer, and make.

PYTHONS := $(or $(PYTHON),python3.13 python3.12 python3.11 python3 python)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
COMPILE := uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml
SOURCES := normsite norms comments riskreviews tests manage.py
JOBS ?= 2
# What is covered wholly: who may do what, what is done, how a text is read, how a risk is judged, what is on record.
WHOLLY := */services/*,*/services.py,*/guards/*,*/rules.py,*/checks.py,riskreviews/methods/*,norms/text/*,normsite/foundation/markup/*,normsite/foundation/ledger/*

.PHONY: help run manage test check covered lint types format mutate bench fuzz load chaos looks lock clean running-needs testing-needs
.DEFAULT_GOAL := help

help:  ## Say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: running-needs  ## Run everything: web, worker, beat, PostgreSQL, Redis, with demonstration data
	@exec $(BIN)/python -m normsite.launcher

manage:  ## A command of manage.py on the site that runs: make manage do="import_norm edition.md"
	@exec $(BIN)/python -m normsite.launcher manage $(do)

test: testing-needs  ## Run the tests; some of them: make test ARGS="tests/norms -k redline"
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(ARGS)

check: lint types  ## Everything that must hold before a change lands
	@echo "· Migrations and the table of permissions"
	@$(BIN)/python -m tests.servers $(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python -m tests.servers $(BIN)/python manage.py permissions --check
	@$(MAKE) --no-print-directory test

covered: testing-needs  ## The tests, and whether they reach what they must
	@rm -f .coverage*
	@$(MAKE) --no-print-directory test ARGS="--cov --cov-report= $(ARGS)"
	@$(BIN)/coverage report --fail-under=95
	@$(BIN)/coverage report --fail-under=100 --include="$(WHOLLY)"

lint: testing-needs  ## Format, lint, dead code, the arrows between rooms, templates
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/vulture
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/djlint templates --check --quiet

types: testing-needs  ## Types
	$(BIN)/mypy

format: testing-needs  ## Put code and templates into their form
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/djlint templates --reformat --quiet

mutate: testing-needs  ## Change what decides, and see whether a test notices: make mutate ARGS="riskreviews.services*"
	$(PIP) install --quiet mutmut
	$(BIN)/python -m tests.servers $(BIN)/mutmut run --max-children 1 $(ARGS)
	$(BIN)/mutmut results

bench: testing-needs  ## Measure speed side by side with plain Django: make bench ARGS="pages"; docs/performance.md has the parts
	@$(BIN)/python -m tests.bench $(ARGS)

load: testing-needs  ## Load a site of its own: make load ARGS="steady --rate 60"; docs/howto/load.md has the runs
	@$(BIN)/python -m tests.load $(ARGS)

chaos: testing-needs  ## Kill processes of a site of its own under load: make chaos ARGS="--kills 200 --seed 7"
	@$(BIN)/python -m tests.load chaos $(ARGS)

fuzz: testing-needs  ## Send strange texts to every place that takes one: make fuzz ARGS="--count 500 --seed 7"
	@$(BIN)/python -m tests.servers $(BIN)/python -m tests.fuzz $(ARGS)

looks: testing-needs  ## Take pictures of every mail, made of the demonstration: make looks ARGS=/tmp/mails
	@$(BIN)/python -m tests.servers $(BIN)/python -m tests.looks $(ARGS)

lock: testing-needs  ## Make the lock files anew from pyproject.toml
	$(PIP) install --quiet uv
	$(BIN)/$(COMPILE) --group embedded -o requirements.txt
	$(BIN)/$(COMPILE) --group embedded --group dev -c requirements.txt -o requirements-dev.txt

clean:  ## Remove the environment and all that was run here, its data too
	rm -rf .venv .normsite .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# Running needs the first file; testing needs the second, which holds all of the first. The note of what was installed is by
# content, so that a change of branch and back costs nothing.
running-needs: $(BIN)/python
	@grep -qsxF "$$(cksum requirements.txt)" .venv/installed || { \
		echo "· Installing what Normsite needs (a minute or two, once)"; \
		$(PIP) install --require-hashes -r requirements.txt && cksum requirements.txt > .venv/installed; }

testing-needs: $(BIN)/python .venv/commonmark.json
	@grep -qsxF "$$(cksum requirements-dev.txt)" .venv/installed || { \
		echo "· Installing what the tests need (a minute or two, once)"; \
		$(PIP) install --require-hashes -r requirements-dev.txt && cksum requirements.txt requirements-dev.txt > .venv/installed; }

# CommonMark's own examples are in the source of our parser and in no wheel; without them one test is skipped.
.venv/commonmark.json: | $(BIN)/python
	@$(PIP) download --quiet --retries 0 --no-deps --no-binary :all: --dest .venv/parser \
		"$$(grep -o '^markdown-it-py==[0-9.]*' requirements.txt)" \
		&& for source in .venv/parser/*.tar.gz; do tar -xzOf "$$source" "$$(tar -tzf "$$source" | grep '/commonmark.json$$')"; done > $@ \
		|| { echo "· CommonMark's examples could not be fetched: the test of them is skipped"; rm -f $@; }

$(BIN)/python:
	@for name in $(PYTHONS); do \
		"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		"$$name" -c 'import ensurepip, venv' 2>/dev/null || { bare=$$name; continue; }; \
		echo "· Making an environment with $$("$$name" --version)"; \
		exec "$$name" -m venv --clear .venv; \
	done; \
	if [ -n "$$bare" ]; then \
		echo "$$bare can't make an environment: its ensurepip is missing. On Debian or Ubuntu: sudo apt install $$bare-venv"; \
	else \
		echo "Normsite needs Python 3.11 or newer; none was found as any of: $(PYTHONS)."; \
		echo "Install one, or say where it is: make run PYTHON=/path/to/python3.12"; \
	fi >&2; exit 1
