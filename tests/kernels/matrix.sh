#!/usr/bin/env bash
# The kernel matrix: tests that must hold on every kernel run on each of some, in virtual machines, and on the running one;
# then what they counted is compared. ./build.sh test --kernels does all of it, when everything is built.
#   tests/kernels/matrix.sh boot [ARGUMENT...]      on the kernels of the matrix, all at once; ARGUMENTs go to the tests
#   tests/kernels/matrix.sh here [ARGUMENT...]      on the running kernel; ./build.sh test --all does that in its own way, and
#                                                   leaves what was counted
#   tests/kernels/matrix.sh report                  compares, prints a table, writes "PASSED FAILED SKIPPED" to build/kernels/totals
# What a kernel has left is in build/kernels/NAME: console, end (exit code and seconds), results. KERNEL_TIMEOUT_SECONDS
# (300) is how long each may take.
set -euo pipefail

cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.."

# The oldest first, which is the oldest that is supported: tests/Sysprof.Tests/Rules checks that.
readonly kernels=(6.1 6.12)
# Whose tests: folders of tests/Sysprof.KernelTests.
readonly folders=(Requirements Counts Traps Loss)
readonly directory=build/kernels program=artifacts/bin/Sysprof.KernelTests/release/Sysprof.KernelTests
readonly limit=${KERNEL_TIMEOUT_SECONDS:-300}
# The clock is the processor's, as on all machines of today: any other takes a call to be read. It is this machine's: half
# of the bogomips in MHz. Measured by a kernel that does not get to run it may go several times too fast.
tsc_khz=$(awk '/^bogomips/ { printf "%d", $3 * 500; exit }' /proc/cpuinfo)
readonly command_line="console=ttyS0 loglevel=4 panic=-1 mitigations=off no_timer_check clocksource=tsc tsc=reliable tsc_early_khz=$tsc_khz"
# One: where processors share one that is busy, they wait for each other most of the time. Nehalem is the least that .NET has
# compiled its own code for; for what a later one can do it would compile some of it anew.
readonly processor=Nehalem
readonly console_lines=25

# ---- running --------------------------------------------------------------------------------------------------------

declare -A name_of=()

