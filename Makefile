# `make run` and `make test` are all that a fresh machine needs: Python 3.11 or newer, and make.

PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do command -v $$name >/dev/null 2>&1 && \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v $$name; break; }; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
COMPILE := uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml
SOURCES := normsite norms comments riskreviews tests manage.py

.PHONY: help run test check lint types format bench lock clean
.DEFAULT_GOAL := help

help:  ## Say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: .venv/runs  ## Set up and run everything: web, worker, beat, PostgreSQL, Valkey, with demonstration data
	@exec $(BIN)/python -m normsite.launcher

test: .venv/tests  ## Set up and run the tests
	@$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

check: .venv/tests lint types  ## Everything that must hold before a change lands
	@$(BIN)/python -m tests.servers $(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python -m tests.servers $(BIN)/python manage.py permissions --check
	@$(MAKE) --no-print-directory test

lint: .venv/tests  ## Format, lint, the arrows between rooms, templates
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet

types: .venv/tests  ## Types of services, rules, methods, documents and ledger
	$(BIN)/mypy

format: .venv/tests  ## Put code into its form
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

bench: .venv/tests  ## Measure speed and memory, as ratios against a baseline in the same run
	@$(BIN)/python -m tests.servers $(BIN)/python -m tests.bench

lock: .venv/tests  ## Make the lock files anew from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/$(COMPILE) --group embedded -o requirements.txt
	$(BIN)/$(COMPILE) --group embedded --group dev -c requirements.txt -o requirements-dev.txt

clean:  ## Remove the environment and everything that was run here, its data too
	rm -rf .venv .normsite .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Normsite needs Python 3.11 or newer. Install it, or name it: make PYTHON=/path/to/python3.12"; exit 1; }
	@echo "· Making an environment with $(PYTHON)"
	@$(PYTHON) -m venv .venv || { echo "This Python can't make environments. On Debian: apt install python3-venv"; rm -rf .venv; exit 1; }

# Running needs the first file, testing the second, which holds everything of the first.
.venv/runs: .venv/bin/python requirements.txt
	@test -e .venv/tests -a .venv/tests -nt requirements.txt || { echo "· Installing what Normsite needs (about a minute, once)"; \
		$(PIP) install --quiet --require-hashes -r requirements.txt; }
	@touch $@

.venv/tests: .venv/bin/python requirements-dev.txt
	@echo "· Installing what the tests need (about a minute, once)"
	@$(PIP) install --quiet --require-hashes -r requirements-dev.txt
	@touch $@
