# Bonafide: two commands. `make demo` shows it, `make test` proves it.
.DEFAULT_GOAL := help
.PHONY: help demo test test-servers setup models build accuracy bench hostile peers figures press kill kill-nodes erase load load-api fuzz fuzz-api clients webhooks fmt openapi audit-mutations simulate webhooks-storm disk-faults cuts

help: ## say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 16

demo: ## a specimen passport through the whole API; the server stays up until Ctrl-C (ONCE=1: ends after the result)
	@scripts/demo.sh

test-servers: ## the tests of API and server once more, on PostgreSQL and a bucket
	@scripts/test-servers.sh

test: ## set up what tests need, then format, lints, unit, property and end-to-end tests
	@scripts/test.sh

setup: ## install the Debian packages that building, testing and the demo need
	@scripts/setup.sh all

models: ## fetch and verify the models
	@cargo run --release --package xtask -- models

build: models ## the release binary: target/release/bonafide
	@cargo build --release --package bonafide

accuracy: ## measure how well it reads and judges, and write docs/accuracy.md (SPECIMENS=, FACES=: folders of pictures; ONLY=section)
	@cargo run --release --package xtask -- accuracy $(if $(SPECIMENS),--specimens $(SPECIMENS)) $(if $(FACES),--faces $(FACES)) $(if $(ONLY),--only $(ONLY))

bench: ## what each stage costs, documents a minute, memory, the time to a first verdict
	@cargo run --release --package xtask -- bench

hostile: ## feed every hostile file to the engine; print what it cost in time and memory
	@cargo run --release --package xtask -- hostile

peers: ## let other open tools read the same pictures (SPECIMENS=folder), then put them beside ours in docs/accuracy.md
	@scripts/peers.sh $(SPECIMENS)
	@cargo run --release --package xtask -- accuracy --only peers $(if $(SPECIMENS),--specimens $(SPECIMENS))

figures: ## print how zones of pictures are read (SPECIMENS=folder with pictures and truth.json)
	@cargo run --release --package xtask -- figures $(if $(SPECIMENS),--specimens $(SPECIMENS))

openapi: ## write docs/openapi.json anew, from the code
	@BONAFIDE_WRITE_OPENAPI=1 cargo test --quiet --package bonafide-api --test http -- the_committed_document

simulate: ## the use cases under a clock, faults and receivers that a seed draws, for SEEDS (100000) seeds from SEED (1)
	@BONAFIDE_SEEDS=$(or $(SEEDS),100000) BONAFIDE_SEED=$(or $(SEED),1) cargo test --package bonafide-app --test simulation -- --nocapture no_seed

kill: ## kill -9 the server at KILLS (200) random moments of a mixed load and look for what is missing (SEED=1)
	@BONAFIDE_KILLS=$(or $(KILLS),200) BONAFIDE_SEED=$(or $(SEED),1) cargo test --package bonafide --test kill -- --nocapture

webhooks-storm: ## EVENTS (10000) to RECEIVERS (50) that fail three times in ten, the server killed KILLS (50) times (SEED=1)
	@BONAFIDE_EVENTS=$(or $(EVENTS),10000) BONAFIDE_RECEIVERS=$(or $(RECEIVERS),50) BONAFIDE_KILLS=$(or $(KILLS),50) \
		BONAFIDE_SEED=$(or $(SEED),1) cargo test --package bonafide --test webhooks -- --nocapture

disk-faults: ## the server on a disk that is full, has bad blocks and cannot sync, at FAULTS (800) calls to it
	@BONAFIDE_FAULTS=$(or $(FAULTS),800) cargo test --package bonafide --test disk -- --nocapture

cuts: ## cut the server off from PostgreSQL and its bucket CUTS (20) times, for 1 to LONGEST (30) seconds, under a load (SEED=1)
	@BONAFIDE_CUTS=$(or $(CUTS),20) BONAFIDE_LONGEST_CUT=$(or $(LONGEST),30) BONAFIDE_SEED=$(or $(SEED),1) \
		BONAFIDE_REQUIRE_POSTGRES=1 BONAFIDE_REQUIRE_S3=1 \
		scripts/postgres.sh scripts/s3.sh cargo test --package bonafide --test cut -- --nocapture

erase: ## DOSSIERS (200) with marker names and pixels, half of them deleted; look for them in every byte that was written (SEED=1)
	@BONAFIDE_DOSSIERS=$(or $(DOSSIERS),200) BONAFIDE_SEED=$(or $(SEED),1) BONAFIDE_REQUIRE_POSTGRES=1 \
		scripts/postgres.sh scripts/s3.sh cargo test --package bonafide --test erase -- --nocapture --test-threads 1

kill-nodes: ## kill -9 one of three servers over PostgreSQL and a bucket KILLS (100) times under a mixed load (SEED=1)
	@BONAFIDE_NODE_KILLS=$(or $(KILLS),100) BONAFIDE_SEED=$(or $(SEED),1) scripts/postgres.sh scripts/s3.sh \
		cargo test --package bonafide --test nodes -- --nocapture --test-threads 1

load: ## twenty verifications at once from two clients, and the health check's latency meanwhile
	@cargo test --package bonafide --test fairness -- --nocapture

load-api: build ## requests a second and latencies of the release binary beside its bare health check, and the disk's own rate (ARGUMENTS=)
	@cargo run --quiet --release --package bonafide-load -- $(ARGUMENTS)

fuzz: ## MINUTES (10) of every fuzz target, or of those in TARGETS; needs cargo-fuzz
	@scripts/fuzz.sh

fuzz-api: ## let Schemathesis loose on a server, CASES (8) made-up cases an operation (SEED=, ONLY=operation id)
	@cargo build --quiet --package bonafide
	@CASES=$(or $(CASES),8) SEED=$(SEED) ONLY=$(ONLY) scripts/fuzz-api.sh

audit-mutations: ## change the audit log at MUTATIONS (10000) random places and see that each change is found (SEED=1), and verify a long log
	@echo "commit $$(git rev-parse --short HEAD)"
	@BONAFIDE_ENTRIES=200000 BONAFIDE_MUTATIONS=$(or $(MUTATIONS),10000) BONAFIDE_SEED=$(or $(SEED),1) cargo test --package bonafide-app --test audit_mutations -- --nocapture

webhooks: ## let the server tell a receiver, and check that with the reference libraries of two languages
	@scripts/webhooks.sh

clients: ## generated TypeScript and Python clients run the flow above against a server
	@cargo build --quiet --package bonafide
	@scripts/clients.sh

fmt: ## format the code
	@cargo fmt --all
