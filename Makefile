# The commands of docs/architecture.md. A fresh machine needs Python 3.11 or newer, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export DJANGO_SETTINGS_MODULE := tocsin.settings

.PHONY: run test test-long check bench requirements messages clean
.DEFAULT_GOAL := run

$(VENV)/run.installed: requirements/run.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tocsin needs Python 3.11 or newer.")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "A virtual environment could not be made: install python3-venv."; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

$(VENV)/test.installed: requirements/test.txt $(VENV)/run.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

run: $(VENV)/run.installed
	@TOCSIN_SUPERVISED=$$PPID exec $(BIN)/python -m tocsin demo

test: $(VENV)/test.installed
	@sh tests/install
	@$(BIN)/python -m tests.run

test-long: $(VENV)/test.installed
	@sh tests/install
	@$(BIN)/python -m tests.run --long

check: $(VENV)/test.installed
	@sh checks/install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/python -m checks.migrations
	$(BIN)/python -m checks.translations

bench: $(VENV)/test.installed
	$(BIN)/python -m bench

requirements: $(VENV)/test.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	for name in run test; do $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 requirements/$$name.in -o requirements/$$name.txt; done

messages: $(VENV)/test.installed
	$(BIN)/python -m checks.translations --write

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache
