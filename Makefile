# Sets itself up on a machine that has Python 3.11 or newer (with venv and pip), git and make.
#   make demo   the demonstration            make test   the checks and the tests
#   make bench  the measurements             make tools  what the tests of the pages need
#   make lock   renew requirements/          make clean  remove what make made
# Another interpreter: make PYTHON=python3.13 test. More for the demonstration: make demo DEMO="--speed 480".
# Some tests only: make test TESTS=tests/web.

PYTHON ?= python3
VENV ?= .venv
DEMO ?=
TESTS ?=
BIN = $(VENV)/bin
READY = $(VENV)/.ready
LOCK = requirements/dev.txt
FUZZ_LOCK = requirements/fuzz.txt
FUZZ_READY = $(VENV)/fuzz/.ready
NODE_READY = tools/web/node_modules/.ready

# Only the plugins named here are loaded: whatever else the machine has changes nothing.
PYTEST = PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 $(BIN)/python -m pytest -n auto

.DELETE_ON_ERROR:
.PHONY: setup demo test tools bench lock clean

setup: $(READY)

$(READY): pyproject.toml $(LOCK)
	@command -v $(PYTHON) >/dev/null || { \
	  echo "halflap needs Python 3.11 or newer, and '$(PYTHON)' was not found: install Python, or name it with make PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "halflap needs Python 3.11 or newer, and '$(PYTHON)' is older: name a newer one with make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "This Python cannot make a virtual environment: install its venv package (Debian, Ubuntu: apt-get install python3-venv)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY)
	$(BIN)/halflap demo $(DEMO)

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTEST) $(TESTS)

# Chromium comes from the system. Without these tools, make test says which tests it left out.
tools: $(READY) $(NODE_READY) $(FUZZ_READY)

$(NODE_READY): tools/web/package-lock.json
	@command -v npm >/dev/null || { \
	  echo "The checks of the pages run on Node.js: install it with npm (Debian, Ubuntu: apt-get install nodejs npm)"; exit 1; }
	npm ci --prefix tools/web --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(FUZZ_READY): $(FUZZ_LOCK)
	$(PYTHON) -m venv $(VENV)/fuzz
	$(VENV)/fuzz/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(FUZZ_LOCK)
	@touch $@

bench: $(READY)
	$(BIN)/python -m benchmarks

# The locks name no package index: hashes say which files are meant, wherever they come from.
COMPILE = $(VENV)/lock/bin/uv pip compile --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --no-annotate --no-header --upgrade --quiet
lock:
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	$(COMPILE) pyproject.toml --all-extras --group dev -o $(LOCK)
	$(COMPILE) --group pyproject.toml:fuzz -o $(FUZZ_LOCK)

clean:
	rm -rf $(VENV) tools/web/node_modules screenshots build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
