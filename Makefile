# Ankang Code 安康码. `make help` lists the targets. Each is safe to repeat and says what it does.
.DEFAULT_GOAL := help
.PHONY: help run .said install test check bench web lock documents pictures drill-outage bench-rush drill-rush drill-api
SHELL := /bin/bash
PYTHON := .venv/bin/python
PEOPLE ?= 20000

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

run: .said .venv/.runtime web/dist/.built ## build, start the database, load the demonstration city, serve on 127.0.0.1:8000 (ANKANG_PORT=8001: another port)
	@exec .venv/bin/ankang run --demonstration --people $(PEOPLE)

# Without a word a first start looks as if it hung.
.said:
	@[ -e web/dist/.built ] || echo "第一次启动要几分钟：安装依赖、构建网页、生成演示城市 · the first start takes some minutes"

install: .venv/.runtime web/dist/.built ## install and build what a server needs; starts nothing

test: .venv/.test web/dist/.built ## install what tests need and run them all: checks, Python, TypeScript, browser
	@tools/machine-packages
	@tools/run-tests

check: .venv/.test web/node_modules/.installed ## formatting, lint, types, dependency rules, house tests, generated documents
	@tools/run-checks

bench: .venv/.test web/dist/.built ## print every figure with its target; results in bench/results/
	@for bench in bench/*.py; do $(PYTHON) $$bench || exit 1; done

web: web/dist/.built ## build the web apps

documents: .venv/.test web/node_modules/.installed ## write docs/generated/ and the client's types anew
	@.venv/bin/ankang documents write docs/generated
	@tools/npm run --silent api
	@$(PYTHON) tools/requirements_table.py

bench-rush: .venv/.test ## the morning rush against PostgreSQL and 2 workers: speed, memory, what was served, shed and lost (LONG=--long: ten minutes)
	@command -v wrk >/dev/null || [ "$$(id -u)" -ne 0 ] || { apt-get update -qq && apt-get install -y -qq wrk >/dev/null; }
	@$(PYTHON) bench/rush.py $(LONG)

drill-rush: .venv/.test ## kill a worker and the database in the rush, slow and full disks, duplicates; was anything lost or doubled?
	@PYTHONPATH=tests:bench $(PYTHON) tests/drills/rush.py

drill-api: .venv/.test web/dist/.built ## every operation with allowed and forbidden requests as each kind of account; did the server ever fail?
	@PYTHONPATH=tests:bench $(PYTHON) tests/drills/api.py

drill-outage: .venv/.test web/dist/.built ## end the centre for three days over 200 holders and 5 checkpoints; was anything lost or doubled?
	@tools/machine-packages
	@PYTHONPATH=tests $(PYTHON) tests/drills/outage.py

pictures: .venv/.test web/dist/.built ## take the README's pictures anew
	@tools/machine-packages
	@$(PYTHON) tools/pictures --readme

lock: .venv/.test ## resolve the dependencies anew and write the locked requirements
	@tools/lock

.venv/.runtime: requirements/runtime.txt pyproject.toml
	@tools/install-python runtime
	@touch $@

.venv/.test: requirements/test.txt pyproject.toml
	@tools/install-python test
	@touch .venv/.runtime $@

web/node_modules/.installed: web/package.json web/package-lock.json
	@tools/npm ci --no-progress --loglevel=error
	@touch $@

web/dist/.built: web/node_modules/.installed $(shell find web/src web/public web/tools -type f 2>/dev/null) web/vite.config.ts
	@echo "构建网页 · building the web apps"
	@log=$$(mktemp) && trap 'rm -f "$$log"' EXIT && { tools/npm run --silent build >"$$log" 2>&1 || { cat "$$log" >&2; exit 1; }; }
	@touch $@
