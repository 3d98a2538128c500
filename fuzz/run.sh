#!/usr/bin/env bash
# Runs each fuzz target for a minute: fuzz/run.sh. For other times and targets: fuzz/run.sh SECONDS TARGET...
#
# It needs a nightly toolchain (`rustup toolchain install nightly`), `cargo install cargo-fuzz` and a C++ compiler. What a target finds
# is kept in artifacts/; cut down with `cargo +nightly fuzz tmin TARGET FILE`, it belongs into corpus/TARGET, where `cargo test` checks it.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-60}
targets=("${@:2}")
[ ${#targets[@]} -gt 0 ] || targets=(page spec wire)
cargo run --quiet --bin seed
# `spec` and `page` write each input to the directory for temporary files.
[ ! -w /dev/shm ] || export TMPDIR=${TMPDIR:-/dev/shm}
for target in "${targets[@]}"; do
    mkdir -p "target/found/$target"
    cargo +nightly fuzz run "$target" "target/found/$target" "corpus/$target" "target/seeds/$target" -- \
        -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=20
done
