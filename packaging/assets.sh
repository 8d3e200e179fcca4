#!/usr/bin/env bash
# Makes what a package holds beside the program: manual pages and completions, which the program prints itself, the
# changelog, the licences, and the units with the program where a package puts it.
#
#     packaging/assets.sh target/release/restday target/release/package
set -euo pipefail
binary=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
cd "$(dirname "$0")/.."

# Nothing of an older version stays: the package takes whole folders.
rm -rf "$out"/{man,completions,doc,systemd}
mkdir -p "$out"/{man,completions,doc,systemd}

# Debian wants them compressed; without name and time in it, so that the same package comes out twice.
pack() { gzip -9n >"$1.gz"; }
# Each page names the commands below its own. `help` only prints the others.
page() {
    local name=restday command
    for command in "$@"; do name+=-$command; done
    "$binary" man "$@" | pack "$out/man/$name.1"
    for command in $("$binary" man "$@" | sed -n "s/\\\\//g; s/^$name-\(.*\)(1)\$/\1/p" | grep -vx help); do
        page "$@" "$command"
    done
}
page

"$binary" completions bash >"$out/completions/restday"
"$binary" completions zsh >"$out/completions/_restday"
"$binary" completions fish >"$out/completions/restday.fish"

pack "$out/doc/changelog" <CHANGELOG.md
packaging/notices.py | pack "$out/doc/NOTICES"

for unit in contrib/systemd/*; do
    sed 's|/usr/local/bin/restday|/usr/bin/restday|' "$unit" >"$out/systemd/$(basename "$unit")"
done
