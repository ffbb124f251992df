# One gate, the same here and in .ci/run. `make` alone prepares the environment; `make test` runs every check.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp
DEMO := build/demo
SCHED := $(BIN)/iplatform-sched --store $(DEMO)/network.db
BENCH := $(BIN)/iplatform-sched bench
SMOKE := build/bench-smoke.jsonl
NOW := 2026-11-23T20:00:00+09:00

.DELETE_ON_ERROR:
.DEFAULT_GOAL := env
.PHONY: env demo bench-smoke test lint exhaustive format lock clean

env: $(STAMP)

# Brought up to date whenever the lock or the project file changes; remove $(VENV) to start from nothing.
# The lock is complete, so nothing is resolved anew: a pip that did would look for the newest `coverage[toml]`.
$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	$(BIN)/python -m pip check
	touch $(STAMP)

demo: env
	rm -rf $(DEMO)
	mkdir -p $(DEMO)
	$(SCHED) init
	$(SCHED) import data/iplatform
	$(SCHED) nightly --now $(NOW) --budget 60s
	$(SCHED) check --now $(NOW)
	@echo "Results are in $(DEMO)/network.db.runs/ (CSV and JSON), the store is $(DEMO)/network.db; \`$(SCHED) show night\` lists the changes."

lint: env
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Every format's own fixtures, two presets and a peer, with work limits: the same answers each time. `make test` runs it too.
bench-smoke: env
	rm -rf $(SMOKE) $(SMOKE:.jsonl=.solutions)
	$(BENCH) run --set 'fixtures-*' --preset default --preset redundant --preset plain --work 2 --results $(SMOKE)
	$(BENCH) compare $(SMOKE) --last benchmarks/fixtures/table.csv --exit-code
	$(BENCH) verify $(SMOKE)

test: lint
	$(BIN)/python -m pytest -n auto --dist loadfile --ignore=tests/agreement --cov --cov-report=term-missing:skip-covered
	$(BIN)/python -m pytest -n auto --dist worksteal tests/agreement # apart: tracing would make these thousands of solves four times slower

# The long form of the random agreement tests, some ten minutes on one core; `make test` has a sample of it.
exhaustive: env
	BRUTE_FORCE_PROBLEMS=500 AGREEMENT_CASES=300 $(BIN)/python -m pytest -q tests/agreement

format: env
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: env
	$(BIN)/uv pip compile pyproject.toml --quiet --all-extras --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" \
		--output-file requirements.lock

clean:
	rm -rf build dist .coverage .coverage.* htmlcov .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +
