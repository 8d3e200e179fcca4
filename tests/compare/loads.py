#!/usr/bin/env python3
"""Lists what two builds make of the same activities: every load, duration, distance or sport that differs, with the reason that the
second one gives, and every duplicate that the second one no longer finds.

    tests/compare/loads.py BEFORE AFTER FOLDER...

BEFORE and AFTER are the programs; each folder is read as one athlete's, and so is each athlete of one called `athletes`.
A load that moved by more than a twentieth, another sport, or another day is listed. Ends with 1 where a duplicate is lost, or a
listed activity has no reason: no anomaly, no finding, no other method, and no other activity of its time. Nothing but Python is needed.
"""

import csv
import subprocess
import sys
import tempfile
from pathlib import Path

MOVED = 0.05


def report(program, folder, out):
    """The tables of a report by name, each a list of rows; nothing where there is no activity."""
    asked = [program, "report", folder, "--as-of", "latest", "--format", "csv", "--out", out, "-q"]
    subprocess.run(asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    tables = {}
    for name in ["activities", "duplicates", "import"]:
        path = Path(out) / f"{name}.csv"
        tables[name] = list(csv.DictReader(path.open())) if path.exists() else []
    return tables


def told(row):
    return f"{row['day']} {row['sport']} {float(row['duration_s']):.0f} s {row['distance_m'] or '-'} m, load {float(row['load']):.1f} by {row['load_method']}"


def differs(was, now):
    """Whether a reader of the report would see another answer."""
    moved = abs(float(now["load"]) - float(was["load"])) > MOVED * max(float(was["load"]), 1.0)
    return moved or any(was[column] != now[column] for column in ["sport", "day"])


def folders(paths):
    for path in map(Path, paths):
        yield from sorted(path.iterdir()) if path.name == "athletes" else [path]


def compare(folder, before, after):
    """Prints what differs; the number of things without a reason."""
    with tempfile.TemporaryDirectory() as out:
        was, now = report(before, folder, f"{out}/was"), report(after, folder, f"{out}/now")
    detail = {row["source"]: row["detail"] for row in now["import"]}
    new = {row["activity_id"]: row for row in now["activities"]}
    twin_of = {row["loser"]: row for row in now["duplicates"]}
    unexplained = 0
    print(f"{folder}: {len(was['activities'])} activities, then {len(new)}; {len(was['duplicates'])} duplicates, then {len(now['duplicates'])}")
    for old in was["activities"]:
        row = new.get(old["activity_id"])
        if row is None:
            twin = twin_of.get(old["source"])
            reason = twin["evidence"] if twin else detail.get(old["source"], "")
            print(f"  gone: {old['source']}: {told(old)}\n      because: {reason}")
        elif differs(old, row):
            method = f"by {row['load_method']}" if row["load_method"] != old["load_method"] else ""
            reason = "; ".join(filter(None, [row.get("anomalies", ""), detail.get(old["source"], ""), method]))
            print(f"  {old['source']}: {told(old)}\n      then {told(row)}\n      because: {reason}")
        else:
            continue
        unexplained += not reason
    for row in now["activities"]:
        if row["activity_id"] not in {old["activity_id"] for old in was["activities"]}:
            print(f"  new: {row['source']}: {told(row)}")
    lost = {row["loser"] for row in was["duplicates"]} - set(twin_of)
    for source in sorted(lost):
        print(f"  no longer a duplicate: {source}: {detail.get(source, '')}")
    return unexplained + len(lost)


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    before, after, *paths = sys.argv[1:]
    wrong = sum(compare(str(folder), before, after) for folder in folders(paths))
    print(f"{wrong} without a reason")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
