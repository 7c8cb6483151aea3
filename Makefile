# Every target stands on `setup`, which needs Python 3.11 or newer and nothing else.

# The first of these that runs and is new enough; `make PYTHON=...` chooses another.
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3.14 python3 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$python" && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --python-version 3.11 pyproject.toml

# More arguments for the tool behind a target: make test ARGS="-k referral", make demo ARGS="--port 9000".
ARGS ?=
# Two tests at a time, as on a machine with two cores; `make test WORKERS=0` runs them one by one.
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup demo test check pictures campaign bench lock clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' $(MAKEFILE_LIST)

setup: $(BIN)/alongside ## make .venv from requirements-dev.lock, with .venv/bin/alongside in it

.venv/.locked: requirements-dev.lock
	@test -n "$(PYTHON)" || { echo "error: no Python 3.11 or newer was found" \
		"(install one, or say which: make PYTHON=/path/to/python setup)" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	touch $@

$(BIN)/alongside: .venv/.locked pyproject.toml
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	touch $@

demo: setup ## a simulated service, its sign-ins and the web application
	$(BIN)/alongside demo $(ARGS)

test: setup ## every rule, and a small run of every harness
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

check: setup ## formatting, lint, types and who may import whom
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

pictures: setup ## the pictures of the README, taken anew by the tests of whole tasks
	mkdir -p docs/pictures
	ALONGSIDE_PICTURES=docs/pictures $(BIN)/python -m pytest -n 0 -m browser tests/browser

campaign: setup ## the same tests at the full counts; takes hours
	ALONGSIDE_CAMPAIGN=1 $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

bench: setup ## the product beside the raw limit of the same database
	$(BIN)/python -m benchmarks $(ARGS)

lock: setup ## write both lock files anew from pyproject.toml
	$(PIP) install --quiet uv
	$(COMPILE) $(ARGS) --extra dev --extra studies --output-file requirements-dev.lock
	$(COMPILE) --constraints requirements-dev.lock --output-file requirements.lock

clean: ## remove the environment and the caches; data directories stay
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .grimp_cache .hypothesis
