# make demo | story | test | bench | lint | docs | install PREFIX=/usr/local
SHELL := /bin/bash
.SHELLFLAGS := -e -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo demo-hosts story build test test-fresh runbooks mutations bench lint format docs site install install-files picture dist test-dist clean swift packages-%

PREFIX ?= /usr/local
DESTDIR ?=
# Two jobs at once: more than that, and the release build of the cryptography takes more memory than a small machine has.
JOBS ?= 2

# The modules' walls: an import that Package.swift does not declare is an error.
CHECKED := --explicit-target-dependency-import-check error
# Without symbols, and equal functions once: each run hashes its prov.
LINK := -Xlinker -s -Xlinker --no-export-dynamic -Xlinker --icf=safe
RELEASE := swift build -c release --product prov --static-swift-stdlib $(LINK) $(CHECKED) --jobs $(JOBS)
PROV := .build/release/prov
DEMO := .build/demo
STORY := .build/story
SITE := .build/site
DIST := .build/dist
# What this project is read by.
PAGES := README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md docs runbooks
# What looks at the pages as a person does: a browser driven from Python.
BROWSER := .build/browser
# Ansible, which our reading of its inventories is held against.
ANSIBLE := .build/ansible
# The base of the lab's hosts.
LAB := $(CURDIR)/.build/lab
# The tools whose documents prov reads, and whose verdicts it must have.
PEER_DOCUMENTS := .build/peer-documents
# The tools that prov is measured beside.
PEERS := .build/peers

export SWIFT_BACKTRACE := enable=no

help:
	@echo "make demo      build prov and run a real runbook with it"
	@echo "make story     from nothing to a system that is released to, fails and recovers, on ten temporary hosts, with its site; as root"
	@echo "make test      build and run every test; fails where anything they need is missing"
	@echo "make test-fresh  the same in a temporary Debian with Swift and the packages of .ci/packages; as root"
	@echo "make runbooks  run every runbook of runbooks/ as its script says, also those that take minutes"
	@echo "make mutations write wrong lines into the sources, one by one: each must be found by its tests; half an hour"
	@echo "make bench     time and memory, as ratios beside a baseline of the same run"
	@echo "make lint      prov lint on this project's own runbooks and documentation"
	@echo "make site      this project's site, of its runbooks, its documentation and the runs of make demo, in $(SITE)"
	@echo "make format    lay out all Swift files as .swift-format says; CI refuses what is laid out otherwise"
	@echo "make docs      write the generated reference pages"
	@echo "make dist      tarball, .deb, .rpm, image, bill of materials and SHA256SUMS, in $(DIST)"
	@echo "make test-dist install each of them in a temporary Debian, and run a runbook with it"
	@echo "make picture   draw README's pictures: of its runbook in a terminal, and after \`make story\` of a failed release"
	@echo "make install   put prov, its manual page and its completions under PREFIX ($(PREFIX))"

swift:
	@command -v swift >/dev/null || { echo "there is no swift on the PATH: install Swift 6.1 or later from https://www.swift.org/install/linux/" >&2; exit 1; }

packages-%:
	@.ci/packages install $*

build: swift packages-build
	$(RELEASE)

demo: build packages-demo
	@mkdir -p $(DEMO)
	@echo
	$(PROV) plan runbooks/first-steps.md
	@echo
	$(PROV) run runbooks/first-steps.md --yes --store $(DEMO)/record --reason "make demo"
	@$(PROV) report last --store $(DEMO)/record --format html --out $(DEMO)/report.html
	@$(PROV) report last --store $(DEMO)/record --format markdown --out $(DEMO)/report.md
	@$(MAKE) --no-print-directory demo-hosts
	@echo
	@echo "The report of this run:  $(CURDIR)/$(DEMO)/report.html  (and report.md beside it)"
	@echo "Its record:              $(CURDIR)/$(DEMO)/record"
	@echo
	@echo "Try next:"
	@echo "  $(PROV) run runbooks/first-steps.md --store $(DEMO)/record        again: what holds is not done twice"
	@echo "  rm /tmp/prov-first-steps/server.crt"
	@echo "  $(PROV) verify runbooks/first-steps.md --store $(DEMO)/record     fails, and says what"
	@echo "  $(PROV) rollback runbooks/first-steps.md --store $(DEMO)/record   undo, in reverse order, what its runs did"
	@echo "  $(PROV) run README.md --dry-run                                   any README will do"
	@echo "  $(PROV) lab up web1 web2 web3                                     hosts to try more on; or run docs/tutorial/hosts-in-the-lab.md"
	@echo "  less runbooks/postgresql-development.md docs/tutorial/first-runbook.md"

# A rolling deployment over three temporary hosts, which only root can make.
demo-hosts: packages-lab
	@echo
	@if [ "$$(id -u)" = 0 ] || sudo --non-interactive true 2>/dev/null; then \
		Tests/Lab/as-root.sh env PROV_LAB_CACHE=$(LAB) .ci/demo-hosts $(CURDIR)/$(PROV) $(CURDIR)/$(DEMO); \
	else \
		echo "The rolling deployment over three hosts was skipped: root is required to make hosts. Run: sudo make demo-hosts"; \
	fi

# One story, end to end, over ten temporary hosts: runbooks/story/story.md. KEEP=1 keeps the hosts.
story: build packages-lab packages-story
	@Tests/Lab/as-root.sh env PROV_LAB_CACHE=$(LAB) .ci/story $(CURDIR)/$(PROV) $(CURDIR)/$(STORY)

