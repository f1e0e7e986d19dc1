# `make help` explains every target. On a fresh clone any of them does its own set-up.

PY := .venv/bin/python
CODE := client server shared printers demo drill bench simulation installers tests
PRODUCT := $(wildcard $(CODE))
PYTEST := QT_QPA_PLATFORM=offscreen QT_QUICK_BACKEND=software $(PY) -m pytest --quiet
PARALLEL := --maxprocesses 4 --dist loadfile --no-loadscope-reorder --max-worker-restart 0
# Tests wait for disks, databases and other processes: one worker more than there are processors.
WORKERS := $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
FAST := not screens and not postgres and not scenario and not slow

export PLAY # make demo PLAY=1: on a desktop too the demo plays the shift itself
export ROUNDS IMAGES RACES SEED # make drill
export FULL PEERS # make bench
# The tests begin hundreds of processes: none has to compile what another has compiled.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup check lint types style fast-tests test demo drill bench simulate simulate-bugs mutate run-server run-client screens lock format build clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## make .venv with the pinned packages (again: does nothing)
	@installers/setup.sh

check: lint ## format, lint, types, import rules, QML, house rules, fast tests
# `make check test` runs the fast tests once: the second target has them all.
ifeq ($(filter test,$(MAKECMDGOALS)),)
check: fast-tests
endif

# Each on a processor of its own: types take as long as all the rest.
lint:
	@installers/setup.sh demo
	@$(MAKE) --no-print-directory --jobs 2 types style

types: ## types alone
	@installers/setup.sh demo
	$(PY) -m mypy $(PRODUCT)

style: ## format, lint, import rules and QML alone
	@installers/setup.sh demo
	$(PY) -m ruff format --check $(PRODUCT)
	$(PY) -m ruff check $(PRODUCT)
	.venv/bin/lint-imports --no-logo
	$(PY) -m tests.house.qml

fast-tests:
	@installers/setup.sh demo
	$(PYTEST) --numprocesses auto $(PARALLEL) -m "$(FAST)"

test: ## every test: also screens, PostgreSQL, scenarios and the slow ones
	@installers/setup.sh demo test
# Screens have processes of their own: Qt's objects must not meet the threads of other tests.
	$(PYTEST) --numprocesses $(WORKERS) $(PARALLEL) --ignore=tests/screens
	$(PYTEST) --numprocesses auto $(PARALLEL) tests/screens

demo: ## a shift played on real tills with a real server; on a desktop a till for you to try, with PLAY=1 the shift there
	@installers/setup.sh demo $(if $(DISPLAY)$(WAYLAND_DISPLAY),desktop)
	$(PY) -m demo

simulate: ## the real client and server under one seed after another; SEEDS=500 or 1-100000 (goes on where it was), SEED= one again
	@installers/setup.sh demo
	$(PY) -m simulation $(if $(SEEDS),--seeds $(SEEDS)) $(if $(SEED),--seed $(SEED))

simulate-bugs: ## does the simulation notice the bugs of tests/simulation/bugs? each is planted in turn
	@installers/setup.sh demo
	$(PY) -m tests.simulation.bugs

mutate: ## do the tests of the engine notice when its code is changed? docs/mutants.md (an hour)
	@MUTATE=1 installers/setup.sh
	nice -n 19 .venv/bin/mutmut run
	$(PY) -m tests.mutants

drill: ## kill -9 real tills and a real server, tear their files, race them; ROUNDS=200 IMAGES=2000
	@installers/setup.sh demo
	$(PY) -m drill

bench: ## measure everything against the bare machine; FULL=1 a million guests, PEERS=1 others too
	@installers/setup.sh demo
	$(PY) -m bench

run-server: setup ## the server on this machine, on SQLite
	$(PY) -m server serve

run-client: ## the till in a window
	@installers/setup.sh demo desktop
	$(PY) -m client

screens: ## grab every screen into var/screens: languages, themes, sizes, letters of 100 and 200 %; index.html filters them
	@installers/setup.sh demo
	QT_QPA_PLATFORM=offscreen QT_QUICK_BACKEND=software $(PY) -m tests.screens.grab

format: setup ## format and sort imports
	$(PY) -m ruff check --select I --fix $(PRODUCT)
	$(PY) -m ruff format $(PRODUCT)

lock: ## pin versions into requirements/ after pyproject.toml changed; UPGRADE=1 takes newer ones
	@RELEASE=1 installers/setup.sh
	@installers/lock.sh $(if $(UPGRADE),--upgrade)

build: ## the installer for this system, made by Briefcase
	@RELEASE=1 installers/setup.sh
	$(PY) -m briefcase build

clean: ## remove what was made here, except the data in var/
	rm -rf .venv build dist logs .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
