#!/usr/bin/env bash
# Sets up, builds, tests, measures, formats, checks and packages sysprof; usage() below says how.
set -euo pipefail

root=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
cd -- "$root"

usage() {
    cat <<'EOF'
Usage: ./build.sh VERB [ARGUMENT...]

  setup [WHAT]                     install the packages that are missing (apt-get, as root) for WHAT: build (when nothing is
                                   said), test, kernels, bench, check or package
  build [--program | --shipped]    build everything; --program: only what ./sysprof needs; --shipped: the program as it is
                                   packaged, machine code that needs no .NET, into build/program
  test [--no-skips] [--kernels | --all] [FILTER...]
                                   build, then run the tests whose full name contains one of the FILTERs (all when none);
                                   --no-skips: a skipped test is a failed one; --kernels: instead, those that must hold on
                                   every kernel, on the oldest supported one, a newer one, and the running one; --all: both
  bench [--once] [--publish FILE] [NAME...]
                                   build, then run the benchmarks NAME... (all when none); --once: a short run of each;
                                   --publish: overhead, services and growth alone, as a page in FILE
  format [--check]                 format the C# and C sources; --check: only say what is not formatted
  check                            formatting and shell scripts, changing nothing
  package [--test]                 the program as machine code, into build/package: sysprof-VERSION-linux-x64.tar.gz to
                                   unpack anywhere, sysprof-bpf_VERSION-1_amd64.deb to install on Debian 12 or later;
                                   --test: also have lintian look at the second, and install, run and purge it in a
                                   Debian of its own; needs root

Examples:
  ./build.sh test                  the whole test suite; needs root for the tests of the kernel side
  ./build.sh test StormTests       the tests with StormTests in their name
  ./build.sh test --kernels        the same counts on every kernel? boots each in a virtual machine
  ./build.sh bench --once          does every benchmark still run?

TEST_TIMEOUT_SECONDS (900) is how long each of the three test projects may take, KERNEL_TIMEOUT_SECONDS (300) how long
all kernels together.
EOF
}

die() {
    printf 'build.sh: error: %s\n' "$1" >&2
    exit 1
}

usage_error() {
    printf 'build.sh: error: %s\n' "$1" >&2
    printf "  hint: './build.sh --help' lists the verbs\n" >&2
    exit 2
}

