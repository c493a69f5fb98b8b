#!/usr/bin/env bash
# Tries a Debian package out, as root: lintian looks at it; in a Debian of its own, with what the package depends on and
# no .NET, it is installed, used by root and by users with two capabilities and with none, refused beside GNOME's sysprof
# and purged. Debian comes from where apt gets it. Usage: run.sh FILE.deb
set -euo pipefail

self=$(readlink -f -- "${BASH_SOURCE[0]}")

die() {
    printf 'package: failed: %s\n' "$1" >&2
    exit 1
}

# ---- a Debian -------------------------------------------------------------------------------------------------------

# write_apt_configuration CODENAME: where apt gets this Debian from, and how, for another root directory. Other sources of
# the machine do not matter.
write_apt_configuration() {
    local codename=$1
    # shellcheck disable=SC2016 # fields that apt-get fills in
    apt-get indextargets --format 'deb $(SITE) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
        awk -v codename="$codename" 'index($3, codename) == 1' | sort -u >"$work/sources.list"
    [[ -s $work/sources.list ]] || die "apt knows no source of $codename: apt-get update"
    apt-config dump | grep '^Acquire::' >"$work/apt.conf"
}

# The names in what the package depends on, the first where there is a choice.
dependencies() {
    dpkg-deb --field "$deb" Depends | sed -E 's/ *\([^)]*\)//g; s/ *\|[^,]*//g; s/ //g'
}

make_debian() {
    local codename
    codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    write_apt_configuration "$codename"
    mmdebstrap --quiet --variant=essential --include="$(dependencies)" --aptopt="$work/apt.conf" \
        --keyring=/usr/share/keyrings "$codename" "$root" "$work/sources.list" >"$work/mmdebstrap.log" 2>&1 || {
        tail -n 15 "$work/mmdebstrap.log" >&2
        die "mmdebstrap: ended with the lines above"
    }
    # No .NET is about, and no service manager that would be told of units.
    [[ ! -e $root/usr/share/dotnet && ! -e $root/usr/lib/dotnet && ! -e $root/run/systemd/system ]] || die "$root is not bare"
    cp -- "$deb" "$root/tmp/sysprof-bpf.deb"
}

# ---- inside of it ---------------------------------------------------------------------------------------------------

inside() {
    chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/root "$@"
}

# as_nobody CAPABILITIES COMMAND...: with those, as setpriv writes them, and no others to be had.
as_nobody() {
    local sets=-all${1:+,$1}
    shift
    inside setpriv --reuid nobody --regid nogroup --clear-groups --no-new-privs \
        --inh-caps "$sets" --ambient-caps "$sets" --bounding-set "$sets" -- "$@"
}

# expect EXIT_CODE PATTERN COMMAND...: that it ends so, and says something like it.
expect() {
    local code=$1 pattern=$2 status=0 said
    shift 2
    said=$("$@" 2>&1) || status=$?
    if (( status == code )) && grep -qE -- "$pattern" <<<"$said"; then
        return
    fi
    printf '%s\n' "$said" >&2
    die "$*: ended with $status and the lines above; expected were $code and a line like '$pattern'"
}

# Every file, but the records that dpkg and the dynamic linker keep for themselves.
files() {
    find "$root" -xdev -printf '%P %y %m %u:%g %l\n' |
        grep -vE '^(var/lib/dpkg/(status|available)(-old)?|var/log/dpkg\.log|var/cache/ldconfig/aux-cache|etc/ld\.so\.cache) ' | LC_ALL=C sort
}

install_and_use() {
    expect 0 'Setting up sysprof-bpf' inside dpkg --install /tmp/sysprof-bpf.deb
    expect 0 "^sysprof $version\$" inside sysprof --version
    expect 0 '^ok +sysprof.s programs' inside sysprof check
    expect 0 '^ *execve +1 ' inside sysprof stat -d 1s --by syscall -- true
    # Not started, not enabled, and systemd has it where it looks.
    [[ -f $root/usr/lib/systemd/system/sysprof.service && ! -e $root/etc/systemd/system/multi-user.target.wants/sysprof.service ]] ||
        die "the service is missing or enabled"
}

