#!/usr/bin/env bash
# The table of contrib/crontab, run once by a real cron. It sees this table alone, in a mount namespace of its own, so that
# nobody's own tables are touched; cron looks once a minute, so this takes as long.
set -euo pipefail
cd "$(dirname "$0")/../.."
restday=$(realpath "$1")
as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo)

home=$(mktemp -d)
trap '"${as_root[@]}" rm -rf "$home"' EXIT
cp -r fixtures/runner "$home/exports"
mkdir "$home/restday"
{
    echo "HOME=$home"
    # Every minute, without mail, and with the program where it was built.
    sed -e 's/^30 4 /* * /' -e 's/^MAILTO=.*/MAILTO=""/' -e "s|^PATH=.*|PATH=$(dirname "$restday"):/usr/bin:/bin|" contrib/crontab
} >"$home/table"
grep -q '^\* \* \* \* \*  restday report ' "$home/table"

"${as_root[@]}" unshare --mount --pid --fork --kill-child bash -euc '
    home=$1
    mount -t tmpfs none /var/spool/cron
    mount -t tmpfs none /etc/cron.d
    mount -t tmpfs none /run
    mount --bind /dev/null /etc/crontab
    mkdir -m 1730 /var/spool/cron/crontabs
    install -m 600 "$home/table" /var/spool/cron/crontabs/root
    cron -f &
    for _ in $(seq 900); do
        [ ! -e "$home/restday/report/report.html" ] || exit 0
        sleep 0.1
    done
    exit 1
' bash "$home" || { echo "cron: no report after 90 s" >&2; exit 1; }

# The report appears as a whole, after the ledger.
for file in report.html report.json report.xlsx daily.csv; do
    "${as_root[@]}" test -s "$home/restday/report/$file"
done
"${as_root[@]}" "$restday" ledger check "$home/restday/ledger.parquet" >/dev/null
echo "cron: the line of contrib/crontab made a report and a ledger"