no_arguments() {
    (( $# == 1 )) || usage_error "$1 takes no arguments: $2"
}

# ---- setup ----------------------------------------------------------------------------------------------------------

# What must be there (a command, or a file by its absolute path or pattern) = the Debian package that brings it.
needs_of() {
    local build='clang=clang llvm-strip=llvm llvm-readelf=llvm cmake=cmake make=make cc=gcc
        /usr/include/stdio.h=libc6-dev /usr/include/bpf/bpf_helpers.h=libbpf-dev
        /usr/lib*/*/libbpf.so.1=libbpf1'
    case $1 in
    build) echo "$build" ;;
    test) echo "$build strace=strace tmux=tmux redis-server=redis-server redis-benchmark=redis-tools
            prometheus=prometheus promtool=prometheus systemd-analyze=systemd openssl=openssl
            go=golang-go java=default-jre-headless node=nodejs /usr/sbin/nginx=nginx-light
            groff=groff-base setcap=libcap2-bin
            /usr/bin/python3=python3 /usr/lib/python3/dist-packages/prometheus_client=python3-prometheus-client" ;;
    kernels) echo "$build qemu-system-x86_64=qemu-system-x86 busybox=busybox-static cpio=cpio perl=perl-base" ;;
    bench) echo "$build strace=strace perf=linux-perf bpftrace=bpftrace go=golang-go wrk=wrk
            redis-server=redis-server redis-benchmark=redis-tools nginx=nginx-light" ;;
    check) echo "clang-format=clang-format shellcheck=shellcheck" ;;
    package) echo "$build file=file dpkg-shlibdeps=dpkg-dev lintian=lintian mmdebstrap=mmdebstrap
            setpriv=util-linux setcap=libcap2-bin qemu-x86_64=qemu-user" ;;
    *) return 1 ;;
    esac
}

is_there() {
    case $1 in
    /*) compgen -G "$1" >/dev/null ;;
    *) command -v -- "$1" >/dev/null ;;
    esac
}

# Sets missing to the packages that the words "NEED=PACKAGE..." lack.
find_missing() {
    local -a pairs
    local pair
    read -r -d '' -a pairs <<<"$1" || true
    missing=()
    for pair in "${pairs[@]}"; do
        if ! is_there "${pair%=*}" && [[ " ${missing[*]} " != *" ${pair#*=} "* ]]; then
            missing+=("${pair#*=}")
        fi
    done
}

install_missing() {
    local log=build/setup.log attempt
    local -a apt=(env DEBIAN_FRONTEND=noninteractive
        apt-get -q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
    for attempt in 1 2; do
        # One unreachable repository fails the update while the packages are to be had from the others.
        "${apt[@]}" update || true
        if "${apt[@]}" install --no-install-recommends "${missing[@]}"; then
            return 0
        fi
    done >"$log" 2>&1 </dev/null
    tail -n 15 "$log" >&2
    die "apt-get install ${missing[*]}: attempt $attempt ended with the lines above; the whole log is $root/$log"
}

setup() {
    local needs missing
    needs=$(needs_of "$1") || usage_error "nothing is called '$1' to set up: build, test, kernels, bench, check, package"
    find_missing "$needs"
    (( ${#missing[@]} )) || return 0
    if ! command -v apt-get >/dev/null; then
        die "missing, by their Debian names: ${missing[*]}; there is no apt-get here, install them another way"
    fi
    if (( EUID != 0 )); then
        die "packages are missing; install them as root, or through sudo: apt-get install -y ${missing[*]}"
    fi
    make_build_directory
    echo "setup: installing ${missing[*]}"
    install_missing
    hash -r
    find_missing "$needs"
    (( ${#missing[@]} == 0 )) || die "still missing after apt-get install: what ${missing[*]} should bring"
}

# ---- build ----------------------------------------------------------------------------------------------------------

make_build_directory() {
    local foreign
    # What root has built its owner cannot build again.
    foreign=$(find build artifacts ! -type l ! -user "$EUID" ! -writable -print -quit 2>/dev/null) || true
    if [[ -n $foreign ]]; then
        printf 'build.sh: error: %s belongs to %s, who has built here before\n' \
            "$root/$foreign" "$(stat -c %U "$foreign")" >&2
        printf '  hint: to begin anew: sudo rm -rf %s %s\n' "$root/build" "$root/artifacts" >&2
        exit 1
    fi
    mkdir -p build 2>/dev/null || true
    [[ -d build && -w build ]] || die "$root/build cannot be written to by $(id -un)"
}

# dotnet build adds a summary that cannot be turned off; dotnet msbuild does not.
msbuild_options=(-restore -nologo -verbosity:quiet -terminalLogger:off -p:Configuration=Release)

prepare_dotnet() {
    if ! command -v dotnet >/dev/null && [[ -x ${DOTNET_ROOT:-}/dotnet ]]; then
        PATH=$PATH:$DOTNET_ROOT
    fi
    command -v dotnet >/dev/null ||
        die "dotnet is missing; install the .NET 10 SDK: https://dotnet.microsoft.com/download"
    export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
    # No daemon outlives the build.
    export DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
    # dotnet and NuGet keep caches at home; service users have none.
    if [[ ! -w ${HOME:-/nonexistent} ]]; then
        mkdir -p build/home
        export HOME=$root/build/home
    fi
}

build_native() {
    # The cache of a checkout that was moved or copied names the old place.
    if [[ -f build/CMakeCache.txt ]] &&
        ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" build/CMakeCache.txt; then
        rm -rf build/CMakeCache.txt build/CMakeFiles
    fi
    cmake --preset release --log-level=WARNING >/dev/null
    cmake --build --preset "$1" --parallel "$(nproc)"
}

write_dotnet_root() {
    dotnet --list-runtimes |
        sed -n 's,^Microsoft\.NETCore\.App 10\..*\[\(.*\)/shared/Microsoft\.NETCore\.App\]$,\1,p' |
        tail -n 1 >build/dotnet-root
}

build_locked() {
    : >build/stamp.new
    build_native "$1"
    dotnet msbuild "$2" "${msbuild_options[@]}" -maxCpuCount
    write_dotnet_root
    mv build/stamp.new build/stamp
}

# build_only CMAKE_PRESET PROJECT: one build at a time; the lock is not inherited by what the build starts.
build_only() {
    make_build_directory
    prepare_dotnet
    {
        flock 9
        build_locked "$1" "$2" 9>&-
    } 9>build/lock
}

build() {
    case $#:${1:-} in
    0:) build_only release Profiler.sln ;;
    1:--program) build_only program src/Sysprof.Cli ;;
    1:--shipped) ship ;;
    *) usage_error "build takes only --program or --shipped: $*" ;;
    esac
}

# ---- test and bench -------------------------------------------------------------------------------------------------

children=()

# start COMMAND...: in the background. A shell without job control starts background programs with these signals ignored,
# and so would the tests' own children be that must end on Ctrl-C.
start() {
    env --default-signal=INT,QUIT "$@" </dev/null &
    children+=($!)
}

# A program that runs in its own process group (timeout makes one) does not see Ctrl-C by itself.
stop_children() {
    trap - INT TERM
    if (( ${#children[@]} )); then
        kill "${children[@]}" 2>/dev/null || true
        wait "${children[@]}" || true
    fi
    exit "$1"
}

# count NAME RESULTS_XML: the number in the attribute NAME of the assembly (the collections inside have the same ones).
count() {
    sed -n 's/.*<assembly \([^>]*\)>.*/\1/p' "$2" | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p"
}

# fail WHAT WHY
fail() {
    echo "$1: failed: $2" >&2
    echo "$1: $2" >>build/test/failures
}

# Adds to passed, failed and skipped.
run_test_project() {
    local project=$1 results=build/test/$1.xml limit=${TEST_TIMEOUT_SECONDS:-900} status=0 total bad
    local program=artifacts/bin/$project/release/$project
    shift
    if [[ -z $(find "tests/$project" -name '*.cs' -print -quit) ]]; then
        echo "$project: no test files yet"
        return
    fi
    rm -f "$results"
    # Under nohup a hangup is ignored, which the tests wait for programs to catch.
    start timeout --kill-after=10 "$limit" env --default-signal=HUP "$program" -noLogo -noColor -longRunning 60 -xml "$results" "$@"
    wait "${children[-1]}" || status=$?
    unset 'children[-1]'
    if (( status == 124 || status == 137 )); then
        echo "$project: stopped: it did not end within $limit seconds" >&2
    fi
    if [[ ! -s $results ]]; then
        fail "$project" "ended with exit code $status and without results"
        failed=$((failed + 1))
        return
    fi
    total=$(count total "$results")
    bad=$(($(count failed "$results") + $(count errors "$results")))
    if (( total == 0 && filtered == 0 )); then
        fail "$project" "it has test files, and ran no test"
        bad=1
    elif (( status != 0 && bad == 0 )); then
        fail "$project" "no test did, and yet it ended with exit code $status"
        bad=1
    fi
    awk -f tests/failures.awk "$results" >>build/test/failures
    passed=$((passed + $(count passed "$results")))
    failed=$((failed + bad))
    skipped=$((skipped + $(count skipped "$results")))
}

run_all_projects() {
    # One after another: the kernel tests count what the whole machine does.
    run_test_project Sysprof.Tests "$@"
    run_test_project Sysprof.KernelTests "$@"
    run_test_project Sysprof.EndToEndTests "$@"
    if (( filtered && passed + failed + skipped == 0 )); then
        echo "build.sh: no test matches" >&2
        failed=1
    fi
}

# Waits for what was started on kernels; adds to passed, failed and skipped.
join_kernels() {
    local status=0 good=0 bad=0 left=0 child
    for child in "${children[@]}"; do
        wait "$child" || status=$?
    done
    children=()
    rm -f build/kernels/totals
    if (( status == 0 )); then
        tests/kernels/matrix.sh report || status=$?
    fi
    if [[ -f build/kernels/totals ]]; then
        read -r good bad left <build/kernels/totals
    fi
    if (( status != 0 && bad == 0 )); then
        fail kernels "ended with exit code $status"
        bad=1
    fi
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left))
}