compare_what_it_prints() {
    local page command
    for page in "$root"/usr/share/man/man1/sysprof*.gz; do
        command=$(basename -- "$page" .1.gz)
        command=${command#sysprof}
        cmp <(zcat "$page") <(inside sysprof man ${command:+"${command#-}"}) || die "$page is not what the program prints"
    done
    cmp "$root/usr/share/bash-completion/completions/sysprof" <(inside sysprof completion bash) || die "another completion"
    expect 0 '^complete -F _sysprof sysprof$' \
        inside bash -c '. /usr/share/bash-completion/completions/sysprof && complete -p sysprof'
}

# Who may do what: docs/privileges.md has the commands.
use_with_less() {
    local refused='hint: run as root, or grant CAP_BPF and CAP_PERFMON'
    expect 77 "$refused" as_nobody '' sysprof stat -d 1s
    expect 77 "$refused" as_nobody +bpf sysprof stat -d 1s
    expect 77 "$refused" as_nobody +perfmon sysprof stat -d 1s
    expect 0 '^ *execve +1 ' as_nobody +bpf,+perfmon sysprof stat -d 1s --by syscall -- true
    setcap cap_bpf,cap_perfmon+ep "$root/usr/lib/sysprof-bpf/sysprof"
    expect 0 '^ *execve +1 ' chroot --userspec=nobody:nogroup "$root" sysprof stat -d 1s --by syscall -- true
    expect 0 '^ok +permission +CAP_BPF and CAP_PERFMON$' chroot --userspec=nobody:nogroup "$root" sysprof check
}

# The command of the unit, with its capabilities and as a user of its own.
serve_as_the_unit_does() {
    local unit=$root/usr/lib/systemd/system/sysprof.service log=$work/serve.log command capabilities shell server
    command=$(sed -n 's/^ExecStart=//p' "$unit")
    capabilities=$(sed -n 's/^AmbientCapabilities=//p' "$unit" | sed 's/CAP_/+/g; s/ /,/g')
    # shellcheck disable=SC2086 # words of the command
    as_nobody "${capabilities,,}" $command --web.listen-address=127.0.0.1:0 >"$log" 2>&1 &
    shell=$!
    if ! timeout 30 grep -qm1 'msg=attached' <(tail --pid="$shell" -n +1 -f "$log"); then
        cat "$log" >&2
        die "$command: was never attached"
    fi
    server=$(pgrep --parent "$shell")
    expect 0 '^CapEff:\s0000000000000000$' cat "/proc/$server/status"
    kill -TERM "$server"
    wait "$shell" || die "$command: ended with $?"
}

refuse_beside_gnome() {
    local fake=$work/gnome
    mkdir -p "$fake/DEBIAN"
    printf '%s\n' 'Package: sysprof' 'Version: 3.46.0-3' 'Architecture: all' 'Maintainer: nobody <nobody@debian.org>' \
        'Description: stands for the package of this name' >"$fake/DEBIAN/control"
    dpkg-deb --build --root-owner-group "$fake" "$root/tmp/gnome.deb" >/dev/null
    expect 1 'sysprof-bpf conflicts with sysprof|conflicting packages' inside dpkg --install /tmp/gnome.deb
    inside dpkg --purge sysprof-bpf >/dev/null
    inside dpkg --install /tmp/gnome.deb >/dev/null
    expect 1 'conflicting packages' inside dpkg --install /tmp/sysprof-bpf.deb
    inside dpkg --purge sysprof >/dev/null
    rm -- "$root/tmp/gnome.deb"
}

try_out() {
    mount --rbind /proc "$root/proc"
    mount --rbind /sys "$root/sys"
    mount --bind /dev "$root/dev"
    files >"$work/before"
    install_and_use
    compare_what_it_prints
    use_with_less
    start_on_an_older_processor
    serve_as_the_unit_does
    refuse_beside_gnome
    files >"$work/after"
    diff "$work/before" "$work/after" || die "purged, the package left what the lines above say"
}

# ---- from outside ---------------------------------------------------------------------------------------------------

# What is mounted in there is so for it alone, and gone with it.
in_own_mounts() {
    unshare --mount --propagation private -- "$self" --inside "$deb"
}

# On a processor without AVX2 the program becomes the one beside it, which runs there to its end.
start_on_an_older_processor() {
    local program
    for program in sysprof sysprof-x86-64-v2; do
        expect 0 "^sysprof $version\$" qemu-x86_64 -cpu Nehalem "$root/usr/lib/sysprof-bpf/$program" --version
    done
}

look_at_it() {
    lintian --fail-on error,warning --tag-display-limit 0 "$deb" >"$work/lintian.log" 2>&1
}

inside_only=
if [[ ${1:-} == --inside ]]; then
    inside_only=1
    shift
fi
(( $# == 1 )) || die "give the package: run.sh FILE.deb"
(( EUID == 0 )) || die "needs root, to change to another root directory"
deb=$(readlink -f -- "$1")
work=${deb%/*}/test
root=$work/debian
version=$(dpkg-deb --field "$deb" Version)
version=${version%-*}

if [[ -n $inside_only ]]; then
    try_out
    exit
fi

rm -rf --one-file-system -- "$work"
mkdir -p "$work"
look_at_it &
lintian=$!
make_debian
in_own_mounts
wait "$lintian" || {
    cat "$work/lintian.log" >&2
    die "lintian: said the lines above"
}
rm -rf --one-file-system -- "$root"
echo "$deb: installed, used and purged"
