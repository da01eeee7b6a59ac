# Everything a person or CI runs. `make help` lists it. Needs make and Python >= 3.11; nothing else to run the site.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup run test check fmt lock bench wheel clean translations

VENV ?= .venv
# The Python that builds the environment: PYTHON=… chooses, else the first of these that is 3.11 or newer.
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$p; break; }; done)
PY := $(VENV)/bin/python
# uv where it is on PATH and works, else pip: the same lock, the same result. UV= forbids it.
UV ?= $(shell uv --version >/dev/null 2>&1 && echo uv)
HOST ?=
PORT ?=
export HOST PORT
PYTEST_ARGS ?= -n auto --dist worksteal

help:  ## list what there is
	@echo "make TARGET, where TARGET is one of:"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "PYTHON=… chooses the Python, PORT= and HOST= the address of \`make run\`."

setup: $(VENV)/.run-time  ## build .venv from requirements.lock (uv if on PATH, else pip)

run: $(VENV)/.run-time  ## run the whole site with demo data; prints its address and the demo log-ins
	@exec $(PY) manage.py serve --demo

test: $(VENV)/.dev  ## run the tests; names each leg that this machine can't run
	$(PY) -m pytest $(PYTEST_ARGS)

check: $(VENV)/.dev  ## ruff, mypy, djlint, import-linter, deptry, migrations, translations, toolkit files, numbers of law, figures
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/djlint templates --lint --quiet
	$(VENV)/bin/lint-imports
	$(VENV)/bin/deptry .
	$(PY) manage.py check --fail-level WARNING
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py update_translations --check
	$(PY) manage.py format_toolkit --check
	$(PY) manage.py lint_toolkit
	$(PY) manage.py write_figures --check

fmt: $(VENV)/.dev  ## format the code and the toolkit's files, fix what ruff can fix
	$(VENV)/bin/ruff check --fix-only --quiet .
	$(VENV)/bin/ruff format .
	$(PY) manage.py format_toolkit

translations: $(VENV)/.dev  ## collect the sentences, merge and compile the Spanish
	$(PY) manage.py update_translations

lock:  ## write requirements.lock and requirements-dev.lock anew from pyproject.toml (needs uv)
	@test -n "$(UV)" || { echo "make lock needs uv: pip install uv"; exit 1; }
	$(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
		--extra embedded --extra server --extra postgres --extra sso pyproject.toml -o requirements.lock
	$(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
		--extra embedded --extra server --extra postgres --extra sso --group dev -c requirements.lock pyproject.toml \
		-o requirements-dev.lock

bench: $(VENV)/.dev  ## measure pages against their budgets (queries, CPU time, bytes)
	$(PY) -m tests.benchmarks

wheel: $(VENV)/.dev  ## build the wheel and the source archive into dist/
	$(PY) -m build --no-isolation --outdir dist

clean:  ## remove .venv, dist and caches; keeps var/ (your data)
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(PY):
	@test -n "$(PYTHON)" || { echo "advisor-lms needs Python 3.11 or newer, and found none. Install one, or name it: make PYTHON=/path/to/python3.11 setup"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(f"{sys.executable} is Python {sys.version.split()[0]}; advisor-lms needs 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@if [ -n "$(UV)" ]; then $(UV) venv --quiet --allow-existing --no-project --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV); \
	else $(PYTHON) -m venv $(VENV) || { echo "This Python has no venv module. On Debian: apt-get install python3-venv"; exit 1; }; fi

# INSTALL takes the lock: hashes are checked, only wheels are taken, what is already there is left alone.
INSTALL = if [ -n "$(UV)" ]; then $(UV) pip install --quiet --python $(PY) --require-hashes --only-binary :all: -r $(1); \
	else $(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip >/dev/null; $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r $(1); fi

$(VENV)/.run-time: requirements.lock | $(PY)
	@$(call INSTALL,requirements.lock)
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run-time
	@$(call INSTALL,requirements-dev.lock)
	@touch $@
