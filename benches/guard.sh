#!/usr/bin/env bash
# Instructions a trial against those of benches/instructions.txt: more than 5 % above fails. `benches/guard.sh --renew` writes them anew.
#
# Counts hardly depend on what else a machine does, but they do on the compiler and on what the processor has: where these differ from those
# of the file, nothing is compared. It expects target/release/stayput and needs valgrind.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${CARGO_TARGET_DIR:-target}/release/stayput
figures=benches/instructions.txt
limit=5

# Name, trials of the short run and of the long one, scenario and options. The difference of the two runs is what trials cost, without
# reading and writing. What a thread counts is handed over in blocks whose size follows the clock, so what counting takes is left out too:
# instructions count within the functions that simulate. Short runs have 50 trials at least, since a run tells its first 50 again for
# paths.csv. W3 has fewer teams, since writing so many takes longer than their trials.
workloads="
W1      2000 100000 benches/workloads/w1.toml
W2        60 3000 benches/workloads/w2.toml
W3-50     54  126 benches/workloads/w3.toml --set roster.generate.teams=50
llama    200 1400 scenarios/llama.toml
"

if ! command -v valgrind >/dev/null; then
    echo "instruction counts skipped: they need valgrind"
    exit 0
fi
if ! test -x "$program"; then
    echo "instruction counts need a release build: cargo build --release --locked" >&2
    exit 1
fi

# What the counts depend on besides the program: the compiler, and the vector instructions that it is dispatched by.
vectors=$(grep -m 1 '^flags' /proc/cpuinfo 2>/dev/null | tr ' ' '\n' | grep -x -e avx2 -e fma | sort | paste -s -d ' ' || true)
toolchain="$(rustc --version), $(uname -m), vectors: ${vectors:-none}"

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# Instructions of a run, into a folder of its own: results that are replaced would be hashed first.
count() { # trials scenario option...
    local trials=$1
    shift
    rm -rf "$out/run"
    if ! valgrind --tool=callgrind --callgrind-out-file=/dev/null \
        --toggle-collect='*simulate::trial::Simulator*run*' --toggle-collect='*simulate::batch::Batches*run*' \
        "$program" run "$@" --trials "$trials" --threads 1 --out "$out/run" -q >/dev/null 2>"$out/told"; then
        cat "$out/told" >&2
        return 1
    fi
    sed -n 's/^.*Collected : \([0-9]*\).*$/\1/p' "$out/told"
}

# `name instructions` of every workload.
measure() {
    local name short long less more arguments
    while read -r name short long arguments; do
        test -n "$name" || continue
        # shellcheck disable=SC2086 # several words
        less=$(count "$short" $arguments)
        # shellcheck disable=SC2086
        more=$(count "$long" $arguments)
        # Nothing was counted where the functions are not found by their names.
        test "$more" -gt "$less"
        echo "$name $(((more - less) / (long - short)))"
    done <<<"$workloads"
}

if test "${1:-}" = --renew; then
    measure >"$out/new"
    {
        echo "# Instructions a trial on one thread (callgrind), by benches/guard.sh --renew. They hold for this toolchain alone:"
        echo "# $toolchain"
        cat "$out/new"
    } >"$figures"
    cat "$figures"
    exit 0
fi

if ! grep -qxF "# $toolchain" "$figures"; then
    echo "instruction counts skipped: those of $figures are of another toolchain than this one ($toolchain)"
    exit 0
fi
measure >"$out/new"
awk -v limit="$limit" -v file="$figures" '
    /^#/ { next }
    FNR == NR { known[$1] = $2; next }
    !($1 in known) { printf "%s: %d instructions a trial, not in %s\n", $1, $2, file; failed = 1; next }
    {
        percent = 100 * ($2 / known[$1] - 1)
        printf "%s: %d instructions a trial, %+.1f %%\n", $1, $2, percent
        if (percent > limit) failed = 1
        if (percent < -limit) better = 1
    }
    END {
        if (failed) printf "More than %d %% above %s. If that is the price of something, renew them: benches/guard.sh --renew\n", limit, file
        else if (better) printf "More than %d %% below %s: renew them, so that they guard what was gained: benches/guard.sh --renew\n", limit, file
        exit failed
    }
' "$figures" "$out/new"
