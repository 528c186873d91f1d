# Every command anyone types. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help setup environments demo test check bench train evaluate format lock audit screenshots
SHELL := /bin/bash
PYTHON ?= python3
MAKE_PARTS := $(PYTHON) -m kit.environments
RUN := .venv/bin
PYPACKAGES := app actions adsync audiences profiles catalogue kit tests benchmarks migrations
WORKERS ?= 2
NODE_FOLDER = $(shell $(PYTHON) -c 'from kit.environments import find_node; print(find_node().parent)')

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

setup: ## make both environments, the web assets and the trained model; start nothing
	@$(MAKE_PARTS) python web model

demo: setup ## carry one conversation down the whole road and stay up (ONCE=1: exit afterwards)
	@$(RUN)/candor demo $(if $(ONCE),--once)

test: setup ## run every test of both environments
	$(RUN)/pytest -n $(WORKERS) --dist loadgroup
	cd bot && .venv/bin/python -m pytest -p no:cacheprovider
	bot/.venv/bin/python -m pytest -c tests/conversations/pytest.ini tests/conversations
	cd web && PATH="$(NODE_FOLDER):$$PATH" npm test --silent

check: environments ## format, lint, types, import contracts, unused dependencies
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .
	$(RUN)/mypy
	$(RUN)/lint-imports
	$(RUN)/deptry .

environments: # both Python environments, nothing built and nothing trained
	@$(MAKE_PARTS) python

bench: setup ## run the benchmarks, each against its baseline in the same run
	@for file in benchmarks/bench_*.py; do $(RUN)/python $$file || exit 1; done

train: ## train hearing and the bot again from their data, whether or not anything changed
	@rm -rf models/.made* models/hearing
	@$(MAKE_PARTS) python model

evaluate: setup ## score the labelled messages through the trained model into docs/evaluation.md
	@bot/.venv/bin/python -W ignore -m bot.evaluation

format: ## bring all code into the house format
	@$(RUN)/ruff format . && $(RUN)/ruff check --fix .

lock: ## write both lock files anew from pyproject.toml
	@bash -c 'UV=$$($(PYTHON) -c "from kit.environments import find_uv; print(find_uv())"); \
	  LOCK="$$UV pip compile --universal --generate-hashes --no-emit-index-url --custom-compile-command \"make lock\" --exclude-newer $$(date -u -d "7 days ago" +%F) --extra dev pyproject.toml -o requirements.lock"; \
	  $$LOCK --python .venv/bin/python >/dev/null && cd bot && $$LOCK --python .venv/bin/python >/dev/null'

audit: ## dead code and known weaknesses; not part of the gate
	@$(RUN)/vulture --min-confidence 80 app actions adsync audiences profiles catalogue kit

screenshots: setup ## take fresh screenshots of every page from a running demo story
	@$(RUN)/python docs/take_screenshots.py
