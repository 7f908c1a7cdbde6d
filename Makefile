# Two commands that set up all they need: `make test` and `make demo`. See README.md.
PYTHON ?= python3
VENV := .venv/bin
DATA ?= demo
PORT ?= 8000
ARGS ?=
# Said in one sentence where Python is missing or too old to read the set-up itself.
SETUP = command -v $(PYTHON) >/dev/null || { echo "set-up stopped: $(PYTHON) is not on this machine; Python 3.10 or newer is needed" >&2; exit 1; }; \
	$(PYTHON) embedded/check_python.py && $(PYTHON) embedded/setup.py
# Warnings are errors (strict in mkdocs.yml).
DOCS = NO_MKDOCS_2_WARNING=1 $(VENV)/python -m mkdocs build --quiet --site-dir .build/docs

.PHONY: help demo test test-mariadb test-browser test-bench lint docs format benchmark clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: ## A company to try out, at http://127.0.0.1:8000 (DATA=real: real deliveries and invoices; PORT=...)
	@$(SETUP)
	@$(VENV)/python -m embedded.demo --data $(DATA) --port $(PORT) $(ARGS)

test: ## Unit, static and site tiers on the embedded site (SQLite)
	@$(SETUP) --with clickhouse
	@$(VENV)/python -m pytest tests/unit tests/static tests/site -n auto --dist loadfile $(ARGS)

test-mariadb: ## The site tier on a private MariaDB
	@$(SETUP) --with mariadb
	@$(VENV)/python -m pytest tests/site --db mariadb -n auto --dist loadfile $(ARGS)

test-browser: ## The Desk in Chromium
	@$(SETUP) --with desk --with browser
	@$(VENV)/python -m pytest tests/browser $(ARGS)

test-bench: ## The site tier on a real bench: make test-bench BENCH=... SITE=...
	@test -n "$(BENCH)" -a -n "$(SITE)" || { echo "make test-bench BENCH=folder SITE=name"; exit 2; }
	@$(BENCH)/env/bin/python -m pytest tests/site --bench $(BENCH) --site $(SITE) $(ARGS)

lint: ## ruff, formatting, the static checks, and the guides without a warning
	@$(SETUP) --with docs
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .
	@$(VENV)/python -m pytest tests/static -q
	@$(DOCS)

docs: ## The guides as pages, in .build/docs
	@$(SETUP) --with docs
	@$(DOCS)

format: ## Format the code
	@$(SETUP)
	@$(VENV)/ruff format .
	@$(VENV)/ruff check --fix .

clean: ## Remove all that the commands above have made
	@rm -rf .venv .build

benchmark: ## Ratios at a million order lines, on a private MariaDB (ARGS="--lines 100000" for a short one), or BENCH=... SITE=...
	@$(PYTHON) embedded/setup.py --with mariadb
	@if test -n "$(BENCH)"; then \
		$(BENCH)/env/bin/python -m benchmarks.facts --bench $(BENCH) --site $(SITE) $(ARGS); \
	else $(VENV)/python -m benchmarks.facts $(ARGS); fi
