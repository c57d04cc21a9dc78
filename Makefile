# Everything a person or a machine runs here. `make help` lists it.
# Needs only make and Python 3.11 or newer; Node is used if it is there and brought by pip if not.

PORT ?= 8000
DATA ?= var

SHELL := /bin/sh
.SHELLFLAGS := -eu -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# .venv/bin first: it holds the tools, and Node too on a machine without a recent one.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV

PY := .venv/bin/python
PIP_INSTALL = $(PY) -m pip install --quiet --disable-pip-version-check --no-input \
	--require-hashes --only-binary :all:
CHECKED := server tests
WEB_SOURCES := $(shell find web/src web/styles web/fonts -type f 2>/dev/null) \
	$(wildcard web/build.mjs web/icons.txt web/tsconfig.json)

.PHONY: help setup setup-dev run build picture test check fuzz torture leak bench format lock clean browser \
	check-format check-lint check-types check-floors test-web test-fast test-all

help: ## Show what you can run
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---- tools ----------------------------------------------------------------

setup: .venv/.runtime web/dist/manifest.json ## Install what the app needs and build the web pages
	@:

setup-dev: .venv/.dev web/node_modules/.dev web/dist/manifest.json ## Install what people who change the app need as well
	@:

# $(1) lock file, $(2) words for people
define pip_install
	@echo "Installing $(2) (about half a minute the first time)."
	@if ! $(PIP_INSTALL) -r $(1) >.venv/pip.log 2>&1; then \
		grep -v 'is ignored' .venv/pip.log | tail -n 15; \
		echo "pip could not install $(2). The lines above say why; all of it is in .venv/pip.log."; \
		exit 1; \
	fi
endef

.venv/bin/pip:
	@python=''; \
	for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
		if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			python=$$name; break; \
		fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo "Threefold needs Python 3.11 or newer, and none was found. Install it and run this again."; \
		exit 1; \
	fi; \
	if ! $$python -m venv --clear .venv >/dev/null 2>&1; then \
		rm -rf .venv; \
		echo "$$python could not make a virtual environment. On Debian or Ubuntu install python3-venv."; \
		exit 1; \
	fi

.venv/.runtime: requirements.lock | .venv/bin/pip
	$(call pip_install,requirements.lock,the Python packages)
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.runtime
	$(call pip_install,requirements-dev.lock,the test tools)
	@touch $@

# Remembers that a Node of 20 or newer was found or installed.
.venv/.node: requirements-node.lock | .venv/.runtime
	@if node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null \
		&& npm --version >/dev/null 2>&1; then exit 0; fi; \
	echo "There is no Node 20 or newer here: bringing one with pip (60 MB)."; \
	if $(PIP_INSTALL) -r requirements-node.lock >.venv/pip.log 2>&1; then :; \
	else \
		tail -n 15 .venv/pip.log; \
		echo "pip could not bring Node. Install Node 20 or newer and run this again."; \
		exit 1; \
	fi
	@touch $@

# $(1) more arguments for npm ci. A Node from pip would otherwise know only its own certificates,
# not the one that an office's network puts in between.
define npm_install
	@if ! (cd web && NODE_USE_SYSTEM_CA=1 npm ci $(1) --no-audit --no-fund --loglevel=error) >.venv/npm.log 2>&1; then \
		tail -n 15 .venv/npm.log; \
		echo "npm could not install the web packages. All it said is in .venv/npm.log."; \
		exit 1; \
	fi
endef

# npm writes this file itself, last.
web/node_modules/.package-lock.json: web/package-lock.json | .venv/.node
	$(call npm_install,--omit=dev)
	@touch $@

web/node_modules/.dev: web/package-lock.json | .venv/.node
	$(call npm_install,)
	@touch web/node_modules/.package-lock.json $@

web/dist/manifest.json: web/node_modules/.package-lock.json $(WEB_SOURCES)
	@cd web && node build.mjs
	@touch $@

# ---- running ----------------------------------------------------------------

run: setup ## Start the app with an invented meeting (PORT=8000 DATA=var)
	@$(PY) -m server run --port $(PORT) --data '$(DATA)'

build: setup ## Build the web pages again
	@cd web && node build.mjs

picture: setup-dev browser ## Draw the README's picture anew, from the running app
	@$(PY) -m tests.e2e.picture

