# The developer interface: demo, test, check, bench. Each makes .venv first where it is missing or older than the lock.
.PHONY: demo test check bench clean-venv
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/installed
LOGCHECK := $(BIN)/logcheck

$(STAMP): uv.lock pyproject.toml scripts/install
	@PYTHON=$(PYTHON) scripts/install

$(LOGCHECK): $(STAMP) scripts/logcheck $(wildcard tests/interop/logcheck/*)
	@scripts/logcheck

demo: $(STAMP)
	@for file in scenarios/syria-2015.toml scenarios/wck-2024.toml; do $(BIN)/detente play $$file || exit $$?; done

test: $(STAMP) $(LOGCHECK)
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
