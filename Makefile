# Every target installs what it needs first (see `make setup`); a later call finds it there.
.DEFAULT_GOAL := help
.PHONY: help setup build agent demo test test-light test-vm bench fuzz lint format size clean
SHELL := /bin/bash
FUZZ_SECONDS ?= 30
FUZZERS := Frame Page FormatFile KernelText PrintFormat Records BTF TraceDat
SOURCES := Package.swift Sources Tests Fuzz

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: ## install what is missing: Debian packages, the ARM64 sysroot
	@scripts/setup

build: setup ## dist/fleetrace: the collector and the command line
	@mkdir -p dist
	@echo "Building dist/fleetrace (the first time its dependencies too: about ten minutes on two cores)"
	@swift build -c release --static-swift-stdlib --product fleetrace -q
	@install -s $$(swift build -c release --static-swift-stdlib --show-bin-path)/fleetrace dist/fleetrace.new && mv dist/fleetrace.new dist/fleetrace

agent: setup ## the static agents for ARM64 and x86_64, stripped, in dist/
	@echo "Building dist/fleetrace-agent-aarch64-linux and dist/fleetrace-agent-x86_64-linux"
	@scripts/agent aarch64
	@scripts/agent x86_64

demo: build agent ## three emulated boards, traced and compared
	@Tests/vm/demo

test: setup ## the fast tests: no root, no QEMU
	@swift test

test-light: setup ## only Wire, Ftrace, TraceFile, FleetAPI and the agent: seconds, no dependencies
	@FLEETRACE_LIGHT=1 swift test --scratch-path .build-light

test-vm: build agent ## everything together on emulated ARM64 boards and on this machine's kernel
	@Tests/vm/kernel >/dev/null
	@FLEETRACE_VM=1 swift build --build-tests -q --scratch-path .build-vm
	@FLEETRACE_VM=1 swift test --skip-build --scratch-path .build-vm

bench: build agent ## the decoder against trace-cmd, the agent's size, memory and wake-ups, against Benchmarks/thresholds
	@Benchmarks/decode
	@Benchmarks/run

fuzz: setup ## fuzz what reads bytes from outside, FUZZ_SECONDS (30) each
	@for fuzzer in $(FUZZERS); do Fuzz/run $$fuzzer $(FUZZ_SECONDS) || exit; done

lint: ## swift format, strictly, and shell syntax
	@swift format lint --strict --recursive $(SOURCES)
	@for script in scripts/* cross/{debian,sysroot,toolset} .ci/run Benchmarks/{decode,run,threshold} Tests/vm/{board,compare,demo,image,kernel,leash,record,sh}; do bash -n $$script || exit; done
	@for script in Tests/vm/guest/{agent,control,init,tracefs-snapshot,record/record,record/loads}; do sh -n $$script || exit; done

format: ## swift format, in place
	@swift format --in-place --recursive $(SOURCES)

size: agent ## the agents' sizes against their limit, and that they are static
	@scripts/size

clean: ## remove what was built; downloads stay in ~/.cache/fleetrace
	@rm -rf .build .build-* dist
