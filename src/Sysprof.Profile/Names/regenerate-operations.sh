#!/usr/bin/env bash
# Rewrites operations.tsv from the headers that programs are compiled with.
#
#   regenerate-operations.sh [--headers DIR] [--check]
#
# DIR (/usr/include) has the kernel's own headers: Debian's linux-libc-dev, or `make headers_install`. A row that they
# lack is kept: values are never withdrawn, so the headers are older than the table. A value whose name differs is
# named on stderr, and nothing is written. --check writes nothing and exits 1 when the table would change.
set -euo pipefail
export LC_ALL=C

usage() {
    echo "usage: regenerate-operations.sh [--headers DIR] [--check]" >&2
    exit 2
}

headers=/usr/include check=no
while (($#)); do
    case $1 in
    --headers) (($# >= 2)) || usage; headers=$2; shift 2 ;;
    --check) check=yes; shift ;;
    *) usage ;;
    esac
done

table=$(dirname "${BASH_SOURCE[0]}")/operations.tsv
arch=$(cc -print-multiarch)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

locate() {
    local file
    for file in "$headers/$1" "$headers/$arch/$1"; do
        if [[ -r $file ]]; then
            echo "$file"
            return
        fi
    done
    echo "regenerate-operations.sh: $headers has no $1: install linux-libc-dev and libc6-dev" >&2
    return 1
}

# None is no failure: a header defines or enumerates.
matches() {
    grep -oP "$1" "$2" || (($? == 1))
}

# print_value KIND PREFIX NAME
print_value() {
    printf 'printf("%s\\t%%lld\\t%s\\n", (long long)(%s));\n' "$1" "${3#"$2"}" "$3"
}

# take KIND PREFIX NAMES HEADER...: a row for each name that matches NAMES and that a header defines or enumerates, in the
# order of the headers: the first name of a value is kept, without PREFIX. The compiler knows the values.
take() {
    local kind=$1 prefix=$2 names=$3 header file
    shift 3
    {
        for header; do echo "#include <$header>"; done
        # Of a request of ioctl only type and number count: what it points to may be declared elsewhere.
        echo '#undef _IOC'
        echo '#define _IOC(direction, type, number, size) ((type) << 8 | (number))'
        for macro in _IO _IOR _IOW _IOWR; do
            echo "#undef $macro"
            echo "#define $macro(type, number, ...) ((type) << 8 | (number))"
        done
        echo 'extern int printf(const char *, ...);'
        echo 'int main(void) {'
        for header; do
            file=$(locate "$header") || return 1
            # "# define" begins a value that belongs to the operation above it.
            matches "^#define\s+\K($names)(?=\s)" "$file" | while read -r name; do
                printf '#ifdef %s\n' "$name"
                print_value "$kind" "$prefix" "$name"
                echo '#endif'
            done
            matches "^\s+\K($names)(?=\s*(,|=|\$))" "$file" | while read -r name; do
                print_value "$kind" "$prefix" "$name"
            done
        done
        echo '}'
    } >"$work/$kind.c"
    cc -w -I "$headers" -o "$work/$kind" "$work/$kind.c"
    "$work/$kind" | awk -F'\t' '!seen[$2]++'
}

{
    take futex_op FUTEX_ 'FUTEX_(WAIT|WAKE|FD|REQUEUE|CMP_REQUEUE|WAKE_OP|(UN|TRY)?LOCK_PI2?|WAIT_BITSET|WAKE_BITSET|WAIT_REQUEUE_PI|CMP_REQUEUE_PI)' \
        linux/futex.h
    take fcntl_cmd '' 'F_(?!LINUX_|OWNER_|SEAL_|UNLCK|RDLCK|WRLCK|EXLCK|SHLCK|SETSIG_)\w+' asm-generic/fcntl.h linux/fcntl.h |
        awk -F'\t' '$3 !~ /^F_(GETLK|SETLKW?)64$|^F_OFD_SETLK_/'
    take ioctl_cmd '' '([A-Z][A-Z0-9_]+(?=\s+_IO[RW]*\s*\()|(TC|TIOC(?!PKT_|SER_)|FIO|SIOC|HDIO_|CDROM|DVD_|VT_|[GP]IO_|KD|KIOC|LOOP_)[A-Z0-9_]+(?=\s+0x(00)?[0-9A-Fa-f]{4}\b))' \
        asm-generic/ioctls.h linux/sockios.h linux/fs.h linux/hdreg.h linux/cdrom.h linux/eventpoll.h \
        linux/perf_event.h linux/kvm.h linux/if_tun.h linux/vhost.h linux/random.h linux/rtc.h linux/nsfs.h \
        linux/userfaultfd.h linux/dm-ioctl.h linux/watchdog.h linux/nbd.h linux/fuse.h linux/seccomp.h \
        linux/fscrypt.h linux/fsverity.h linux/dma-buf.h linux/vt.h linux/kd.h linux/input.h linux/uinput.h \
        linux/hidraw.h linux/nvme_ioctl.h linux/ppp-ioctl.h linux/usbdevice_fs.h linux/loop.h linux/vfio.h \
        linux/btrfs.h |
        awk -F'\t' '$2 >= 256 || $3 ~ /^FI/' # the rest are flags
    take epoll_op EPOLL_CTL_ 'EPOLL_CTL_\w+' linux/eventpoll.h
    take family PF_ 'PF_(?!MAX|LOCAL|FILE|ROUTE)\w+' sys/socket.h bits/socket.h | awk -F'\t' -v OFS='\t' '{ $3 = tolower($3); print }'
    take clock '' 'CLOCK_\w+' linux/time.h
    take advice '' 'MADV_\w+' asm-generic/mman-common.h
    take resource '' 'RLIMIT_\w+' asm-generic/resource.h
    take prctl_option '' 'PR_\w+' linux/prctl.h
    take arch_prctl_code '' 'ARCH_\w+' asm/prctl.h
    take ptrace_request PTRACE_ 'PTRACE_(?!EVENT_|O_|SYSCALL_INFO_|PEEKSIGINFO_)\w+' linux/ptrace.h asm/ptrace-abi.h
    take bpf_cmd BPF_ 'BPF_(MAP_(CREATE|\w+_ELEM|GET_\w+|FREEZE|\w+_BATCH)|PROG_(LOAD|ATTACH|DETACH|TEST_RUN|GET_\w+|QUERY|BIND_MAP)|OBJ_\w+|RAW_TRACEPOINT_OPEN|BTF_(LOAD|GET_\w+)|TASK_FD_QUERY|LINK_(CREATE|UPDATE|GET_\w+|DETACH)|ENABLE_STATS|ITER_CREATE)(?=,|\s=)' \
        linux/bpf.h
    take keyctl_cmd KEYCTL_ 'KEYCTL_(?!SUPPORTS_|CAPS|MOVE_)\w+' linux/keyctl.h
    take seccomp_op SECCOMP_ 'SECCOMP_(SET_MODE_\w+|GET_\w+)' linux/seccomp.h
    take membarrier_cmd MEMBARRIER_CMD_ 'MEMBARRIER_CMD_(?!FLAG_)\w+' linux/membarrier.h
    take socket_call SYS_ 'SYS_\w+' linux/net.h | awk -F'\t' -v OFS='\t' '{ $3 = tolower($3); print }'
    take ipc_call '' '(SEM|MSG|SHM)[A-Z]+' linux/ipc.h | awk -F'\t' -v OFS='\t' '{ $3 = tolower($3); print }'
    take signal '' 'SIG(?!RTM|STKSZ)[A-Z0-9]+(?=\s+\d)' asm/signal.h
} >"$work/found"

awk -F'\t' -v OFS='\t' '
    FNR == NR { if (!/^#/) { old[$1, $2] = $3; print }; next }
    ($1, $2) in old {
        if (old[$1, $2] != $3) {
            print "regenerate-operations.sh: " $1 " " $2 " is " old[$1, $2] ", the headers say " $3 > "/dev/stderr"
            differs = 1
        }
        next
    }
    { print }
    END { exit differs }
' "$table" "$work/found" | sort -t$'\t' -k1,1 -k2,2n >"$work/rows"
{ grep '^#' "$table"; cat "$work/rows"; } >"$work/new"

if [[ $check == yes ]]; then
    diff -u "$table" "$work/new"
else
    cat "$work/new" >"$table"
fi
