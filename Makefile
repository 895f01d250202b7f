# make demo   see what geokit does
# make fast   what a developer runs while changing code: tests without browsers, builds and campaigns, in two minutes
# make test   everything that continuous integration runs
# make dist   build and check the source archive and the wheel into dist/
# make wheels PLATFORM=win_amd64 PYTHON_VERSION=3.12   a folder of wheels for a machine without a network
# make docs   the documentation, as pages that open without a network: build/docs/index.html
# make notebooks   run the notebooks and save them with their outputs; make jupyter: the same in JupyterLab, with pictures
# make fuzz   a hundred times the mutated files of make test
# make hostile  a hundred times the hostile files of make test: every format, in processes of their own, watched
# make office   workbooks opened and calculated in LibreOffice (Debian: libreoffice-calc)
# make audit  the audit of the shipped boundaries, against what their baseline accepts
# make oracle LAYERS=100000   random layers of parcels against an oracle that tries all pairs (make test: 2,000)
# make mutants   300 small changes to the code, one at a time, in a copy: do the tests notice? SEED=2: other ones; ARGS='--room rules'
# make pythons   the fast tests with each Python that is here, and the locked, lowest and newest versions: ARGS='python3.13 --sets lowest'
# make facts   write anew what tests hold against files of facts; read the difference before it is kept
# make figures   how large the house is: files, lines, imports, comments, circles; it fails nothing
# make qgis   geokit's script in QGIS itself; nothing is installed for it
# make databases   PostGIS and DuckDB themselves, in an environment of its own: .venv/databases
# make scale PARCELS=1000000   a province in parts, beside peers, in .venv/benchmarks
# make benchmarks   every benchmark once, with all peers, and the pages that tell the figures; make rehearsal: with few parcels
# make sizes  measure what an installation is made of, for the page on a slim one; make licences: LICENSES.md anew
# make lock   write constraints.txt anew, from the newest versions that fit

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
WORKERS ?= auto

.PHONY: demo test fast lint types layers audit unit figures fuzz hostile office oracle mutants pythons facts browser jupyter docs outlines dist wheels lock sizes licences clean notebooks qgis databases scale benchmarks rehearsal

demo: $(VENV)/demo.stamp
	@$(BIN)/python -m geokit demo --output build

test: lint types layers audit unit

$(VENV)/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "geokit needs Python 3.11 or later; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; \
		echo "geokit 需要 Python 3.11 以上；请指明：make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; } >&2
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "this Python cannot make an environment; install what it lacks (Debian: apt install python3-venv)"; \
		echo "此 Python 无法建立虚拟环境，请安装所缺部分（Debian：apt install python3-venv）"; exit 2; } >&2
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/demo.stamp: $(VENV)/python.stamp pyproject.toml constraints.txt
	@echo "installing into $(VENV), which takes some minutes / 正在装入 $(VENV)，需要几分钟"
	$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/test.stamp: $(VENV)/python.stamp pyproject.toml constraints.txt
	@echo "installing into $(VENV), which takes some minutes / 正在装入 $(VENV)，需要几分钟"
	$(PIP) install --constraint constraints.txt --editable '.[test]'
	@touch $@ $(VENV)/demo.stamp

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python tests/page/node_tools.py

types: $(VENV)/test.stamp
	$(BIN)/mypy

layers: $(VENV)/test.stamp
	$(BIN)/lint-imports --no-cache

# An accepted finding that is gone fails too: its entry is to be deleted.
audit: $(VENV)/test.stamp
	$(BIN)/python -m geokit audit boundaries --baseline boundaries/baseline.toml --fail-on warning

# A process that is done takes over what another has not begun; what is costly to build is built once for all of them.
# Many tests start an interpreter, which would compile all of geokit anew where nothing compiled may be kept.
unexport PYTHONDONTWRITEBYTECODE
PYTEST = $(BIN)/pytest --numprocesses $(WORKERS) --dist worksteal

unit: $(VENV)/test.stamp browser
	$(PYTEST)

fast: $(VENV)/test.stamp
	$(PYTEST) -m "not slow"

figures:
	@$(PYTHON) tests/house_figures.py

