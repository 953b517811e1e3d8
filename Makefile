# Communiqué. `make run` starts the bot, `make test` runs every check; both set everything up first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
NICE := nice -n 5

.DEFAULT_GOAL := help
.PHONY: help setup run test lint types imports unit slow soak bench lock clean

help: ## say what can be made
	@grep -hE '^[a-z]+:.*## ' Makefile | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: $(READY) ## make the virtual environment with the communique command in it

$(READY): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 13)))' \
		|| { echo "Communiqué needs Python 3.11, 3.12 or 3.13; $(PYTHON) is `$(PYTHON) --version`. Try: make PYTHON=python3.12"; exit 1; }
	@echo "1/3 Making $(VENV) …"
	@$(PYTHON) -m venv $(VENV)
	@echo "2/3 Installing the pinned packages, about 850 MB on disk; this takes one to three minutes …"
	@{ $(BIN)/python -m pip install --disable-pip-version-check --progress-bar off --require-hashes --only-binary :all: \
		--requirement requirements/dev.txt 2>&1; echo "status $$?"; } | awk ' \
		/^Collecting / { count++; printf "\r    %d packages fetched", count; fflush() } \
		/^Installing collected/ { printf "\n    unpacking them …\n"; fflush() } \
		/^ERROR|THESE PACKAGES DO NOT MATCH/ { printf "\n%s\n", $$0 } \
		/^status / { code = $$2 } \
		END { exit code }'
	@echo "3/3 Installing the communique command …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/communique --version
	@touch $(READY)
	@echo "Ready. Next: make run (the bot in your browser; with DISCORD_TOKEN set, on Discord) or make test."

run: $(READY) ## start the bot: on Discord with DISCORD_TOKEN, else in the browser on a simulated Discord
	@if [ -n "$$DISCORD_TOKEN$$DISCORD_TOKEN_FILE" ]; then exec $(BIN)/communique run; else exec $(BIN)/communique try; fi

test: lint types imports unit ## every check: lint, types, import directions, tests

lint: $(READY)
	@echo "Lint …"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { echo "Run: $(BIN)/ruff format ."; exit 1; }

types: $(READY)
	@echo "Types …"
	@$(BIN)/mypy

imports: $(READY)
	@echo "Import directions …"
	@$(BIN)/lint-imports --no-cache

unit: $(READY)
	@echo "Tests …"
	@$(NICE) $(BIN)/python -m pytest -q -n 2 --dist loadfile

slow: $(READY) ## sweeps of a minute and more
	@$(BIN)/python -m pytest -q -m slow

soak: $(READY) ## long random runs
	@$(BIN)/python -m pytest -q -m soak --timeout 3600

bench: $(READY) ## measure, each figure beside a peer or its limit in the same run
	@$(BIN)/python -m tests.bench

lock: ## pin the dependencies anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		pyproject.toml --output-file requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		--group dev pyproject.toml --constraint requirements/run.txt --output-file requirements/dev.txt

clean: ## remove what was set up
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .hypothesis
