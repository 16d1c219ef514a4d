PYTHON ?= python3
BIN := .venv/bin

.PHONY: run setup setup-tests test check lock example clean

run: setup ## set up, then serve pages and worker on the embedded default
	@exec $(BIN)/assay serve

setup: ## make .venv with the assay command
	@$(PYTHON) bootstrap.py

setup-tests:
	@$(PYTHON) bootstrap.py --tests

test: check ## format, lint, types, imports, and every test
	@$(BIN)/pytest

check: setup-tests ## format, lint, types and import rules
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

lock: setup-tests ## write the hashed locks anew from pyproject.toml
	@$(BIN)/python tools/lock.py

example: setup-tests ## build the worked example's documents from their sources
	@$(BIN)/python tools/example.py

clean: ## remove the environment and caches; var/ with your data stays
	@rm -rf .venv .tools .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
