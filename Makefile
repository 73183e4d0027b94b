# `make demo` shows it, `make test` proves it. Both set up first, which is instant the second time.
.PHONY: demo test check setup environment browser lock messages
.DEFAULT_GOAL := demo
.NOTPARALLEL:

WORDS := $(wildcard configurator/translations/*/LC_MESSAGES/messages.po)

demo: setup
	@exec .venv/bin/surmesure demo

test: setup browser check

check: setup
	.venv/bin/ruff format --quiet --check .
	.venv/bin/ruff check --quiet .
	.venv/bin/mypy
	.venv/bin/pytest --quiet

setup: environment $(WORDS:.po=.mo)

environment:
	@.ci/setup

browser:
	@.ci/packages chromium poppler-utils || echo "Tests that need these are skipped."

%.mo: %.po | environment
	@.venv/bin/pybabel --quiet compile --input-file $< --output-file $@

# What pyproject.toml asks for, each version pinned by its content.
lock: environment
	@PATH="$$PATH:.uv/bin" uv pip compile pyproject.toml --group dev --python-version 3.11 --quiet \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --output-file requirements.lock

# The words of pages and messages, gathered for translators.
messages: environment
	@.venv/bin/pybabel --quiet extract --mapping-file configurator/translations/babel.cfg \
	  --keywords _l --width 100 --no-location --sort-output --output-file .venv/messages.pot .
	@.venv/bin/pybabel --quiet update --input-file .venv/messages.pot \
	  --output-dir configurator/translations --width 100 --no-fuzzy-matching --ignore-pot-creation-date
