PYTHON ?= python3
BIN := .venv/bin

.PHONY: run setup setup-tests test check lock bench-extract bench-recognise bench-match bench-review bench-pages compose-check chaos load texts example pictures docs guards fuzz advisories clean

run: setup ## set up, then serve pages and worker on the embedded default
	@exec $(BIN)/assay serve

setup: ## make .venv with the assay command
	@$(PYTHON) bootstrap.py

setup-tests:
	@$(PYTHON) bootstrap.py --tests

test: check ## format, lint, types, imports, and every test
	@tools/test_programs.sh
	@$(BIN)/pytest -n auto --dist worksteal

check: setup-tests ## format, lint, types and import rules
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

lock: setup-tests ## write the hashed locks anew from pyproject.toml
	@$(BIN)/python tools/lock.py

bench-extract: setup-tests ## the readers beside other libraries: FOLDER=…
	@PYTHONPATH=. $(BIN)/python bench/extract.py $(FOLDER)

bench-recognise: setup-tests ## how well and how fast scans are read
	@$(BIN)/python -m bench.recognise

bench-match: setup-tests ## the rule engine beside other engines
	@$(BIN)/python -m bench.match

bench-review: setup-tests ## the reviewer's desk among 100,000 links
	@$(BIN)/python -m bench.review

bench-pages: setup-tests ## how soon each page of the worked example is shown
	@$(BIN)/python -m bench.pages

compose-check: setup-tests ## build the image and bring the compose file up (root, slow)
	@tools/compose_check.sh

chaos: setup-tests ## break real processes on real servers (root, an hour): WORDS="R4 random"
	@PYTHONPATH=. $(BIN)/python -m bench.chaos --write $(WORDS)

load: setup-tests ## how much this machine takes, and how fast: WORDS="drain --drain 10000"
	@PYTHONPATH=. $(BIN)/python -m bench.load --write $(WORDS)

texts: setup-tests ## bring the catalogues of translations in step: LANGUAGE=es
	@PYTHONPATH=. $(BIN)/python tools/texts.py $(LANGUAGE)

example: setup-tests ## build the worked example's documents from their sources
	@$(BIN)/python tools/example.py

pictures: setup-tests ## take the pictures of the README and the site anew
	@PYTHONPATH=. $(BIN)/python tools/pictures.py

docs: setup-tests ## build the site of docs/ into build/site
	@$(BIN)/sphinx-build -q -W --keep-going -c docs -d build/doctrees . build/site
	@echo "Open build/site/docs/index.html"

advisories: setup-tests ## hold the locks against the index, and weaknesses: FOLDER=… in OSV
	@PYTHONPATH=. $(BIN)/python tools/releases.py
	@[ -z "$(FOLDER)" ] || PYTHONPATH=. $(BIN)/python tools/advisories.py "$(FOLDER)"

fuzz: setup-tests ## read hostile files changed at random: WORDS="--minutes 60 --seed 7"
	@PYTHONPATH=. $(BIN)/python -m bench.fuzz $(WORDS)

guards: setup-tests ## take each guard out, and see whether the tests notice
	@PYTHONPATH=. $(BIN)/python tools/guards.py $(WORDS)

clean: ## remove the environment and caches; var/ with your data stays
	@rm -rf .venv .tools .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
