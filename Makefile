# Duotone. `make help` lists the targets.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# One set of flags everywhere: another set means compiling Fyne again, which takes minutes.
TAGS     := migrated_fynedo
VERSION  := $(shell git describe --tags --always --dirty --abbrev=10 2>/dev/null || echo devel)
LDFLAGS  := -X main.version=$(VERSION)
GO       := go
EXE      := $(if $(filter Windows_NT,$(OS)),.exe)
BIN      := bin/duotone$(EXE)
export GOFLAGS := -buildvcs=false

.PHONY: help
help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## install what building and running need (asks for root only when something is missing)
	@.ci/setup window

.PHONY: run
run: build ## install what is missing, build, open the window; without a display, score the samples in the terminal
	@.ci/start $(BIN)

.PHONY: build
build: ## install what is missing, build bin/duotone
	@.ci/setup window
	@mkdir -p bin
	$(GO) build -tags $(TAGS) -ldflags '$(LDFLAGS)' -o $(BIN) .

.PHONY: headless
headless: ## build bin/duotone-headless: every command, no window, no X headers needed
	@.ci/setup headless
	@mkdir -p bin
	$(GO) build -tags headless -ldflags '$(LDFLAGS)' -o bin/duotone-headless$(EXE) .

.PHONY: test
test: ## install what the tests need and run all of them, those in a real window too
	@.ci/setup test
	@.ci/test

.PHONY: lint
lint: ## install what is missing; gofmt, vet, staticcheck, revive, govulncheck, links in the documents, size of the tree
	@.ci/setup test
	@.ci/lint

.PHONY: ci
ci: ## what CI runs: lint, then test
	@.ci/run

.PHONY: pictures
pictures: build ## draw the window in every named state into docs/pictures, off-screen
	$(BIN) screenshot --pack models/duotone-small --storybook docs/pictures

.PHONY: model
model: ## make the model pack (needs Python and hours; LANGUAGES=world: that of many languages; SMOKE=1: minutes, on a sliver of data)
	@.ci/setup model
	@models/training/make-model $(if $(LANGUAGES),--languages $(LANGUAGES)) $(if $(SMOKE),--smoke) $(MODEL_ARGS)

.PHONY: package
package: ## archives in dist/: Linux .tar.xz and .deb, Windows .zip (LANGUAGES=world: with the pack of many languages beside the English one)
	@.ci/setup package
	@DUOTONE_LANGUAGES=$(LANGUAGES) .ci/package linux windows

.PHONY: clean
clean: ## remove what the build wrote into the tree; the caches outside it stay
	rm -rf bin build dist