FUZZ ?= 100
fuzz: $(VENV)/test.stamp
	GEOKIT_FUZZ=$(FUZZ) $(BIN)/pytest tests/parcels/formats/test_fuzz.py --numprocesses $(WORKERS)

HOSTILE ?= 100
hostile: $(VENV)/test.stamp
	GEOKIT_HOSTILE=$(HOSTILE) $(BIN)/pytest tests/hostile --numprocesses $(WORKERS)

office: $(VENV)/test.stamp
	@command -v soffice >/dev/null || { echo "make office needs LibreOffice (Debian: libreoffice-calc)"; exit 2; }
	GEOKIT_OFFICE=1 $(BIN)/pytest tests/reports/test_in_libreoffice.py

LAYERS ?= 100000

oracle: $(VENV)/test.stamp
	GEOKIT_COVERAGE_LAYERS=$(LAYERS) $(BIN)/pytest --numprocesses $(WORKERS) tests/coverage/test_against_oracle.py

FACTS := tests/auditing/test_facts_of_findings.py tests/ledgers/figures/test_figures_as_written.py tests/ledgers/test_indicator_cells.py tests/ledgers/test_indicator_sources.py tests/ledgers/test_indicators_as_written.py tests/ledgers/test_land_classes_as_written.py tests/ledgers/test_tables_as_written.py tests/parcels/formats/test_files_as_read.py

FACTS += tests/ledgers/test_odd_tables.py tests/ledgers/test_plot.py

facts: $(VENV)/test.stamp
	GEOKIT_FACTS=write $(BIN)/pytest $(FACTS)

MUTANTS ?= 300
SEED ?= 1

mutants: $(VENV)/test.stamp
	$(BIN)/python tests/mutants/mutants.py --count $(MUTANTS) --seed $(SEED) $(ARGS)

pythons: $(VENV)/test.stamp
	$(BIN)/python benchmarks/pythons.py --workers $(WORKERS) $(ARGS)

# Browser tests need Chromium and a Chinese font; without them they are left out, and say so.
# Its shell without windows opens a page in less than half the time; what benchmarks publish is measured in Chromium itself.
BROWSER = chromium-headless-shell
benchmarks rehearsal: BROWSER = chromium
APT_INSTALL = apt-get install -y -qq --no-install-recommends fonts-noto-cjk fontconfig
browser:
	@if { command -v $(BROWSER) || command -v chromium; } >/dev/null && fc-list :lang=zh 2>/dev/null | grep -q .; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing chromium and fonts-noto-cjk for the browser tests"; \
		{ apt-get update -qq && { $(APT_INSTALL) $(BROWSER) || $(APT_INSTALL) chromium; }; } >/dev/null \
			|| echo "apt-get could not install them: the browser tests are left out"; \
	else \
		echo "the browser tests are left out: they need chromium and a Chinese font (Debian: chromium, fonts-noto-cjk)"; \
	fi

docs: $(VENV)/test.stamp browser
	$(BIN)/python docs/build.py build/docs

# Runs the notebooks and saves them with their outputs, each map as a small picture.
notebooks: $(VENV)/test.stamp
	$(BIN)/python notebooks/render.py

# JupyterLab is no dependency, for its size; pictures of what it shows go to build/jupyter.
jupyter: $(VENV)/test.stamp
	$(PIP) install jupyterlab
	$(BIN)/python notebooks/open_in_jupyterlab.py build/jupyter

QGIS_PYTHON ?= /usr/bin/python3
qgis: $(VENV)/test.stamp
	@command -v qgis_process >/dev/null && $(QGIS_PYTHON) -c 'import qgis.core' 2>/dev/null || \
		{ echo "this needs QGIS and its Python (Debian: qgis, python3-qgis); another Python: make QGIS_PYTHON=…"; exit 2; }
	GEOKIT_QGIS_PYTHON=$(QGIS_PYTHON) $(BIN)/pytest tests/qgis

