# The developer interface: demo, test, check, bench, fuzz. Each makes .venv first where it is missing or older than the lock.
.PHONY: demo test check bench fuzz clean-venv
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/installed
FUZZER := .venv/fuzzer
LOGCHECK := $(BIN)/logcheck

$(STAMP): uv.lock pyproject.toml scripts/install
	@PYTHON=$(PYTHON) scripts/install

$(LOGCHECK): $(STAMP) scripts/logcheck $(wildcard tests/interop/logcheck/*)
	@scripts/logcheck

demo: $(STAMP)
	@$(BIN)/detente play scenarios/syria-2015.toml && $(BIN)/detente play --brief scenarios/wck-2024.toml

test: $(STAMP) $(LOGCHECK)
	@scripts/browser
	@echo "test: running every test"
	@$(BIN)/python -m pytest -n auto

check: $(STAMP)
	@echo "check: ruff, mypy --strict, import-linter, documents"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest README.md docs

bench: $(STAMP)
	@$(BIN)/python -m bench

# Every parser, 10^6 inputs each. FUZZ_RUNS=… another number, FUZZ="note,leaf" only these; a finding is kept in .fuzz and named.
# atheris guides the inputs where it can be installed; elsewhere they are mutated blindly.
$(FUZZER): $(STAMP) scripts/install-fuzzer
	@scripts/install-fuzzer

fuzz: $(FUZZER)
	@$(BIN)/python -m fuzz
