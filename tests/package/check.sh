#!/usr/bin/env bash
# Makes the Debian package of a program that is built, and lives its life in a folder: it is installed, used and
# removed, and nothing of it is left. Nothing on the machine is changed.
#
#     tests/package/check.sh target/release/restday
set -euo pipefail
built=$(realpath "$1")
cd "$(dirname "$0")/../.."

fail() {
    echo "package: $*" >&2
    exit 1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root

# A target folder of its own, with the program where cargo would have built it.
export CARGO_TARGET_DIR=$work/target
install -D "$built" "$CARGO_TARGET_DIR/release/restday"
packaging/assets.sh "$CARGO_TARGET_DIR/release/restday" "$CARGO_TARGET_DIR/release/package"
# What it warns of is an error here. The packing is only fast: it is unpacked below and thrown away.
cargo deb --no-build --locked --fast --output "$work/restday.deb" >/dev/null 2>"$work/warnings" ||
    fail "cargo deb: $(cat "$work/warnings")"
[ ! -s "$work/warnings" ] || fail "cargo deb: $(cat "$work/warnings")"

version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
field() { dpkg-deb --field "$work/restday.deb" "$1"; }
[ "$(field Package) $(field Version)" = "restday $version-1" ] || fail "$(field Package) $(field Version)"
[[ $(field Depends) == libc6* ]] || fail "depends on $(field Depends)"
# No script runs at installing or removing: nothing is started, enabled or asked.
control=$(dpkg-deb --ctrl-tarfile "$work/restday.deb" | tar --list)
[ "$control" = ./control ] || fail "more than it says of itself: $control"

# Each path with its mode; everything is root's.
dpkg-deb --contents "$work/restday.deb" >"$work/contents"
awk '$2 != "0/0" && $2 != "root/root"' "$work/contents" | grep . && fail "not root's"
awk '{ print $1, substr($6, 2) }' "$work/contents" | grep -v '^d' | sort -k 2 >"$work/has"
{
    echo "-rwxr-xr-x /usr/bin/restday"
    for path in \
        /usr/lib/systemd/system/restday@.{service,timer} \
        /usr/share/bash-completion/completions/restday \
        /usr/share/doc/restday/{NOTICES.gz,README.md,changelog.gz,copyright,nightly.md} \
        /usr/share/doc/restday/examples/crontab \
        /usr/share/fish/vendor_completions.d/restday.fish \
        /usr/share/zsh/vendor-completions/_restday \
        /usr/share/man/man1/restday.1.gz; do
        echo "-rw-r--r-- $path"
    done
    # The book, where the README looks for it.
    (cd docs && find ./*.md pictures reference -type f | sed 's|^\./||; s|^|-rw-r--r-- /usr/share/doc/restday/docs/|')
    # The commands as --help lists them, each with a page.
    commands() { "$built" "$@" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z-]\+\) .*/\1/p' | grep -vx help; }
    { commands; commands ledger | sed 's/^/ledger-/'; } | sed 's|.*|-rw-r--r-- /usr/share/man/man1/restday-&.1.gz|'
} | sort -k 2 >"$work/wants"
diff "$work/wants" "$work/has" || fail "other files than wanted"

# Installed into a folder, with a database of its own. A container may be set to leave out what is documentation.
mkdir -p "$root/var/lib/dpkg"/{info,updates}
touch "$root/var/lib/dpkg"/{status,available}
into_root=(dpkg --root="$root" --log=/dev/null --force-depends --path-include='*')
if [ "$(id -u)" != 0 ]; then
    into_root=(fakeroot "${into_root[@]}" --force-not-root --force-script-chrootless)
fi
# The C library that it depends on is the machine's, not the folder's: dpkg says so each time.
"${into_root[@]}" --install "$work/restday.deb" >"$work/log" 2>&1 || fail "$(cat "$work/log")"
[ -z "$("${into_root[@]}" --verify restday)" ] || fail "not as packed: $("${into_root[@]}" --verify restday)"

restday=$root/usr/bin/restday
[ "$("$restday" --version)" = "restday $version" ] || fail "says $("$restday" --version)"
"$restday" report fixtures/runner --as-of latest --out "$work/report" -q || fail "no report"
[ -s "$work/report/report.html" ] || fail "no page"

# man finds each page by its name, and groff has nothing to say about it.
for page in "$root"/usr/share/man/man1/*; do
    name=$(basename "$page" .1.gz)
    LC_ALL=C.UTF-8 man --warnings=w -M "$root/usr/share/man" -P cat "$name" >"$work/page" 2>"$work/warnings" ||
        fail "$name: $(cat "$work/warnings")"
    [ ! -s "$work/warnings" ] || fail "$name: $(cat "$work/warnings")"
    grep -q "$name" "$work/page" || fail "$name: an empty page"
done

# The completions complete.
bash -c '
    source "$1"
    COMP_WORDS=(restday rep) COMP_CWORD=1
    _restday restday rep restday
    [ "${COMPREPLY[*]}" = report ]
' bash "$root/usr/share/bash-completion/completions/restday" || fail "bash completes nothing"
if command -v zsh >/dev/null; then zsh -n "$root/usr/share/zsh/vendor-completions/_restday"; fi
if command -v fish >/dev/null; then fish -n "$root/usr/share/fish/vendor_completions.d/restday.fish"; fi

# The units start the program that the package has.
grep -q '^ExecStart=/usr/bin/restday report ' "$root/usr/lib/systemd/system/restday@.service" || fail "ExecStart"
[ ! -e "$root/etc" ] || fail "something in /etc: $(find "$root/etc")"
if command -v systemd-analyze >/dev/null; then
    mkdir "$work/units"
    for unit in "$root"/usr/lib/systemd/system/*; do
        sed "s|/usr/bin/restday|$restday|" "$unit" >"$work/units/$(basename "$unit")"
    done
    # A key that it does not know it only warns of; and it may have something to say of the machine's own units.
    systemd-analyze verify --man=no "$work"/units/* 2>&1 | grep restday && fail "systemd does not know the units"
fi

"${into_root[@]}" --purge restday >"$work/log" 2>&1 || fail "$(cat "$work/log")"
left=$(find "$root" -mindepth 1 -path "$root/var/lib/dpkg" -prune -o ! -path "$root/var" ! -path "$root/var/lib" -print)
[ -z "$left" ] || fail "left behind: $left"
echo "package: restday $version-1 installs, runs and goes, $(wc -l <"$work/has") files"