# The libraries of databases are no dependency of geokit: the tests' environment lends its own to one that has them.
DATABASES := $(VENV)/databases
$(DATABASES)/databases.stamp: $(VENV)/test.stamp
	$(BIN)/python -m venv $(DATABASES)
	$(BIN)/python tests/databases/lend.py $(DATABASES)/bin/python
	$(DATABASES)/bin/python -m pip --disable-pip-version-check --quiet install \
		duckdb==1.5.5 duckdb-extension-spatial==1.5.5 polars sqlalchemy 'psycopg[binary]'
	@touch $@

databases: $(DATABASES)/databases.stamp
	@ls -d $${GEOKIT_POSTGRES:-/usr/lib/postgresql/*/bin}/initdb >/dev/null 2>&1 || \
		{ echo "this needs PostgreSQL with PostGIS (Debian: postgresql-15-postgis-3); elsewhere: GEOKIT_POSTGRES=its bin"; exit 2; }
	$(DATABASES)/bin/python -m pytest tests/databases

# Nothing is fetched while they run. QGIS and PostGIS are the system's own (Debian: python3-qgis, postgresql-15-postgis-3).
BENCHMARKS := $(VENV)/benchmarks
$(BENCHMARKS)/benchmarks.stamp: $(VENV)/test.stamp
	$(BIN)/python -m venv $(BENCHMARKS)
	$(BIN)/python tests/databases/lend.py $(BENCHMARKS)/bin/python
	$(BENCHMARKS)/bin/python -m pip --disable-pip-version-check --quiet install 'apache-sedona[db]==1.9.1' sedonadb==0.5.0 \
		duckdb==1.5.5 duckdb-extension-spatial==1.5.5 dask-geopandas==0.5.0 geoplanar==0.6.0 ilivalidator==0.0.4
	npm install --silent --no-audit --no-fund --prefix $(BENCHMARKS) mapshaper@0.7.70
	@touch $@

RUN_BENCHMARKS = MAPSHAPER=$(abspath $(BENCHMARKS)/node_modules/.bin/mapshaper-xl) $(BENCHMARKS)/bin/python
PARCELS ?= 1000000
PROVINCES ?= build/provinces
scale: $(BENCHMARKS)/benchmarks.stamp
	$(RUN_BENCHMARKS) benchmarks/scale.py $(PARCELS) --audit= --audit='--workers 1' --audit='--workers 2' --peers

benchmarks: $(BENCHMARKS)/benchmarks.stamp browser
	$(RUN_BENCHMARKS) benchmarks/everything.py --data $(PROVINCES)
	$(BENCHMARKS)/bin/python benchmarks/write.py build/benchmarks

rehearsal: $(BENCHMARKS)/benchmarks.stamp browser
	$(RUN_BENCHMARKS) benchmarks/everything.py --small --data $(PROVINCES) --into build/rehearsal

outlines: $(VENV)/demo.stamp
	$(BIN)/python -m geokit outline boundaries

dist: $(VENV)/test.stamp
	rm -rf dist
	$(BIN)/python -m hatchling build -d dist
	$(BIN)/twine check --strict dist/*

# Everything geokit needs, in the versions it is tested with. A folder for this very machine is tried at once.
wheels: dist
	rm -rf build/wheels build/wheels-tried
	$(PIP) download --dest build/wheels --constraint constraints.txt --only-binary :all: \
		$(if $(PLATFORM),--platform $(PLATFORM)) $(if $(PYTHON_VERSION),--python-version $(PYTHON_VERSION)) dist/*.whl
	@$(if $(PLATFORM)$(PYTHON_VERSION),,$(PYTHON) -m venv build/wheels-tried \
		&& build/wheels-tried/bin/python -m pip --quiet install --no-index --find-links build/wheels geokit-parks \
		&& build/wheels-tried/bin/python -m geokit parks)
	@rm -rf build/wheels-tried

# What is measured is what is installed here.
sizes: $(VENV)/test.stamp
	$(BIN)/python benchmarks/installed.py --write

licences: $(VENV)/test.stamp
	$(BIN)/python benchmarks/licences.py

lock:
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/python -m pip --quiet install --upgrade --editable '.[test]'
	$(VENV)/lock/bin/python -m pip freeze --exclude-editable > constraints.txt

clean:
	rm -rf $(VENV) build dist
