#!/usr/bin/env bash
# Fuzzes one target under afl-fuzz for some minutes, on one core; README.md beside this file says what is what.
set -euo pipefail

usage() {
    cat <<'EOF'
Usage: tests/fuzz/run.sh TARGET [MINUTES]

  TARGET     recording, fields, views, elf, proc or words
  MINUTES    how long (12)

What is found stays in build/fuzz/TARGET: inputs that broke something in default/crashes.
EOF
}

case ${1:-} in
recording | fields | views | elf | proc | words) ;;
-h | --help)
    usage
    exit 0
    ;;
*)
    usage >&2
    exit 2
    ;;
esac
target=$1
minutes=${2:-12}

cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.."
if ! command -v afl-fuzz >/dev/null; then
    echo "tests/fuzz/run.sh: error: afl-fuzz is missing: apt-get install afl++" >&2
    exit 1
fi
program=artifacts/bin/Sysprof.Fuzz/release/Sysprof.Fuzz
if [[ ! -x $program ]]; then
    echo "tests/fuzz/run.sh: error: $program is missing: ./build.sh build" >&2
    exit 1
fi

rm -rf build/fuzz/program "build/fuzz/$target-seeds" "build/fuzz/$target"
mkdir -p build/fuzz
"$program" seeds "$target" "build/fuzz/$target-seeds"
"$program" instrument build/fuzz/program

# The runtime starts slowly and its cores are not wanted: the first input may take long, the harness has bounds of its own.
export AFL_SKIP_BIN_CHECK=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_NO_UI=1
export AFL_FORKSRV_INIT_TMOUT=120000
nice -n 10 afl-fuzz -i "build/fuzz/$target-seeds" -o "build/fuzz/$target" -x tests/fuzz/dictionary.txt \
    -m none -t 20000 -V $((minutes * 60)) -- build/fuzz/program/Sysprof.Fuzz afl "$target" >"build/fuzz/$target.log"
grep -E '^(run_time|execs_done|corpus_count|edges_found|saved_crashes|saved_hangs|stability)' "build/fuzz/$target/default/fuzzer_stats"
