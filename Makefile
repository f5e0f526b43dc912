# The two commands are “make site” and “make test”; everything else is for those who work on the code.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
AS_OF ?= 2021-11-20T08:00:00+07:00
JOBS ?= $(shell nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 1)

.DEFAULT_GOAL := help
.PHONY: help site internal serve test check bench compat clean

help:
	@echo "make site      install what is locked and build the portal from submissions/ into site/"
	@echo "make test      install and run every test, those in a browser included"
	@echo "make check     style, types, workflows"
	@echo "make serve     build, serve on this machine, build again when something changes"
	@echo "make internal  build the portal for the internal audience into site-internal/"
	@echo "make bench     measure against the peers"
	@echo "make compat    build the site with ProperDocs, the maintained fork of MkDocs"

# A stamp says which lock file an environment was made from, and whether it is still the same one.
$(VENV)/%.stamp: requirements/%.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/$*.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

site: $(VENV)/site.stamp
	$(BIN)/thidua build --site site --as-of $(AS_OF) --jobs $(JOBS)

internal: $(VENV)/site.stamp
	$(BIN)/thidua build --site site-internal --audience internal --as-of $(AS_OF) --jobs $(JOBS)

serve: $(VENV)/site.stamp
	$(BIN)/thidua serve --as-of $(AS_OF)

test: $(VENV)/test.stamp
	@sh .ci/chromium
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile

check: $(VENV)/test.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/actionlint -shellcheck= -pyflakes=
	$(BIN)/zizmor --offline --quiet --no-progress --persona pedantic .github

bench: $(VENV)/bench.stamp
	PYTHONPATH=scripts $(BIN)/python -m bench

compat: $(VENV)/bench.stamp
	$(BIN)/thidua build --site site --as-of $(AS_OF) --jobs $(JOBS) --markdown
	$(BIN)/properdocs build --quiet --config-file build/public/mkdocs.yml --site-dir $(CURDIR)/build/compat
	@diff -rq --exclude=api --exclude=assets --exclude='sitemap.xml*' site build/compat
	@echo "ProperDocs builds the same pages, byte for byte."

clean:
	rm -rf build site site-internal
