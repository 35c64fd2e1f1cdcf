# Terezi. Only Python 3.11 (or later), make and, for some tests, Debian packages are assumed.
.DEFAULT_GOAL := help
PYTHON ?= $(shell command -v python3.11 || command -v python3)
HOME_DIR ?= home
SEED ?= 2026
SITES ?= 43
WHAT ?= weighing
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet
# Python compiles what it imports, once; compiling all that lies there, or each time anew, costs minutes
INSTALL := $(PIP) install --no-compile
export PYTHONDONTWRITEBYTECODE :=
ifeq ($(CI),true)
# What comes without a wheel is only called by tests
export CFLAGS := -O0 -g0
endif

.PHONY: help demo test check format bench messages lock machine clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv/.base: requirements/base.txt pyproject.toml
	@echo "Preparing .venv (about two minutes the first time) ..."
	@PYTHON=$(PYTHON) sh requirements/machine.sh
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(INSTALL) --require-hashes -r requirements/base.txt
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.base requirements/dev.txt
	@echo "Installing what the tests need ..."
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

.venv/.cluster: .venv/.dev requirements/cluster.txt
	@echo "Installing the distributed engine (a large download) ..."
	@$(INSTALL) --require-hashes -r requirements/cluster.txt
	@touch $@

demo: .venv/.base ## Build the demo country Garagum and serve it
	@$(BIN)/terezi demo --home $(HOME_DIR) --seed $(SEED) --sites $(SITES)

machine: ## Install the Debian packages the tests use (needs root; else tests that need them skip)
	@sh tests/machine.sh

test: .venv/.dev machine ## Format, lint, types, contracts and every test, on SQLite and PostgreSQL
	@sh tests/run.sh

check: format test ## What a commit should pass

format: .venv/.dev ## Put the code in its shape
	@$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix .

bench: .venv/.dev ## Measure; make bench WHAT=weighing ARGS=--quick
	@$(BIN)/python -m bench.$(WHAT) $(ARGS)

messages: .venv/.dev ## Bring the five translations up to date with the texts of the screens
	@$(BIN)/python -m terezi.site.messages

lock: .venv/.dev ## Lock the dependencies again, with hashes and without addresses
	@for what in base:install dev:install,dev cluster:install,cluster peers:peers; do \
	  extras=$$(echo $${what#*:} | sed 's/[^,]*/--extra &/g; s/,/ /g'); \
	  UV_NO_CONFIG=1 $(BIN)/uv pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-annotate --no-header $$extras -c requirements/base.txt pyproject.toml -o requirements/$${what%%:*}.txt; \
	done

clean: ## Remove what was built, not the home
	@rm -rf .venv build src/*.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
