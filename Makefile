# Everything that people and CI do has a name here. Needs Python 3.11 or newer and the package registries, nothing else.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin

# The compiled form of the tests is kept, whatever the shell says: making it anew is a third of the fast suite's time.
export PYTHONDONTWRITEBYTECODE =

.PHONY: help install triton tensorflow tools run test check format slow proof strength pictures bench screenshots wheel ci clean

help:  ## say what there is
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 14

install: .venv/installed  ## make .venv with everything, the front end built

# torch is pinned by constraints.txt for this repository; the package itself accepts a range.
.venv/installed: pyproject.toml constraints.txt hatch_build.py hatch_encoder.py $(wildcard frontend/src/*.ts frontend/package-lock.json)
	$(PYTHON) -c 'import sys; sys.exit("deepdrill needs Python 3.11 or newer; try: make PYTHON=python3.12 run" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[judge,labs,dev]'
	touch .venv/installed

triton: .venv/triton  ## also what the Triton drills need (280 MB)

tools: .venv/tools  ## also what the labs with DVC, MLflow and W&B need (230 MB)

tensorflow: .venv/tensorflow  ## also what the TensorFlow and Keras labs need (1.5 GB installed)

# The extra of the same name.
.venv/triton .venv/tools .venv/tensorflow: .venv/%: .venv/installed
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[$*]'
	touch $@

run: install  ## start deepdrill and open the browser
	$(BIN)/deepdrill

test: check  ## lint, types, layers and the fast tests
	$(BIN)/pytest -n auto

check: install  ## lint, format, types and the layers, without running anything
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install  ## put every file into shape
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

slow: install  ## the tests that start the judge, servers and a browser
	$(BIN)/pytest -m slow

proof: install  ## prove the whole library
	$(BIN)/deepdrill proof

strength: install  ## how strong the checks are: mutations of every solution that they catch
	$(BIN)/deepdrill proof --strength

pictures: install  ## draw the pictures of the topics' pages anew
	$(BIN)/python -m deepdrill.lab.pictures content

bench: install  ## the numbers of the README, as ratios in one run
	$(BIN)/python -m benchmarks.verdicts

screenshots: install  ## take the pictures of the README from a real run
	$(BIN)/python scripts/screenshots.py

wheel: install  ## build the wheel that users install
	$(BIN)/pip wheel --quiet --no-deps -w dist .

ci:  ## what CI runs
	bash .ci/run

clean:  ## forget what was installed and built
	rm -rf .venv dist build src/deepdrill/web/static/dist src/deepdrill/grading/minilm frontend/node_modules
