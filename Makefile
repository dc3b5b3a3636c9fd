# `make up` runs CoachHub, `make test` checks it. Both set up what they need by themselves.
# Needs Python 3.11 or 3.12 and make, nothing else.

PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
BIN := .venv/bin
export UV_PROJECT_ENVIRONMENT := .venv
# Where it is set, as in many containers, each of a test run's two hundred processes compiles every library anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: up test check bench bench-alerts bench-knee bench-bodies bench-posture vendor
.DEFAULT_GOAL := up

up: .venv/ready-to-run
	@exec $(BIN)/python manage.py up

test: .venv/ready-to-test
	@$(MAKE) --no-print-directory check
	@sh scripts/browser.sh
	@$(BIN)/python -m pytest -q --numprocesses 2 --dist loadgroup

# Everything but the tests.
check: .venv/ready-to-test
	@$(BIN)/ruff format --check --quiet . || { echo "Run: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/djlint --quiet --lint coachhub alerts
	@$(BIN)/mypy .
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@$(BIN)/python -m scripts.check_migrations
	@$(BIN)/hadolint Dockerfile

bench: .venv/ready-to-test
	@$(BIN)/python -m bench

# The engine against labelled clips, and against simulated bodies of every kind.
FOOTAGE ?= ../shared/footage
bench-knee: .venv/ready-to-test
	@$(BIN)/python -m bench.knee_tracking --footage $(FOOTAGE)

bench-bodies: .venv/ready-to-test
	@$(BIN)/python -m bench.bodies --plot docs/knee-tracking-calibration.svg
	@$(BIN)/python -m bench.twice

bench-posture: .venv/ready-to-test
	@$(BIN)/python -m bench.posture

# False alerts and delay of the pain trend; docs/pain-trend.json is its output.
bench-alerts: .venv/ready-to-test
	@$(BIN)/python -m bench.alert_accuracy

vendor: .venv/ready-to-test
	@$(BIN)/python scripts/vendor.py

.venv/ready-to-run: uv.lock pyproject.toml | $(UV)
	@$(UV) sync --quiet --frozen --inexact --no-dev --extra video --extra embedded
	@touch $@

.venv/ready-to-test: uv.lock pyproject.toml | $(UV)
	@$(UV) sync --quiet --frozen --inexact --all-extras
	@touch $@ .venv/ready-to-run

# The installer of everything else, when the machine has none: from the package index, into this folder only.
.uv/bin/uv:
	@{ $(PYTHON) -m venv .uv >/dev/null 2>&1 && .uv/bin/pip install --quiet uv; } \
	  || { rm -rf .uv; $(PYTHON) -m pip install --quiet --target .uv uv; } \
	  || { echo "uv could not be installed: install it (https://docs.astral.sh/uv/) or Python's venv or pip, then try again."; exit 1; }
