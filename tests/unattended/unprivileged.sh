#!/usr/bin/env bash
# The attacks of tests/it/trust.rs once more as a user who owns nothing, where the tests run as root: permissions that stop
# the one do not stop the other.
#
#     tests/unattended/unprivileged.sh target/release/restday
set -euo pipefail
built=$(realpath "$1")
cd "$(dirname "$0")/../.."

if [ "$(id -u)" != 0 ]; then
    echo "unprivileged: these tests ran as $(id -un); root's part is run by who has its rights"
    exit 0
fi

# Where that user may look.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir -m 777 "$work/tmp"
tests=$(cargo test --release --locked --test it --no-run --message-format=json 2>/dev/null |
    sed -n 's/.*"executable":"\([^"]*\/it-[0-9a-f]*\)".*/\1/p' | tail -n 1)
install -m 755 "$tests" "$work/it"
install -m 755 "$built" "$work/restday"
cd "$work/tmp"
env -i PATH="$PATH" TMPDIR="$work/tmp" RESTDAY_BINARY="$work/restday" \
    setpriv --reuid=65534 --regid=65534 --clear-groups "$work/it" trust:: --test-threads 2
left=$(find "$work/tmp" -mindepth 1 | wc -l)
[ "$left" = 0 ] || { echo "unprivileged: $left things are left" >&2; exit 1; }
