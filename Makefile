# make demo     the samples are judged; shows what leadpact prints
# make test     all tests
# make install  builds a release and copies it to PREFIX/bin, with its manual page and completions
# make smoke    tries the release binary

PREFIX ?= /usr/local
SECONDS ?= 60
PACKAGES = libyaml-dev zlib1g-dev libzstd-dev libsqlite3-dev pkg-config tzdata
RELEASE = swift build -c release --static-swift-stdlib --product leadpact
# Pythons that tests compare with; a test whose Python is missing is skipped.
ORACLES = LEADPACT_ORACLE=$$(.ci/oracles) LEADPACT_CALENDARS=$$(.ci/oracles calendars) LEADPACT_SCHEMAS=$$(.ci/oracles schemas) \
	LEADPACT_SPARK=$$(.ci/oracles spark) LEADPACT_PAGES=$$(.ci/oracles pages) \
	LEADPACT_MAIL=$$(.ci/oracles mail)
# Where the release stands once it is built.
BINARY = $$(swift build -c release --static-swift-stdlib --show-bin-path)/leadpact

.PHONY: demo test test-full quarter fuzz bench instructions format install smoke packages build

demo: build
	@Samples/demo.sh "$(BINARY)"

build: packages
	@$(RELEASE)

test: packages
	@.ci/packages python3-venv || echo "without it, tests that compare with Python programs are skipped"
	@.ci/packages prometheus || echo "without it, metrics are not held against promtool"
	@.ci/packages postgresql || echo "without it, conditions are not compared with PostgreSQL"
	@.ci/packages libcurl4 openssl || echo "without them, sending is not tried"
	@command -v java >/dev/null || .ci/packages default-jre-headless || echo "without it, scripts are not compared with Spark"
	$(ORACLES) swift test

# Under the sanitizers too, and with the slow tables.
test-full: packages
	@.ci/packages python3-venv
	LEADPACT_FULL=1 $(ORACLES) LEADPACT_DBT=$$(.ci/oracles dbt) swift test
	$(MAKE) quarter
	LSAN_OPTIONS=suppressions=$(CURDIR)/.ci/leaks LEADPACT_FULL=1 swift test --sanitize address --scratch-path .build-address
	swift test --sanitize thread --scratch-path .build-thread

# libFuzzer with the address sanitizer over agreements, conditions, the kernels of the CSV reader and the readers of CSV, JSON and packed files, then mutated agreements and snapshots: SECONDS
# seconds each. What libFuzzer found stays in .build-fuzz/found; a crash belongs into Tests/Corpus.
FUZZED = $$(LEADPACT_FUZZ=build swift build --scratch-path .build-fuzz --show-bin-path)/leadpact-fuzz
fuzz: packages
	LEADPACT_FUZZ=build swift build --product leadpact-fuzz --scratch-path .build-fuzz -Xswiftc -sanitize=fuzzer,address \
		-Xcc -fsanitize=address,fuzzer-no-link
	for what in agreements conditions kernels csv json packed; do \
		mkdir -p .build-fuzz/found/$$what && LEADPACT_FUZZ=$$what "$(FUZZED)" -max_total_time=$(SECONDS) -timeout=30 \
			-artifact_prefix=.build-fuzz/found/ .build-fuzz/found/$$what Tests/Corpus/$$what || exit 1; \
	done
	LEADPACT_FUZZ_SECONDS=$(SECONDS) swift test --filter Mutation

bench: build
	@.ci/packages python3-venv
	@Benchmarks/run "$(BINARY)"
	@Benchmarks/postgres "$(BINARY)" --leads 100000
	@Benchmarks/readers "$(BINARY)"

# Ninety nights of 100,000 leads, checked and told as a model of the ladders has it.
quarter: build
	@.ci/packages python3-venv
	@Benchmarks/quarter "$(BINARY)"

# Instructions of a few fixed runs, against those written down: a slowdown shows without a clock.
instructions: build
	@.ci/packages valgrind binutils || echo "without it, no instructions are counted"
	@Benchmarks/instructions "$(BINARY)"

format:
	swift format -i -r -p Sources Tests Package.swift

# With the page of the manual, and completions for three shells.
SHARE = $(DESTDIR)$(PREFIX)/share
install: build
	install -D -s -m 755 "$(BINARY)" "$(DESTDIR)$(PREFIX)/bin/leadpact"
	install -D -m 644 Integrations/leadpact.1 "$(SHARE)/man/man1/leadpact.1"
	install -d "$(SHARE)/bash-completion/completions" "$(SHARE)/zsh/site-functions" "$(SHARE)/fish/vendor_completions.d"
	"$(BINARY)" --generate-completion-script bash > "$(SHARE)/bash-completion/completions/leadpact"
	"$(BINARY)" --generate-completion-script zsh > "$(SHARE)/zsh/site-functions/_leadpact"
	"$(BINARY)" --generate-completion-script fish > "$(SHARE)/fish/vendor_completions.d/leadpact.fish"

# The release binary, away from the toolchain: it knows London's summer time, and needs no library of Swift.
smoke: build
	@Integrations/smoke "$(BINARY)"

packages:
	@.ci/packages $(PACKAGES)