# ---- checks -----------------------------------------------------------------

# asyncio's debug mode finds calls from wrong threads and doubles the time of the fast tests.
test: ASYNCIO_DEBUG := 1
export ASYNCIO_DEBUG
test: setup-dev browser check test-all ## Run every check and every test

check: setup-dev ## Run the quick checks
	@$(MAKE) -j2 check-types check-format check-lint check-floors test-web
	@$(MAKE) test-fast

check-format:
	@$(PY) -m ruff format --check --quiet $(CHECKED) || \
		{ echo "Some Python files are not formatted. Run: make format"; exit 1; }
	@cd web && node_modules/.bin/prettier --log-level=silent --check . || \
		{ echo "Some web files are not formatted. Run: make format"; exit 1; }

check-lint:
	@$(PY) -m ruff check --quiet $(CHECKED)

check-types:
	@$(PY) -m mypy --no-error-summary
	@cd web && node_modules/.bin/tsc --noEmit

check-floors:
	@$(PY) -c 'from importlinter.cli import lint_imports_command as lint; lint()' --no-logo >.venv/floors.log 2>&1 || { cat .venv/floors.log; exit 1; }

test-web:
	@cd web && npm test --silent >../.venv/web-tests.log 2>&1 || { cat ../.venv/web-tests.log; exit 1; }
	@grep -E '^(# |ℹ )(tests|fail) ' .venv/web-tests.log

test-fast:
	@PYTHONASYNCIODEBUG=$(ASYNCIO_DEBUG) $(PY) -m pytest -q -n 2 --dist loadfile -m "not slow and not e2e and not browser"

test-all:
	@$(PY) -m pytest -q -m "slow or e2e or browser"

fuzz: setup-dev ## Hostile updates against the gate and real Yjs (SECONDS=600 SEED=)
	@$(PY) -m tests.fuzz --seconds $(or $(SECONDS),600) $(if $(SEED),--seed $(SEED))

torture: setup-dev ## A meeting through broken lines and killed servers (ROUNDS= SEED= JOBS= STORE=postgres)
	@$(PY) -m tests.torture --rounds $(or $(ROUNDS),1000) --jobs $(or $(JOBS),2) \
		--store $(or $(STORE),sqlite) $(if $(SEED),--seed $(SEED))

bench: setup-dev ## Threefold beside its peers: cost, delay, loss, memory (README=1 writes it down)
	@$(PY) -m tests.bench.run $(if $(README),--readme)
leak: setup-dev ## What a server still holds after 1,000 meetings and 10,000 connections
	@$(PY) -m tests.limits.leak

format: setup-dev ## Put every file in the house format
	@$(PY) -m ruff format --quiet $(CHECKED)
	@$(PY) -m ruff check --fix --quiet $(CHECKED)
	@cd web && node_modules/.bin/prettier --log-level=warn --write .

# Tests of the pages drive a real Chromium.
browser: .venv/.dev
	@if $(PY) -m tests.chromium; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests."; \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends chromium; } >.venv/apt.log 2>&1 \
			|| { tail -n 5 .venv/apt.log; exit 1; }; \
	else \
		echo "The browser tests need Chromium. Install your system's chromium, or run:" \
			".venv/bin/python -m playwright install chromium"; \
		exit 1; \
	fi

# ---- housekeeping -----------------------------------------------------------

UV_COMPILE := uv pip compile --quiet --universal --no-build --generate-hashes --no-annotate --no-header

lock: ## Choose package versions anew (needs uv and a network)
	$(UV_COMPILE) pyproject.toml -o requirements.lock
	$(UV_COMPILE) pyproject.toml --group dev -o requirements-dev.lock
	$(UV_COMPILE) --group node -o requirements-node.lock
	@# Outside the checkout: beside a node_modules npm forgets the packages of other platforms.
	@fresh=$$(mktemp -d) && cp web/package.json "$$fresh" && cd "$$fresh" && \
		npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund && \
		cp package-lock.json '$(CURDIR)/web/' && rm -r "$$fresh"

clean: ## Remove everything make has made, but none of your data
	@rm -rf .venv web/node_modules web/dist web/dist-test
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find server tests -name __pycache__ -type d -prune -exec rm -rf {} +
