# make demo     build the demo desk and open it (without a terminal: say how to)
# make test     the tests        make lint     style, types
# make bench    measurements     make picture  the picture in README
# make prove    our figures and exports before other programs, installed apart from ours
#
# Needs make and Python 3.11 or newer with venv and pip; PYTHON=... chooses which.

.DELETE_ON_ERROR:
.PHONY: demo test lint bench prove picture clean

VENV ?= .venv
BIN := $(VENV)/bin
PROVE ?= .venv-prove
PROVERS := $(sort $(patsubst tests/bench/%.py,%,$(wildcard tests/bench/prove_*.py)))
NEW_ENOUGH := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))

# Asked only when an environment has to be made: the first Python that is new enough.
PYTHON ?= $(or $(firstword $(foreach name,python3.11 python3.12 python3.13 python3.14 python3 python,\
	$(shell $(name) -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && echo $(name)))),no-python-3.11-found)

demo: $(VENV)/.installed
	$(BIN)/copydesk demo

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy store tui

bench: $(VENV)/.installed-dev
	$(BIN)/python -m tests.bench.run

prove: $(VENV)/.installed-dev
	@failed=0; for prover in $(PROVERS); do \
	  $(BIN)/python -m tests.bench.$$prover --venv $(PROVE)/$$prover || failed=1; \
	done; exit $$failed

picture: $(VENV)/.installed-dev
	$(BIN)/python -m tests.picture

clean:
	rm -rf $(VENV) $(PROVE) .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist *.egg-info

$(BIN)/python:
	@$(PYTHON) -c '$(NEW_ENOUGH)' || { \
	  echo "copydesk needs Python 3.11 or newer with venv and pip; name it with: make PYTHON=/path/to/python" >&2; \
	  exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
