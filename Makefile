# onrecord. `make demo` and `make test` need Python 3.11 or newer, make and a package index; nothing else.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check faults bench soak sbom audit lock score readme gazetteer clean

VENV := .venv
BIN := $(VENV)/bin
# Written last. An environment without it was interrupted, and is made anew.
READY := $(VENV)/.ready

# A name on the PATH proves nothing (a version manager leaves empty shells there): each is run.
PROBE := import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info)
# Labelled data, which is not in the repository; and options: make score SCORE="--only claims".
DATA ?= ../shared
SCORE ?=
# Options of the fault harness: make faults FAULTS="--only flushall --ledger sqlite".
FAULTS ?=

PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
	if $$python -c '$(PROBE)' >/dev/null 2>&1; then echo $$python; break; fi; done)

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(READY) ## Publish the sample reports, read and reconcile them, show the picture
	@$(BIN)/onrecord demo

test: $(READY) ## Run all tests: units, shells, real workers on a real broker, and the house rules
	@$(BIN)/python -m pytest -q -n auto --dist worksteal

check: $(READY) ## Style, types and import contracts only, in seconds
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

score: $(READY) ## Measure reading and reconciling against labelled data in DATA (see tests/README.md)
	@$(BIN)/python -m tests.bench.score $(DATA) $(SCORE)

faults: $(READY) ## Do each fault to a real line under load and audit what is left (FAULTS="--list" names them)
	@$(BIN)/python -m tests.faults $(FAULTS)

COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock"

bench: $(READY) ## Measure what durability and a full ledger cost, as ratios (BENCH="--ledger sqlite" SCALE="--claims 20000")
	@$(BIN)/python -m tests.faults.price $(BENCH)
	@$(BIN)/python -m tests.bench.scale $(SCALE)

soak: $(READY) ## Send many small reports through the line and watch memory and connections (SOAK="--reports 100000")
	@$(BIN)/python -m tests.faults.soak $(SOAK)

sbom: $(READY) ## Write what runs in production into build/sbom.json (CycloneDX)
	@$(BIN)/python -m tests.supply.sbom

audit: $(READY) ## Look for known weaknesses and forbidden licences in what runs in production
	@$(BIN)/python -m tests.supply.audit

lock: $(READY) ## Resolve the dependencies anew into both locks: all, and what runs in production
	@$(BIN)/python -m pip install --quiet uv
	@$(COMPILE) --group dev --upgrade --output-file requirements.lock pyproject.toml
	@$(COMPILE) --constraint requirements.lock --output-file runtime.lock pyproject.toml

readme: $(READY) ## Run the README's commands and paste what they print
	@$(BIN)/python tests/flow/paste_readme.py

gazetteer: $(READY) ## Build the gazetteer's data file anew from its sources
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --group gazetteer
	@$(BIN)/python -m workers.gazetteer_build

mentions: $(READY) ## Learn anew what mentions of people, bodies and places look like, from DATA
	@$(BIN)/python -m workers.mentions_build $(DATA)

clean: ## Remove the environment and caches; reports in .onrecord stay
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build *.egg-info

PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# uv installs in a third of pip's time; where it cannot be had or does not reach the index (it knows
# neither pip's settings nor its certificates), pip does the same from the same hashes.
$(READY): requirements.lock
	@test -n "$(PYTHON)" || { \
		echo "onrecord needs Python 3.11 or newer with its venv module, and found none on the PATH."; \
		echo "Install one (on Debian or Ubuntu: apt install python3 python3-venv), or name it: make PYTHON=/path/to/python3.12 demo"; \
		exit 3; }
	@echo "Making the environment in $(VENV) with $$($(PYTHON) --version); this takes about half a minute."
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@{ $(PIP) uv && \
		$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --requirement requirements.lock && \
		$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .; } >/dev/null 2>&1 || \
	{ $(PIP) --require-hashes --requirement requirements.lock && $(PIP) --no-deps --editable .; }
	@touch $(READY)
