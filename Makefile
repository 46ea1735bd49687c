# `make demo` and `make test` work on a fresh machine with Python 3.11 to 3.13, and as often as you like.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SUPERSET := build/superset/venv
# What Superset stands on has no wheels for Python 3.13.
SUPERSET_PYTHON = $(shell for python in $(BIN)/python python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info >= (3, 13))' 2>/dev/null && echo $$python && break; done)
SQL_FOLDERS := $(wildcard models tests/data analyses)
# A throw-away server: neither lint nor test touches the one that you work with.
WITH_SERVER := $(BIN)/python scripts/with_server.py
TWO_AT_A_TIME := --numprocesses 2 --dist loadfile --no-loadscope-reorder
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help install demo lint test test-slow test-rebuilds test-real-data test-browser test-superset screenshots bench lock clean lint-python lint-sql dbt-build python-tests

help:  ## Say what there is.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(STAMP)  ## Install everything into .venv, in the versions of constraints.txt.
	@echo "Ready: $(BIN)/customer-analytics --help"

demo: $(STAMP)  ## Start an embedded PostgreSQL, load a demo shop, build the marts, show the figures.
	@$(BIN)/customer-analytics demo

lint: $(STAMP)  ## Check the style of Python and SQL.
	@$(WITH_SERVER) $(MAKE) --no-print-directory lint-python lint-sql

test: $(STAMP)  ## Build the sample with all its tests, and test the command line.
	@$(WITH_SERVER) $(MAKE) --no-print-directory lint-python dbt-build python-tests

test-slow: $(STAMP)  ## Build the whole graph again and again: the demo, earlier dates, odd data.
	@$(WITH_SERVER) $(BIN)/python -m pytest -m slow $(TWO_AT_A_TIME)

test-rebuilds: $(STAMP)  ## Kill builds and fill disks; compare builds after any change with a full refresh.
	@$(WITH_SERVER) $(BIN)/python -m pytest -m rebuild $(TWO_AT_A_TIME)

test-real-data: $(STAMP)  ## Compare with published numbers and pandas on the real data sets.
	@$(WITH_SERVER) $(BIN)/python -m pytest -m real_data

test-browser: $(STAMP)  ## Try the dashboard of a made-up shop in Chromium.
	@$(WITH_SERVER) $(BIN)/python -m pytest -m browser

test-superset: $(STAMP) $(SUPERSET)/.installed  ## Import bi/superset into a real Superset; ask every chart for data.
	@$(WITH_SERVER) $(BIN)/python -m pytest -m superset

screenshots: $(STAMP)  ## Take a picture of each tab of dashboard.html, and those of README.
	@$(BIN)/python scripts/screenshots.py

bench: $(STAMP)  ## Measure load and export against psql, the build against its floor.
	@$(BIN)/python -m benchmarks

clean:  ## Remove what was installed and built here; the embedded server's data stays.
	rm -rf $(VENV) target logs dist build .pytest_cache .ruff_cache
	find cli tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

# The steps of lint and test. Where SQL is linted dbt compiles it, and for that it asks the database.
lint-python:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

lint-sql:
	$(BIN)/sqlfluff lint --disable-progress-bar --processes 2 $(SQL_FOLDERS)
	$(BIN)/sqlfluff lint --disable-progress-bar --templater raw cli/customer_analytics/demo_data

dbt-build:
	$(BIN)/dbt build

python-tests:
	$(BIN)/python -m pytest $(TWO_AT_A_TIME)

$(STAMP): pyproject.toml constraints.txt
	@scripts/make_venv
	@echo "Installing into $(VENV) …"
	@PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt \
		$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $(STAMP)

$(SUPERSET)/.installed: bi/superset/requirements.txt
	@echo "Installing Apache Superset into $(SUPERSET) …"
	@test -n "$(SUPERSET_PYTHON)" || { echo "Superset wants Python 3.11 or 3.12: make $@ SUPERSET_PYTHON=…" >&2; exit 1; }
	@$(SUPERSET_PYTHON) -m venv --clear $(SUPERSET)
	@$(SUPERSET)/bin/python -m pip install --quiet --requirement bi/superset/requirements.txt
	@touch $@

lock:  # Write constraints.txt anew, with the newest versions that pyproject.toml allows.
	rm -rf build/lock
	python3 -m venv build/lock
	build/lock/bin/python -m pip install --quiet --editable '.[dev]' hatchling
	grep '^#' constraints.txt > build/constraints.txt
	build/lock/bin/python -m pip freeze --exclude-editable --exclude customer-analytics >> build/constraints.txt
	mv build/constraints.txt constraints.txt
