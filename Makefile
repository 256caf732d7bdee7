# What one types in this repository. `make test` is what a change must pass; CONTRIBUTING.md says more.

BIN := target/release/firsthand

.PHONY: help demo test bench scores peers build install clean

help:
	@echo "make demo     read the shipped crisis, show the picture, write out/shaddadi-2026.html"
	@echo "make test     everything a change must pass"
	@echo "make bench    cold start, memory, and cost per report at 100 to 10,000; linking 10,000 and 100,000 (LINK_SIZES)"
	@echo "make scores   accuracy beside its peers on the labelled sets, and speed: writes docs/scores.md (make peers installs the peers)"
	@echo "make build    the program, optimised: $(BIN)"
	@echo "make install  the program, its manual pages and completions, under PREFIX (default ~/.local)"

build:
	cargo build --release --locked -p cli

demo: build
	@mkdir -p out
	@$(BIN) read corpus/shaddadi-2026/reports
	@$(BIN) read corpus/shaddadi-2026/reports -o out/shaddadi-2026.html
	@echo
	@echo "The same as one page: open out/shaddadi-2026.html"

test:
	@tests/all.sh

bench: build
	@cargo build --release --locked -q -p xtask
	@tests/bench.sh

# The labelled sets lie outside the repository: most of their texts may not be in it.
BENCH ?= bench/sets
# all: run every peer that is installed. kept: only what earlier runs kept under out/peers.
PEERS ?= all
scores: build
	@cargo build --release --locked -q -p xtask
	@cargo build --release --locked -q -p intake --example pages
	python3 bench/scores.py --bin $(BIN) --bench $(BENCH) --corpus corpus --peers $(PEERS) -o docs/scores.md

peers:
	bench/peers/setup.sh

PREFIX ?= $(HOME)/.local
install: build
	install -D $(BIN) $(PREFIX)/bin/firsthand
	mkdir -p $(PREFIX)/share/man/man1 $(PREFIX)/share/bash-completion/completions $(PREFIX)/share/zsh/site-functions $(PREFIX)/share/fish/vendor_completions.d
	$(BIN) man --dir $(PREFIX)/share/man/man1
	$(BIN) completions bash > $(PREFIX)/share/bash-completion/completions/firsthand
	$(BIN) completions zsh > $(PREFIX)/share/zsh/site-functions/_firsthand
	$(BIN) completions fish > $(PREFIX)/share/fish/vendor_completions.d/firsthand.fish

clean:
	rm -rf out
	cargo clean
