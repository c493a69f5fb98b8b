#!/usr/bin/env bash
# Prints Debian's changelog, made from CHANGELOG.md: a version each, its bullet points as they are there, wrapped anew.
# Usage: make-changelog.sh CHANGELOG.md VERSION MAINTAINER DATE
# VERSION stands for what is not released yet, each is Debian's first revision; DATE, as date -R writes it, for versions that have none.
set -euo pipefail

(( $# == 4 )) || {
    echo "make-changelog.sh: error: needs CHANGELOG.md VERSION MAINTAINER DATE" >&2
    exit 2
}

awk -v current="$2" -v maintainer="$3" -v now="$4" '
    # Words behind a mark, in lines of at most 78 columns.
    function wrap(text, mark, line, words, count, i) {
        count = split(text, words, " ")
        line = mark words[1]
        for (i = 2; i <= count; i++) {
            if (length(line) + 1 + length(words[i]) > 78) {
                print line
                line = sprintf("%" length(mark) "s", "") words[i]
            } else {
                line = line " " words[i]
            }
        }
        print line
    }
    function end_point() {
        if (point != "")
            wrap(point, "  * ")
        point = ""
    }
    function end_version(quoted, command) {
        end_point()
        if (version == "")
            return
        date = now
        if (day != "") {
            command = "LC_ALL=C date -u -R -d " day
            command | getline date
            close(command)
        }
        printf "\n -- %s  %s\n", maintainer, date
        version = ""
    }
    # ## [1.2.0] - 2026-01-31, or ## [Unreleased]
    /^## \[/ {
        end_version()
        version = $2
        gsub(/[][]/, "", version)
        day = $4 ~ /^[0-9]+-[0-9]+-[0-9]+$/ ? $4 : ""
        if (version == "Unreleased")
            version = current
        printf "%ssysprof-bpf (%s-1) unstable; urgency=medium\n\n", separator, version
        separator = "\n"
        next
    }
    version == "" { next }
    # ### Added
    /^### / { end_point(); next }
    /^- / { end_point(); point = substr($0, 3); next }
    /^  [^ ]/ { point = point " " substr($0, 3) }
    END { end_version() }
' "$1"
