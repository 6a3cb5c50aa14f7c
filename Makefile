# `make demo` and `make test` set up all they need: a virtual environment with pinned, hashed
# packages. Needed before: Python 3.11 or later, make, and the package registries.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
WORKERS ?= 2
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

CATALOGUES := $(wildcard src/azalai/packs/locales/*/*.po src/azalai/packs/locales/*/*/*.po) $(wildcard src/azalai/packs/phone/*.po)
BUNDLE := src/azalai/server/browser/bundle/worker.js
WEB := $(shell find web -type f -not -path 'web/node_modules/*') $(wildcard src/azalai/packs/phone/*.po)
RUN := $(VENV)/.run
DEV := $(VENV)/.dev

.PHONY: demo test lint web drills bench findings pins clean

demo: $(RUN)
	$(BIN)/azalai demo demo --again

test: $(DEV) lint web
	$(BIN)/python -m pytest -n $(WORKERS)

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	AZALAI_HOME=build/home $(BIN)/mypy
	$(BIN)/lint-imports

web: $(BUNDLE)

$(BUNDLE): $(WEB)
	cd web && npm ci --ignore-scripts --no-audit --no-fund && npm run build

drills: $(DEV) web
	AZALAI_DRILL=1 $(BIN)/python -m pytest -m drill --timeout 7200

bench: $(DEV)
	$(BIN)/python benchmarks/bulletin.py
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/intake.py
	$(BIN)/python benchmarks/figures.py
	$(BIN)/python benchmarks/collection.py

findings: $(DEV)
	$(BIN)/python benchmarks/findings.py
	$(BIN)/python benchmarks/doubles.py
	$(BIN)/python benchmarks/lint.py
	$(BIN)/python benchmarks/projections.py

# Pins are made on the oldest Python that is supported; no registry address enters the files.
pins: $(DEV)
	$(BIN)/python -m piptools compile -q --strip-extras --generate-hashes --no-header --no-emit-index-url \
	  --no-emit-trusted-host --no-emit-find-links --allow-unsafe --extra dev \
	  -o requirements-dev.txt pyproject.toml
	$(BIN)/python -m piptools compile -q --strip-extras --generate-hashes --no-header --no-emit-index-url \
	  --no-emit-trusted-host --no-emit-find-links --allow-unsafe --extra build \
	  -c requirements-dev.txt -o requirements.txt pyproject.toml

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(RUN): $(BIN)/python requirements.txt pyproject.toml $(CATALOGUES)
	@echo "Installing the packages that Azalai needs …"
	$(PIP) install --require-hashes -r requirements.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q src/azalai
	@touch $@

$(DEV): $(BIN)/python requirements-dev.txt pyproject.toml $(CATALOGUES)
	@echo "Installing the packages that tests need …"
	$(PIP) install --require-hashes -r requirements-dev.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q src/azalai
	@touch $@ $(RUN)

clean:
	rm -rf $(VENV) demo build dist web/node_modules src/azalai/server/browser/bundle