# Virtual machines leave the running kernel time enough to be tested beside them.
run_kernels() {
    start tests/kernels/matrix.sh boot "$@"
    start tests/kernels/matrix.sh here "$@"
    join_kernels
}

run_all() {
    local -x SYSPROF_COUNTS=$root/build/kernels/running/results/counts
    rm -rf build/kernels/running
    mkdir -p "${SYSPROF_COUNTS%/*}"
    start tests/kernels/matrix.sh boot "$@"
    run_all_projects "$@"
    join_kernels
}

run_tests() {
    local passed=0 failed=0 skipped=0 filtered=0 what=run_all_projects argument need
    local -a runner=() needs=(test)
    for argument in "$@"; do
        case $argument in
        --no-skips) runner+=(-failSkips) ;;
        --kernels) needs=(kernels) what=run_kernels ;;
        --all) needs=(test kernels) what=run_all ;;
        -*) usage_error "test has no option $argument" ;;
        *)
            runner+=(-method "*$argument*")
            filtered=1
            ;;
        esac
    done
    for need in "${needs[@]}"; do
        setup "$need"
    done
    build
    # End-to-end tests run it.
    [[ $what == run_kernels ]] || ship
    mkdir -p build/test
    rm -f build/test/counts
    # Which tests failed, to be said again at the end: what is printed in between may be thousands of lines.
    : >build/test/failures
    trap 'stop_children 130' INT
    trap 'stop_children 143' TERM
    "$what" "${runner[@]}"
    sed 's/^/failed: /' build/test/failures
    echo "$passed passed, $failed failed, $skipped skipped" | tee build/test/counts
    (( failed == 0 ))
}

