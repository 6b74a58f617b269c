# Two commands do everything: `make demo` and `make test`.
ENGAGE_HOME ?= $(CURDIR)/var
PORT ?= 5000
export ENGAGE_HOME
BIN := $(ENGAGE_HOME)/venv/bin

.PHONY: demo test prepare catalogues migration bench

demo: prepare  ## The demonstration world on http://127.0.0.1:$(PORT)
	@exec $(BIN)/engage demo --port $(PORT)

test: prepare  ## Every check; pytest's closing line comes last
	@.ci/browser
	@.ci/check

prepare:
	@.ci/prepare

catalogues: prepare  ## Take new words into the catalogues
	@$(BIN)/pybabel --quiet extract -F .ci/babel.cfg -k _l -k ngettext:1,2 --no-location --sort-output --omit-header -o translations/messages.pot .
	@for language in $$(ls -d translations/*/ | xargs -n1 basename); do $(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete -D messages -i translations/messages.pot -d translations -l $$language; done

migration: prepare  ## Write the next migration: make migration number=002 slug=what_changes
	@$(BIN)/python -c "import sqlalchemy as sa, engage.app; from engage.core import schema; e = sa.create_engine('sqlite://'); schema.upgrade(e); schema.write_migration(e, '$(slug)', '$(number)')"

bench: prepare  ## What a page costs
	@$(BIN)/engage bench