stop() {
    trap - INT TERM
    (( ${#name_of[@]} == 0 )) || kill "${!name_of[@]}" 2>/dev/null || true
    wait
    exit "$1"
}

# start NAME COMMAND...: in the background, with what it says in NAME/console.
start() {
    local name=$1
    shift
    # Signals as in build.sh; timeout makes a process group, which does not see Ctrl-C by itself.
    env --default-signal=INT,QUIT timeout --kill-after=10 "$limit" "$@" </dev/null >"$directory/$name/console" 2>&1 &
    name_of[$!]=$name
}

wait_for_all() {
    local child status
    while (( ${#name_of[@]} )); do
        status=0
        wait -n -p child "${!name_of[@]}" || status=$?
        echo "$status $SECONDS" >"$directory/${name_of[$child]}/end"
        unset "name_of[$child]"
    done
}

# Nothing of a run before must be taken for one of this.
clean() {
    rm -rf "$directory/$1"/{results,results.tar,console,counts,end}
    mkdir -p "$directory/$1/results"
}

# Sets arguments to those of the tests' own program.
choose_tests() {
    local folder
    arguments=(-noLogo -noColor -longRunning 60 -trait- kernels=running "$@")
    for folder in "${folders[@]}"; do
        arguments+=(-namespace "Sysprof.KernelTests.$folder")
    done
}

boot() {
    local kernel
    choose_tests "$@"
    for kernel in "${kernels[@]}"; do
        clean "$kernel"
        tests/kernels/fetch.sh "$kernel" "$directory/$kernel"
    done
    # The end of the console then tells in which test a kernel hangs.
    tests/kernels/initramfs.sh "$directory/initramfs" "${arguments[@]}" -reporter verbose
    SECONDS=0
    for kernel in "${kernels[@]}"; do
        start "$kernel" nice -n 5 qemu-system-x86_64 -nodefaults -no-user-config -display none -no-reboot \
            -accel tcg -cpu "$processor" -smp 1 -m 1024 \
            -serial stdio -serial "file:$directory/$kernel/results.tar" \
            -kernel "$directory/$kernel/vmlinuz" -initrd "$directory/initramfs" -append "$command_line"
    done
    wait_for_all
}

run_here() {
    choose_tests "$@"
    clean running
    uname -r >"$directory/running/results/release"
    SECONDS=0
    start running env --default-signal=HUP SYSPROF_COUNTS="$PWD/$directory/running/results/counts" \
        "$program" "${arguments[@]}" -xml "$directory/running/results/tests.xml"
    wait_for_all
}

# ---- what came of it ------------------------------------------------------------------------------------------------

passed=0 failed=0 skipped=0

# count NAME FILE: the whole number in the attribute NAME of the assembly.
count() {
    sed -n 's/.*<assembly \([^>]*\)>.*/\1/p' "$2" | sed -n "s/.* $1=\"\([0-9]*\)[.\"].*/\1/p"
}

# note LINE: for the list of what failed, at the end of all tests.
note() {
    mkdir -p build/test
    echo "$1" >>build/test/failures
}

# complain NAME WHAT
complain() {
    note "$1: $2"
    echo "$1: failed: $2; the last lines of $directory/$1/console:" >&2
    tail -n "$console_lines" "$directory/$1/console" | tr -d '\r' | sed 's/^/    /' >&2
}

# report_kernel NAME: adds to passed, failed and skipped, and prints a row of the table; tells of what failed on stderr.
report_kernel() {
    local name=$1 results=$directory/$1/results status seconds good=0 bad=1 left=0
    read -r status seconds <"$directory/$name/end"
    if [[ -s $results.tar ]]; then
        tar -x -C "$results" -f "$results.tar" 2>/dev/null || rm -f "$results/tests.xml"
    fi
    if (( status == 124 || status == 137 )); then
        complain "$name" "stopped: it did not end within $limit seconds"
    elif [[ ! -s $results/tests.xml ]]; then
        complain "$name" "it ended with exit code $status and without results"
    else
        good=$(count passed "$results/tests.xml")
        bad=$(($(count failed "$results/tests.xml") + $(count errors "$results/tests.xml")))
        left=$(count skipped "$results/tests.xml")
        if (( bad != 0 )); then
            complain "$name" "$bad tests"
            note "$(awk -f tests/failures.awk "$results/tests.xml" | sed "s/^/$name: /")"
        fi
    fi
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left))
    row "$(cat "$results/release" 2>/dev/null || echo "$name")" "$good" "$bad" "$left" "$seconds"
}

# The running kernel's row where all its tests ran, which are counted already.
report_all_tests() {
    local tests=build/test/Sysprof.KernelTests.xml
    [[ ! -s $tests ]] || row "$(uname -r)" "$(count passed "$tests")" \
        "$(($(count failed "$tests") + $(count errors "$tests")))" "$(count skipped "$tests")" "$(count time "$tests")"
}

row() {
    printf '%-30s | %6s | %6s | %7s | %7s\n' "$@"
}

# What was counted must be the same to the byte; the order in which tests ran need not.
compare() {
    local name chosen
    if ! compgen -G "$directory/*/results/counts" >/dev/null; then
        echo "kernels: none of these tests counts anything to compare"
        return
    fi
    chosen=$(IFS='|' && echo "${folders[*]}")
    for name in "$@"; do
        if [[ ! -s $directory/$name/results/counts ]]; then
            echo "$name: failed: it left no counts to compare" >&2
            note "$name: it left no counts to compare"
            failed=$((failed + 1))
            return
        fi
        grep -E "^Sysprof\.KernelTests\.($chosen)\." "$directory/$name/results/counts" |
            LC_ALL=C sort >"$directory/$name/counts" || true
        if ! cmp -s "$directory/$1/counts" "$directory/$name/counts"; then
            echo "$1 and $name: failed: they did not count the same workloads alike:" >&2
            note "$1 and $name: they did not count the same workloads alike"
            diff -u "$directory/$1/counts" "$directory/$name/counts" | head -n "$console_lines" >&2 || true
            failed=$((failed + 1))
            return
        fi
    done
    echo "kernels: $* counted the same, to the byte: $(wc -l <"$directory/$1/counts") counts"
    passed=$((passed + 1))
}

report() {
    local name
    {
        row kernel passed failed skipped seconds
        for name in "${kernels[@]}"; do
            report_kernel "$name"
        done
        if [[ -f $directory/running/end ]]; then
            report_kernel running
        else
            report_all_tests
        fi
    } >"$directory/table"
    compare "${kernels[@]}" running
    cat "$directory/table"
    echo "$passed $failed $skipped" >"$directory/totals"
    (( failed == 0 ))
}

trap 'stop 130' INT
trap 'stop 143' TERM
verb=$1
shift
case $verb in
boot) boot "$@" ;;
here) run_here "$@" ;;
report) report ;;
esac
