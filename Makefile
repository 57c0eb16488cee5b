# make run, make test, make bench: the same on every machine with make and Python 3.11, 3.12 or 3.13.
# Everything is installed into .venv; remove that folder (make clean) to start again.

PYTHON ?= python3.13 python3.12 python3.11 python3
ADDRESS ?= 127.0.0.1
PORT ?= 8501

IN_VENV = .venv/bin/python
VERSION_FITS = import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
VENV_FITS = import ensurepip, venv

.PHONY: help run test bench format clean

help:
	@echo "make run      start the app on http://$(ADDRESS):$(PORT) (make run PORT=8600 for another port)"
	@echo "make test     check the style and run all tests, those in the browser included"
	@echo "make bench    measure speed and print tables"
	@echo "make format   bring the code into the style that make test checks"
	@echo "make clean    remove .venv and everything else that was generated"

run: .venv/app.stamp
	@trap 'exit 0' INT; \
	$(IN_VENV) -m streamlit run app.py --server.address=$(ADDRESS) --server.port=$(PORT) --server.headless=true \
	  --browser.gatherUsageStats=false

test: .venv/dev.stamp
	$(IN_VENV) tests/chromium.py
	$(IN_VENV) -m ruff format --check .
	$(IN_VENV) -m ruff check .
	$(IN_VENV) -m pytest -p tests.no_skips -n 2 --dist loadfile --no-loadscope-reorder

bench: .venv/dev.stamp
	$(IN_VENV) tests/chromium.py
	@for script in benchmarks/bench_*.py; do \
	  echo; $(IN_VENV) -m benchmarks.$$(basename $$script .py) || exit 1; \
	done

format: .venv/dev.stamp
	$(IN_VENV) -m ruff format .
	$(IN_VENV) -m ruff check --fix .

clean:
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/app.stamp: requirements.txt .venv/bin/python
	$(IN_VENV) -m pip install --disable-pip-version-check --no-input -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt requirements.txt .venv/bin/python
	$(IN_VENV) -m pip install --disable-pip-version-check --no-input -r requirements-dev.txt
	@touch $@

# A command counts only if it runs: a version manager's shim may exist without a Python behind it.
.venv/bin/python:
	@for python in $(PYTHON); do \
	  "$$python" -c '$(VERSION_FITS)' >/dev/null 2>&1 || continue; \
	  "$$python" -c '$(VENV_FITS)' >/dev/null 2>&1 || { bare="$$python"; continue; }; \
	  echo "Making .venv with $$("$$python" --version)."; \
	  "$$python" -m venv --clear .venv && exit 0; \
	  rm -rf .venv; exit 1; \
	done; \
	if [ -n "$$bare" ]; then \
	  echo "$$bare cannot make virtual environments: it lacks the modules venv or ensurepip." >&2; \
	  echo "On Debian and Ubuntu they come with: apt-get install python3-venv" >&2; \
	else \
	  echo "optiviz needs Python 3.11, 3.12 or 3.13. None of these works here: $(PYTHON)" >&2; \
	  echo "Install one, or name yours: make run PYTHON=/path/to/python3.12" >&2; \
	fi; \
	exit 1