$(BROWSER)/ready: Tests/Browser/requirements.txt
	python3 -m venv $(BROWSER)
	$(BROWSER)/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

$(ANSIBLE)/ready: Tests/Inventory/requirements.txt
	python3 -m venv $(ANSIBLE)
	$(ANSIBLE)/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

$(PEER_DOCUMENTS)/ready: Tests/Peers/requirements.txt
	python3 -m venv $(PEER_DOCUMENTS)
	$(PEER_DOCUMENTS)/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

test: swift packages-build packages-test packages-dist
	.ci/format
	.ci/coverage --check
	@$(MAKE) --no-print-directory $(BROWSER)/ready $(ANSIBLE)/ready $(PEER_DOCUMENTS)/ready $(CI_TOOLS)/ready
	swift build --build-tests $(CHECKED) --jobs $(JOBS)
	@Tests/Lab/as-root.sh env PROV_LAB_CACHE=$(LAB) bash Sources/ProvCLI/Resources/lab.sh base
	PROV_BROWSER_PYTHON=$(CURDIR)/$(BROWSER)/bin/python PROV_ANSIBLE_PYTHON=$(CURDIR)/$(ANSIBLE)/bin/python \
	PROV_PEERS_PYTHON=$(CURDIR)/$(PEER_DOCUMENTS)/bin/python .ci/tests

# Every runbook, also those whose script takes minutes: `make test` runs the others.
runbooks: swift packages-build packages-test packages-runbooks
	swift build --build-tests $(CHECKED) --jobs $(JOBS)
	@Tests/Lab/as-root.sh env PROV_LAB_CACHE=$(LAB) bash Sources/ProvCLI/Resources/lab.sh base
	PROV_TIER=all .ci/tests runbooks

# Whether the tests find what would make prov say something false. It writes into the sources, so nothing may be uncommitted.
mutations: swift packages-build packages-test
	JOBS=$(JOBS) .ci/mutations

test-fresh:
	.ci/fresh-root .build/fresh

$(PEERS)/ready: Tests/Benchmarks/requirements.txt
	python3 -m venv $(PEERS)
	$(PEERS)/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

bench: build packages-bench
	@$(MAKE) --no-print-directory $(PEERS)/ready $(ANSIBLE)/ready $(BROWSER)/ready
	$(PEERS)/bin/python Tests/Benchmarks/bench.py $(PROV)
	PROV_ANSIBLE=$(CURDIR)/$(ANSIBLE) $(PEERS)/bin/python Tests/Benchmarks/hosts.py $(PROV)
	PROV_BROWSER_PYTHON=$(CURDIR)/$(BROWSER)/bin/python $(PEERS)/bin/python Tests/Benchmarks/site.py $(PROV)
	PROV_BROWSER_PYTHON=$(CURDIR)/$(BROWSER)/bin/python $(PEERS)/bin/python Tests/Benchmarks/report.py $(PROV)

FORMATTED := Package.swift Sources Tests site

format: swift
	swift format format --in-place --recursive --parallel $(FORMATTED)

lint: build
	$(PROV) lint $(PAGES)

docs: build
	for page in checks diagnostics events exit-codes format; do $(PROV) reference $$page > docs/reference/$$page.md; done
	.ci/coverage

# Proven by the runs of make demo, where there are any.
site: build
	@for store in $(DEMO)/record $(DEMO)/hosts; do if [ -d $$store/runs ]; then set -- "$$@" --store $$store; fi; done; \
	$(PROV) site build $(PAGES) --title prov --theme site "$$@" --out $(SITE)
	@echo "open $(CURDIR)/$(SITE)/index.html"

install: build
	@$(MAKE) --no-print-directory install-files
	@echo "installed $(DESTDIR)$(PREFIX)/bin/prov"

# What is installed, of a binary that is built.
install-files:
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
	  $(DESTDIR)$(PREFIX)/share/zsh/site-functions $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	install -m 0755 $(PROV) $(DESTDIR)$(PREFIX)/bin/prov
	$(PROV) man | gzip -9n > $(DESTDIR)$(PREFIX)/share/man/man1/prov.1.gz
	$(PROV) completions bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/prov
	$(PROV) completions zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_prov
	$(PROV) completions fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/prov.fish

# What README shows.
picture: build packages-demo
	.ci/picture.py $(PROV) docs/run.svg
	if [ -d $(STORY)/record ]; then .ci/picture.py $(PROV) docs/story.svg $(STORY); fi

dist: build packages-dist
	@Tests/Lab/as-root.sh .ci/dist $(PROV) $(DIST)
	@echo "The packages are in $(DIST); make test-dist installs and runs each."

# What other people's CI takes of this project is tried with the schemas and the tools of its services.
CI_TOOLS := .build/ci-tools
$(CI_TOOLS)/ready: Tests/CI/requirements.txt
	python3 -m venv $(CI_TOOLS)
	$(CI_TOOLS)/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

test-dist: dist $(CI_TOOLS)/ready
	$(CI_TOOLS)/bin/python Tests/CI/ci_files.py $(PROV)
	@Tests/Lab/as-root.sh .ci/dist-test $(DIST)

clean:
	rm -rf .build 2>/dev/null || Tests/Lab/as-root.sh rm -rf .build
