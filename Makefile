# Two commands do everything on a machine with Python 3.11 to 3.14 and make:
#   make demo    sets up, builds and airs the campaign's first day
#   make test    runs every test
FITS   := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python3.14 python; do \
            $$name -c '$(FITS)' 2>/dev/null && { echo $$name; break; }; done)
VENV   ?= .venv
BIN    := $(VENV)/bin
DAY    := 2026-05-13
# Tests start hundreds of processes: each finds the program compiled, even where the system asks for the opposite.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test lint setup clean

setup: $(VENV)/.ready

$(VENV)/.ready: setup.cfg pyproject.toml
	@"$(PYTHON)" -c '$(FITS)' 2>/dev/null || \
	  { echo "Python 3.11 to 3.14 is needed; name one with: make PYTHON=/path/to/python3 $(MAKECMDGOALS)"; exit 1; }
	"$(PYTHON)" -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[web,test,lint]'
	@touch $@

demo: setup
	@$(BIN)/python -m broadcaster demo $(DAY)

test: setup
	$(BIN)/python -m pytest -m "not real" --numprocesses auto --dist worksteal
	$(BIN)/python -m pytest -m real $$(grep -rlw mark.real tests --include='test_*.py')

lint: setup
	$(BIN)/ruff check broadcaster tests benchmarks
	$(BIN)/ruff format --check broadcaster tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf var audio/programmes playlists/built
