#!/usr/bin/env bash
# Rewrites the number columns of syscalls.tsv from a kernel source tree and keeps every other column.
#
#   regenerate.sh --kernel DIR [--check]
#
# --check writes nothing and exits 1 when the table would change. Calls that are new in the tree are added with empty
# hand-kept columns and named on stderr. Numbers are never withdrawn by the kernel, so a tree that lacks one the table
# has is older than the table, and nothing is written.
set -euo pipefail
export LC_ALL=C

usage() {
    echo "usage: regenerate.sh --kernel DIR [--check]" >&2
    exit 2
}

kernel='' check=no
while (($#)); do
    case $1 in
    --kernel) (($# >= 2)) || usage; kernel=$2; shift 2 ;;
    --check) check=yes; shift ;;
    *) usage ;;
    esac
done
[[ -n $kernel ]] || usage

table=$(dirname "${BASH_SOURCE[0]}")/syscalls.tsv
x86_64=$kernel/arch/x86/entry/syscalls/syscall_64.tbl
ia32=$kernel/arch/x86/entry/syscalls/syscall_32.tbl
generic=$kernel/scripts/syscall.tbl
for file in "$x86_64" "$ia32" "$generic"; do
    if [[ ! -r $file ]]; then
        echo "regenerate.sh: $file: not readable; is $kernel a source tree of Linux 6.11 or later?" >&2
        exit 1
    fi
done

new=$(mktemp)
trap 'rm -f "$new"' EXIT

# The generic table serves several architectures: arm64 takes the rows of these kinds, as
# scripts/Makefile.asm-headers and arch/arm64/kernel/Makefile.syscalls say.
awk -F'\t' -v OFS='\t' -v x86_64="$x86_64" -v ia32="$ia32" -v generic="$generic" '
    function take(column, name, number) { found[column, name] = number; known[name] = 1 }
    function scan(file, kind,    line, f, n) {
        while ((getline line < file) > 0) {
            n = split(line, f, /[ \t]+/)
            if (n < 3 || f[1] !~ /^[0-9]+$/) continue
            if (kind == "x86_64") {
                if (f[2] == "common" || f[2] == "64") take("x86_64", f[3], f[1])
                if (f[2] == "common" || f[2] == "x32") take("x32", f[3], f[1])
            } else if (kind == "ia32") {
                take("ia32", f[3], f[1])
            } else if (f[2] ~ /^(common|64|renameat|rlimit|memfd_secret)$/) {
                take("arm64", f[3], f[1])
            }
        }
        close(file)
    }
    function number(column, name, old,    now) {
        now = ((column, name) in found) ? found[column, name] : "-"
        if (now == "-" && old != "-") {
            print "regenerate.sh: " name " is " old " on " column ", the tree lacks it: it is older" > "/dev/stderr"
            older = 1
        }
        return now
    }
    BEGIN {
        scan(x86_64, "x86_64"); scan(ia32, "ia32"); scan(generic, "generic")
    }
    /^#/ { print; fflush(); next }
    {
        seen[$1] = 1
        $2 = number("x86_64", $1, $2)
        $3 = number("ia32", $1, $3)
        $4 = number("x32", $1, $4)
        $5 = number("arm64", $1, $5)
        print | "sort"
    }
    END {
        # The classes of a new call are unknown here: "-" is a valid row, and the message asks for the rest.
        for (name in known) {
            if (name in seen) continue
            print "regenerate.sh: new call " name ": fill in its classes, argument, kind and flags" > "/dev/stderr"
            print name, number("x86_64", name, "-"), number("ia32", name, "-"), number("x32", name, "-"), \
                number("arm64", name, "-"), "-", 0, "none", "-" | "sort"
        }
        close("sort")
        exit older
    }
' "$table" >"$new"

if [[ $check == yes ]]; then
    diff -u "$table" "$new"
else
    cat "$new" >"$table"
fi
