# Everything a person does with the project. `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PY := .venv/bin/python

# A virtual environment whose Python has since been removed or replaced is built again.
$(shell [ ! -e .venv ] || $(PY) -c '' 2>/dev/null || rm -rf .venv)

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .local/build/.done ## Start the whole service and print its address (PORT=8000)
	@$(PY) -m stepdown.local

test: .venv/.dev node_modules/.dev .local/build/.done ## Run the tests (ARGS="-k nights")
	@$(PY) -m pytest $(ARGS)

check: .venv/.dev ## Lint, types, import directions, dependencies, migrations
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy .
	.venv/bin/lint-imports --no-logo
	$(PY) -m deptry .
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py check

format: .venv/.dev ## Put the source in the common form
	$(PY) -m ruff check --fix-only .
	$(PY) -m ruff format .

bench: .venv/.dev .local/build/.done ## Run the benchmarks
	@$(PY) -m pytest tests/benchmarks -o addopts= -p no:valkey -p tests.services -s $(ARGS)

lock: .venv/.dev ## Pin what pyproject.toml and package.json ask for; UPGRADE=1 takes newer versions
	@UPGRADE=$(UPGRADE) tools/lock

clean: ## Remove everything that can be made again; keeps the data in .local
	rm -rf .venv node_modules .local/build .local/static .local/test .local/chromium

.venv/.run: requirements/run.txt
	@tools/install python $< && touch $@

.venv/.dev: requirements/dev.txt
	@tools/install python $< && touch $@ .venv/.run

node_modules/.run: package-lock.json .venv/.run
	@tools/install node --omit=dev && touch $@

node_modules/.dev: package-lock.json .venv/.dev
	@tools/install node && touch $@ node_modules/.run

.local/build/.done: $(wildcard static/src/*) tools/assets node_modules/.run
	@tools/assets .local/build && touch $@

.PHONY: help run test check format bench lock clean
