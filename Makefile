# A fresh machine needs `make demo` and `make test`; Python 3.11 or newer and make are enough.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# The locks are complete, so pip need not resolve anything; the package itself is linked in.
INSTALL = $(PIP) install --require-hashes --no-deps -r $< && \
	$(PIP) install --no-deps --no-build-isolation --editable .
# One version of each package whatever the Python, so that everyone computes the same numbers.
LOCK = $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--extra sweep --extra serve --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links

.PHONY: help demo test lint bench docs lock upgrade clean

help:
	@echo "make demo   set up, solve the United States-India brief, say where the report is"
	@echo "make test   set up, run every check"
	@echo "make bench  the speed table"
	@echo "make docs   the documentation as HTML, in build/docs"
	@echo "make lock   bring the lock files into line with pyproject.toml; 'make upgrade' also renews"
	@echo "make clean  remove what the others made"

demo: .venv/demo.stamp
	$(BIN)/tradetalks run us-india --out results/us-india
	@echo "The report is $(CURDIR)/results/us-india/report.html; open it in a browser."
	@echo "Without the talks, in seconds: $(BIN)/tradetalks run us-india --quick"

# The tests come last, so that their closing line is the last line.
test: lint
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

lint: .venv/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/dev.stamp
	$(BIN)/python -m benchmarks

docs: .venv/dev.stamp
	$(BIN)/python -m tools.reference_pages
	$(BIN)/sphinx-build --quiet --fail-on-warning docs build/docs
	@echo "The documentation is $(CURDIR)/build/docs/index.html"

lock: .venv/dev.stamp
	$(PIP) install uv
	$(LOCK) $(RENEW) --extra import --extra estimate --group dev --output-file requirements-dev.lock
	$(LOCK) $(RENEW) --group build --constraints requirements-dev.lock \
		--output-file requirements.lock

upgrade:
	$(MAKE) lock RENEW=--upgrade

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist results

.venv/demo.stamp: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what the program needs (about a minute the first time) ..."
	@$(INSTALL)
	@touch $@

.venv/dev.stamp: requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Installing what the checks need (a minute or two the first time) ..."
	@$(INSTALL)
	@touch $@ .venv/demo.stamp

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"tradetalks needs Python 3.11 or newer; name one: make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "No virtual environment could be made; on Debian: apt install python3-venv"; exit 1; }
