#!/usr/bin/env bash
# Brings the newest kernel of a release line that apt-get offers, once: its package is downloaded and unpacked, never
# installed.
#   tests/kernels/fetch.sh LINE DIRECTORY      LINE such as 6.1; makes DIRECTORY/vmlinuz and DIRECTORY/config
set -euo pipefail

readonly line=$1 directory=$2

# Small, and with what virtual machines have alone. Debian names one package per version: 6.1.0-56, 6.12.117+deb12.
readonly pattern="^linux-image-${line//./\\.}\\.[0-9][0-9a-z.+-]*-cloud-amd64\$"

newest_package() {
    apt-cache pkgnames "linux-image-$line." | grep -E "$pattern" | sort --version-sort | tail -n 1
}

# apt-get drops root for the download, and may then not write here.
download() {
    (cd "$work" && apt-get -q -q -o APT::Sandbox::User=root -o Acquire::Retries=3 download "$1") >"$work/log" 2>&1
}

fetch() {
    local package
    package=$(newest_package) && download "$package"
}

[[ ! -s $directory/vmlinuz ]] || exit 0
mkdir -p "$directory"
work=$(mktemp -d "$directory/download.XXXXXX")
trap 'rm -rf "$work"' EXIT
# What is offered today may not be in lists of last month.
if ! fetch && ! { apt-get -q -q update >"$work/update" 2>&1; fetch; }; then
    cat "$work"/log "$work"/update >&2 2>/dev/null || true
    echo "kernels: error: apt-get has no package that matches $pattern" >&2
    echo "  hint: Debian 12 offers 6.1 and 6.12, the latter in its security updates; add them to /etc/apt/sources.list.d" >&2
    exit 1
fi
package=("$work"/*.deb)
dpkg-deb --fsys-tarfile "${package[0]}" | tar -x -C "$work" --wildcards './boot/vmlinuz-*' './boot/config-*'
mv "$work"/boot/config-* "$directory/config"
mv "$work"/boot/vmlinuz-* "$directory/vmlinuz"
basename -- "${package[0]}" .deb
