# Common Ground. `make run` starts it, `make test` tests it; both set up all they need in .venv. `make help` lists the rest.

PYTHON   := $(shell for name in $$PYTHON python3 python3.14 python3.13 python3.12 python3.11; do \
              command -v $$name >/dev/null 2>&1 && \
              $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
VENV     := .venv/bin/python
FLASK    := $(VENV) -m flask --app wsgi
WORKERS  ?= 2
# The branch coverage, in per cent, that the whole suite must reach.
COVERAGE ?= 95
CATALOGUES := coordinator/translations
PROGRAMS   := tests/calendars/programs/set_up
TOOLS      := .ci/tools

.DEFAULT_GOAL := help
.PHONY: run test quick lint format letters golden bench audit messages lock clean help \
        lint-code lint-shape lint-types lint-imports lint-pages set-up-run set-up-dev set-up-test

run: set-up-run  ## set up, fill an empty instance with the demo world, start it and print its address (PORT=5000)
	@COORDINATOR_DEMO=$${COORDINATOR_DEMO:-1} exec $(FLASK) serve

test: set-up-test  ## everything: linters, SQLite, PostgreSQL, browser, coverage
	@$(VENV) .ci/suite.py --coverage=$(COVERAGE) --workers=$(WORKERS)

quick: set-up-dev  ## the tests without a browser, on SQLite only, the most thorough ones left to `make test`
	@$(VENV) -m pytest -m "not browser and not thorough" --database=sqlite -n $(WORKERS) --dist=worksteal -q

lint: lint-code lint-shape lint-types lint-imports lint-pages  ## ruff, mypy, the import contracts, djlint
lint-code: set-up-dev
	.venv/bin/ruff check .
lint-shape: set-up-dev
	.venv/bin/ruff format --check .
lint-types: set-up-dev
	.venv/bin/mypy
lint-imports: set-up-dev
	.venv/bin/lint-imports --no-logo
lint-pages: set-up-dev
	.venv/bin/djlint templates --lint --quiet

format: set-up-dev  ## put the code in its usual shape
	.venv/bin/ruff check --fix-only --quiet .
	.venv/bin/ruff format .

letters: set-up-dev  ## preview every letter
	@COORDINATOR_DEMO=$${COORDINATOR_DEMO:-1} $(FLASK) mail letters

golden: set-up-dev  ## write the golden files of every letter anew; read the difference before keeping it
	@GOLDEN=1 $(VENV) -m pytest -q tests/post/test_every_letter.py

bench: set-up-dev  ## measure, beside a bare Flask view doing the same
	@$(VENV) -m benchmarks

audit: set-up-dev  ## look for holes: bandit, semgrep with our own rules, wapiti and sqlmap at a demo
	@$(VENV) .ci/audit.py

messages: set-up-dev  ## bring every translation up to date with the words in the code
	@$(VENV) .ci/blanks.py
	.venv/bin/pybabel extract --mapping-file=babel.cfg --keywords=_l --add-location=file --sort-by-file \
	  --width=120 --project="Common Ground" --copyright-holder="The Common Ground contributors" \
	  --output-file=$(CATALOGUES)/messages.pot .
	.venv/bin/pybabel update --input-file=$(CATALOGUES)/messages.pot --output-dir=$(CATALOGUES) \
	  --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width=120
	.venv/bin/pybabel compile --directory=$(CATALOGUES) --statistics

lock:  ## lock the newest packages that pyproject.toml allows, with their hashes (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv"; exit 1; }
	$(LOCK) --output-file requirements.txt pyproject.toml
	$(LOCK) --output-file requirements-dev.txt --extra dev --constraint requirements.txt pyproject.toml
	$(LOCK) --output-file $(PROGRAMS)/requirements.txt $(PROGRAMS)/requirements.in
	$(LOCK) --output-file $(TOOLS)/semgrep.txt $(TOOLS)/semgrep.in
	$(LOCK) --output-file $(TOOLS)/wapiti.txt $(TOOLS)/wapiti.in
	@! grep -n "://" requirements*.txt $(PROGRAMS)/requirements.txt $(TOOLS)/*.txt
LOCK = uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
         --no-annotate --no-strip-extras --custom-compile-command "make lock"

clean:  ## remove all that was made here, but never the instance
	rm -rf .venv .coverage .coverage.* htmlcov build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find coordinator tests benchmarks migrations -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
	find $(CATALOGUES) -name "*.mo" -delete 2>/dev/null || true

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*  ## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

set-up-run set-up-dev set-up-test: set-up-%:
	@test -n "$(PYTHON)" || { echo "Common Ground needs Python 3.11 or newer, and finds none. Install it, or name it: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) .ci/setup.py $*
