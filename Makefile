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
export PYTHONDONTWRITEBYTECODE ?=

PY := .venv/bin/python
PIP_INSTALL = $(PY) -m pip install --quiet --disable-pip-version-check --no-input \
	--require-hashes --only-binary :all:
LINT_PATHS := server tests
WEB_SOURCES := $(shell find web/src web/styles web/fonts -type f 2>/dev/null) \
	$(wildcard web/build.mjs web/icons.txt web/tsconfig.json)

.PHONY: help setup setup-dev run test check format build clean lock \
	check-format check-lint check-types check-floors check-web test-fast test-all browser

help: ## Show what you can run
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---- tools ----------------------------------------------------------------

setup: .venv/.runtime web/dist/manifest.json ## Install what the app needs and build the web pages

setup-dev: .venv/.dev web/dist/manifest.json ## Install what people who change the app need as well

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
	@if node -e 'process.exit(parseInt(process.versions.node) < 20)' 2>/dev/null \
		&& npm --version >/dev/null 2>&1; then :; \
	elif $(PIP_INSTALL) -r requirements-node.lock >.venv/pip.log 2>&1; then :; \
	else \
		tail -n 15 .venv/pip.log; \
		echo "There is no Node 20 or newer here, and pip could not bring one. Install Node and run this again."; \
		exit 1; \
	fi
	@touch $@

web/node_modules/.package-lock.json: web/package-lock.json | .venv/.node
	@if ! (cd web && npm ci --no-audit --no-fund --loglevel=error) >.venv/npm.log 2>&1; then \
		tail -n 15 .venv/npm.log; \
		echo "npm could not install the web packages. All it said is in .venv/npm.log."; \
		exit 1; \
	fi
	@touch $@

web/dist/manifest.json: web/node_modules/.package-lock.json $(WEB_SOURCES)
	@cd web && node build.mjs
	@touch $@
