# Everything that a newcomer needs: `make run` and `make test`.
PYTHON ?= python3.11
UV := .uv/bin/uv
BIN := .venv/bin
TEST_PROCESSES ?= 2
export RASA_TELEMETRY_ENABLED = false

.PHONY: run test setup check lint types content quality bench bench-growth bench-nlu bench-desk ablation lock clean

run: setup  ## Install, train if needed, start, print the address of the web chat
	$(BIN)/sds serve

test: setup  ## Install and run all tests, a file at a time on each of so many processes
	PYTHONHASHSEED=0 $(BIN)/pytest --numprocesses $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder

setup: .venv/.installed  ## Prepare everything; afterwards .venv/bin/sds is the command
	@$(BIN)/sds train

.venv/.installed: requirements.lock pyproject.toml .uv/.installed
	@echo "Installing the libraries (about a minute)"
	$(UV) venv --quiet --allow-existing --python $(PYTHON) .venv
	$(UV) pip sync --quiet --compile-bytecode --require-hashes --python .venv/bin/python requirements.lock
	$(UV) pip install --quiet --no-deps --no-build-isolation --python .venv/bin/python --editable .
	@touch $@

.uv/.installed:
	@echo "Fetching uv"
	$(PYTHON) -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check "uv==0.13.9"
	@touch $@

check: lint types content  ## What CI holds besides the tests

lint: .venv/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: .venv/.installed
	$(BIN)/mypy

content: .venv/.installed
	$(BIN)/sds check

quality: setup  ## Own quality floors
	$(BIN)/sds eval --floors tests/floors.yml

bench: setup  ## This bot beside Rasa's default pipeline, in one run (up to an hour; EPOCHS=1: twenty minutes)
	$(BIN)/sds bench $(if $(QUESTIONS),--questions $(QUESTIONS)) $(if $(EPOCHS),--epochs $(EPOCHS))

bench-growth: setup  ## Retrieval with 300, 3,000 and 10,000 articles
	$(BIN)/sds bench-growth

bench-desk: setup  ## The desk's pages with 10,000 tickets
	$(BIN)/sds bench-desk

ablation: setup  ## What each part of the retrieval brings
	$(BIN)/sds ablation

bench-nlu: setup  ## Public intent benchmarks: BANKING=folder CLINC=file
	$(BIN)/sds bench-nlu $(if $(BANKING),--banking $(BANKING)) $(if $(CLINC),--clinc $(CLINC))

lock: setup  ## Resolve the dependencies again
	$(UV) pip compile pyproject.toml --extra dev --python-version 3.11 --universal --generate-hashes --no-header --quiet -o requirements.lock

clean:
	rm -rf .venv .uv models var runs
