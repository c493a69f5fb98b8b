#!/usr/bin/env bash
# Makes what the Debian package has in /usr/share that no file of the repository is: manual pages and completions, which
# the program prints itself, changelogs, compressed documents.
# Usage: make-share.sh PROGRAM_DIRECTORY SHARE_DIRECTORY VERSION MAINTAINER DATE
set -euo pipefail

(( $# == 5 )) || {
    echo "make-share.sh: error: needs PROGRAM_DIRECTORY SHARE_DIRECTORY VERSION MAINTAINER DATE" >&2
    exit 2
}
published=$1 share=$2 version=$3 maintainer=$4 date=$5
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
root=$here/../../..
program=$published/sysprof
documents=$share/doc/sysprof-bpf

# What the program says its commands are: the words that bash would complete behind its name, without options.
commands() {
    "$program" completion bash | bash -c '
        source /dev/stdin
        COMP_WORDS=(sysprof "") COMP_CWORD=1
        _sysprof
        printf "%s\n" "${COMPREPLY[@]}"' | grep -v '^-'
}

install -d "$share"/{man/man1,bash-completion/completions,zsh/vendor-completions,fish/vendor_completions.d} "$documents"
"$program" man | gzip -9n >"$share/man/man1/sysprof.1.gz"
for command in $(commands); do
    "$program" man "$command" | gzip -9n >"$share/man/man1/sysprof-$command.1.gz"
done
"$program" completion bash >"$share/bash-completion/completions/sysprof"
"$program" completion zsh >"$share/zsh/vendor-completions/_sysprof"
"$program" completion fish >"$share/fish/vendor_completions.d/sysprof.fish"

gzip -9n <"$root/CHANGELOG.md" >"$documents/changelog.gz"
"$here/make-changelog.sh" "$root/CHANGELOG.md" "$version" "$maintainer" "$date" |
    gzip -9n >"$documents/changelog.Debian.gz"
for document in output.md metrics.md recording-format.md; do
    gzip -9n <"$root/docs/$document" >"$documents/$document.gz"
done
for notices in "$published"/THIRD-PARTY-NOTICES.*; do
    gzip -9n <"$notices" >"$documents/${notices##*/}.gz"
done
