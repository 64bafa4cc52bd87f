# `make help` prints the `##` comment of each target.
.DEFAULT_GOAL := help
.PHONY: help setup run up down reset status advance seed replay reconcile reindex rebuild verify deploy destroy check test soak bench slice python

PORT  ?= 8700
STATE ?= .local
STAGE ?= dev
TICKETS ?= 10000
PEOPLE  ?= 2000
SEED    ?= 7

# The newest Python on the PATH that the desk is tested with, `python3` first if that is one.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	command -v $$name >/dev/null 2>&1 && \
	$$name -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && \
	{ command -v $$name; break; }; done)

VENV  := .venv/bin/python
NPM   := PATH="$(CURDIR)/.venv/bin:$$PATH" npm --silent
LOCAL := $(VENV) -m infrastructure.local --port $(PORT) --home $(STATE)

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "  PORT=8700    the desk's port; it uses the next two ports as well"
	@echo "  STATE=.local the folder for data and logs; choose another folder and PORT to run a second desk"

python:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed, and none is on the PATH ($$(python3 --version 2>&1))."; \
	echo "Install one (for example from https://www.python.org/downloads/), or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.13"; exit 1; }

setup: python ## Install everything needed to run and test
	@$(PYTHON) -m infrastructure.setup

run: python ## Start the desk with demo data and follow its log; Ctrl-C stops it and keeps the data
	@$(PYTHON) -m infrastructure.setup --no-browser --no-page-tools
	@$(LOCAL) run

up: python ## Start the desk in the background; returns when it is ready
	@$(PYTHON) -m infrastructure.setup --no-browser --no-page-tools
	@$(LOCAL) up

down: ## Stop the desk and keep its data
	@$(LOCAL) down

reset: ## Stop the desk and delete its data
	@$(LOCAL) reset

status: ## Show whether the desk is running
	@$(LOCAL) status

advance: ## Move the desk's clock forward and run what becomes due: make advance BY=7d (d, h, m)
	@$(VENV) -m infrastructure.advance --port $(PORT) --home $(STATE) --by "$(BY)"

seed: python ## Fill the desk with generated tickets: make seed TICKETS=10000 PEOPLE=2000 [SEED=7]; the same command resumes
	@$(PYTHON) -m infrastructure.setup --no-browser --no-page-tools
	@$(LOCAL) up
	@$(VENV) -m infrastructure.seed --port $(PORT) --home $(STATE) --tickets $(TICKETS) --people $(PEOPLE) --seed $(SEED)

replay: ## Retry failed work from the dead-letter queues: make replay [QUEUE=mail|routing|index|stream|schedule|upload|inbound|delivery] [FORCE=yes] [STAGE=…]
	@$(VENV) -m infrastructure.replay $(if $(QUEUE),--queue $(QUEUE)) $(if $(filter yes,$(FORCE)),--force) \
	$(if $(filter command line environment,$(origin STAGE)),--stage $(STAGE),--port $(PORT) --home $(STATE))

reconcile: ## Account for every email received; exits with 1 if one is missing: make reconcile [STAGE=… for AWS]
	@$(VENV) -m infrastructure.reconcile \
	$(if $(filter command line environment,$(origin STAGE)),--stage $(STAGE),--port $(PORT) --home $(STATE))

reindex: ## Rebuild the search index while the desk is in use: make reindex [STAGE=… for AWS]
	@$(VENV) -m infrastructure.reindex \
	$(if $(filter command line environment,$(origin STAGE)),--stage $(STAGE),--port $(PORT) --home $(STATE))

rebuild: ## Rebuild lists and numbers derived from tickets after a restore or an import: make rebuild [STAGE=… for AWS]
	@$(VENV) -m infrastructure.rebuild \
	$(if $(filter command line environment,$(origin STAGE)),--stage $(STAGE),--port $(PORT) --home $(STATE))

verify: ## Check audit log and ticket histories for tampering: make verify [HEAD=41:…] [STAGE=… for AWS]
	@$(VENV) -m infrastructure.verify $(if $(HEAD),--head "$(HEAD)") \
	$(if $(filter command line environment,$(origin STAGE)),--stage $(STAGE),--port $(PORT) --home $(STATE))

deploy: setup-tools ## Deploy to AWS: make deploy STAGE=dev [ADMIN=mail@…] [FROM=mail@…] [PORTAL_URL=https://…] [AUDIT_LOCK=governance|compliance AUDIT_LOCK_DAYS=365] [YES=1]
	@$(VENV) -m infrastructure.deploy --stage $(STAGE) $(if $(ADMIN),--admin "$(ADMIN)") $(if $(FROM),--from-address "$(FROM)") \
	$(if $(PORTAL_URL),--portal-url "$(PORTAL_URL)") $(if $(AUDIT_LOCK),--audit-lock "$(AUDIT_LOCK)") \
	$(if $(AUDIT_LOCK_DAYS),--audit-lock-days "$(AUDIT_LOCK_DAYS)") $(if $(YES),--yes)

destroy: setup-tools ## Export the data of a stage on AWS, then delete the stage: make destroy STAGE=dev
	@$(VENV) -m infrastructure.destroy --stage $(STAGE) $(if $(CONFIRM),--confirm "$(CONFIRM)")

check: page-tools lint ## Check format, lint, types, contracts, wording and template, and run the unit tests: before each commit
	@echo "Unit tests, template and site …"
	@$(NPM) test
	@$(VENV) -m pytest -q -n 2 -m "not stack and not browser"

test: setup lint ## Run every check and every test, with the local AWS and the browser
	@echo "Unit tests, template, site; then the local AWS, journeys and the browser …"
	@$(NPM) test
	@$(VENV) -m pytest -q -n 2 -m "not stack and not browser"
	@$(VENV) -m pytest -q -n 2 --dist loadfile -m "stack or browser"

.PHONY: lint
lint: page-tools
	@echo "Format, lint, security, types, contracts, wording …"
	@$(VENV) -m ruff format --check --quiet . || { echo "Not formatted; this does it: .venv/bin/ruff format ."; exit 1; }
	@$(VENV) -m ruff check --quiet .
	@$(VENV) -m bandit --quiet --configfile pyproject.toml --recursive --severity-level medium app.py chalicelib infrastructure
	@$(VENV) -m mypy
	@.venv/bin/lint-imports | tail -n 1
	@$(VENV) -m infrastructure.vendor --check
	@$(VENV) -m infrastructure.wording
	@$(NPM) run lint

slice: page-tools ## Write a new slice with its tests, routes and page: make slice NAME=promises [ONE=promise]
	@$(VENV) -m infrastructure.slice --name "$(NAME)" --one "$(ONE)"

soak: setup-tools ## Run generated histories by the thousand; takes an hour or more
	@HYPOTHESIS_PROFILE=thorough DESK_TABLES=moto $(VENV) -m pytest -q -n 2 -m "not stack and not browser"

bench: setup ## Measure speed, size and cost, and compare with the last results
	@$(VENV) -m tests.bench

.PHONY: setup-tools
setup-tools: python
	@$(PYTHON) -m infrastructure.setup --no-browser --no-page-tools

.PHONY: page-tools
page-tools: python
	@$(PYTHON) -m infrastructure.setup --no-browser