bench() {
    setup bench
    build
    exec artifacts/bin/Sysprof.Bench/release/Sysprof.Bench "$@"
}

# ---- format and check -----------------------------------------------------------------------------------------------

c_sources() {
    find bpf native tests/workloads tests/bench/peers -name '*.[ch]' -print0 2>/dev/null || true
}

format() {
    local -a clang_mode=(-i) sources
    local status=0
    case $#:${1:-} in
    0:) ;;
    1:--check) clang_mode=(--dry-run --Werror) ;;
    *) usage_error "format takes only --check: $*" ;;
    esac
    setup check
    make_build_directory
    prepare_dotnet
    if (( $# )); then
        # Style beyond white space is checked by each build, whose warnings are errors.
        dotnet format whitespace . --folder --include src/ tests/ --verify-no-changes || status=1
    else
        dotnet msbuild Profiler.sln -target:Restore -nologo -verbosity:quiet -terminalLogger:off
        dotnet format Profiler.sln --no-restore || status=1
    fi
    mapfile -d '' -t sources < <(c_sources)
    if (( ${#sources[@]} )); then
        clang-format --style=file "${clang_mode[@]}" "${sources[@]}" || status=1
    fi
    return "$status"
}

check() {
    local status=0 script
    local -a scripts=(sysprof build.sh .ci/run src/Sysprof.Package/debian/{postinst,prerm,postrm})
    no_arguments check "$@"
    mapfile -d '' -t -O "${#scripts[@]}" scripts < <(find src tests docs -name '*.sh' -print0 2>/dev/null)
    setup check
    for script in "${scripts[@]}"; do
        bash -n "$script" || status=1
    done
    shellcheck "${scripts[@]}" || status=1
    ./build.sh format --check || status=1
    return "$status"
}

# ---- package --------------------------------------------------------------------------------------------------------

# Who maintains the Debian package: as Debian's own tools are told, or else who made the last commit.
maintainer() {
    if [[ -n ${DEBEMAIL:-} ]]; then
        echo "${DEBFULLNAME:-sysprof maintainers} <$DEBEMAIL>"
    else
        git log -1 --format='%an <%ae>' 2>/dev/null || echo "sysprof maintainers <root@$(hostname -f)>"
    fi
}

# publish LEVEL DIRECTORY: the program as it is shipped, machine code for processors of that level, with what lies beside it. Its
# objects lie apart: restored for one platform the projects would be built anew by each build after it.
publish() {
    dotnet publish src/Sysprof.Cli --configuration Release --nologo --verbosity quiet -terminalLogger:off \
        --runtime linux-x64 --output "$2" -p:PublishAot=true -p:ProcessorLevel="$1" -p:DebugType=none -p:ArtifactsPath="$root/build/shipped"
    "$2/sysprof" --version >/dev/null
}

ship_locked() {
    build_native program
    publish x86-64-v3 build/program
}

# ship: into build/program.
ship() {
    make_build_directory
    prepare_dotnet
    {
        flock 9
        ship_locked 9>&-
    } 9>build/lock
}

# package_tar VERSION: of what is in build/program.
package_tar() {
    local name=sysprof-$1-linux-x64
    cp -a build/program build/package/program
    install -m 644 LICENSE CHANGELOG.md build/package/program
    install -m 644 bpf/LICENSE build/package/program/LICENSE.bpf
    chmod 644 build/package/program/THIRD-PARTY-NOTICES.*
    tar -C build/package --sort=name --owner=0 --group=0 --numeric-owner --transform="s,^program,$name," \
        -czf "build/package/$name.tar.gz" program
    echo "build/package/$name.tar.gz"
}

# package_deb VERSION: of what package_tar has put together.
package_deb() {
    local log=build/package/cpack.log maintainer date
    maintainer=$(maintainer)
    date=$(git log -1 --format=%cD 2>/dev/null || date -R -r CHANGELOG.md)
    src/Sysprof.Package/debian/make-share.sh build/package/program build/package/share "$1" "$maintainer" "$date"
    if ! cpack -G DEB --config build/CPackConfig.cmake -D "CPACK_PACKAGE_VERSION=$1" \
        -D "CPACK_DEBIAN_PACKAGE_MAINTAINER=$maintainer" >"$log" 2>&1; then
        tail -n 15 "$log" >&2
        die "cpack: ended with the lines above; the whole log is $root/$log"
    fi
    echo "build/package/sysprof-bpf_$1-1_amd64.deb"
}

package_locked() {
    local version
    ship_locked
    # For processors without AVX2: native/start.c becomes it there.
    publish x86-64-v2 build/shipped/x86-64-v2
    install -m 755 build/shipped/x86-64-v2/sysprof build/program/sysprof-x86-64-v2
    version=$(dotnet msbuild src/Sysprof.Cli -getProperty:Version)
    rm -rf build/package
    mkdir -p build/package
    package_tar "$version"
    package_deb "$version"
}

package() {
    case $#:${1:-} in
    0: | 1:--test) ;;
    *) usage_error "package takes only --test: $*" ;;
    esac
    setup package
    make_build_directory
    prepare_dotnet
    umask 022
    {
        flock 9
        package_locked 9>&-
    } 9>build/lock
    if (( $# )); then
        tests/package/run.sh build/package/sysprof-bpf_*.deb
    fi
}

# ---- verbs ----------------------------------------------------------------------------------------------------------

verb=${1:-}
(( $# == 0 )) || shift
case $verb in
'' | -h | --help | help) usage ;;
setup)
    (( $# <= 1 )) || usage_error "setup takes one word: $*"
    setup "${1:-build}"
    ;;
build)
    setup build
    build "$@"
    ;;
test) run_tests "$@" ;;
bench) bench "$@" ;;
format) format "$@" ;;
check) check "$@" ;;
package) package "$@" ;;
*) usage_error "there is no verb '$verb'" ;;
esac
