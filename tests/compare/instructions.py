#!/usr/bin/env python3
"""What decoding, and cleaning with the statistics, cost two builds over the same recordings: instructions of one thread, which do not drift.

    tests/compare/instructions.py BEFORE AFTER PATH...

BEFORE and AFTER are the programs (`cargo build --release`), PATH… the recordings of one athlete. The map of time zones and the words for sports, which are
unpacked once a run, are left out. Needs valgrind.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

PARTS = {
    "decode": r"restday::decode::(fit::decode_fit|gpx::decode_gpx|tcx::decode_tcx)",
    "clean + statistics": r"restday::activity::session::activities_of",
    "time zones": r"restday::activity::zone::offset_at_start",
    "sport words": r"restday::activity::sport::(words::)?from_word",
}


def millions(program, paths):
    """Instructions of each part, its callees included."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"{folder}/profile"
        report = [program, "report", *paths, "--as-of", "latest", "--format", "json", "--out", f"{folder}/out", "-q"]
        valgrind = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}"]
        subprocess.run([*valgrind, *report], env={"RAYON_NUM_THREADS": "1", "PATH": "/usr/bin:/bin"}, capture_output=True, check=False)
        table = subprocess.run(
            ["callgrind_annotate", "--inclusive=yes", "--threshold=100", profile], capture_output=True, text=True, check=True
        ).stdout
    found = dict.fromkeys(PARTS, 0)
    for line in table.splitlines():
        cost = re.match(r"\s*([\d,]+) \(", line)
        for part, pattern in PARTS.items():
            if cost and re.search(rf":{pattern}(?:\s|$)", line):
                found[part] += int(cost[1].replace(",", ""))
    found["clean + statistics"] -= found.pop("time zones") + found.pop("sport words")
    return {part: count / 1e6 for part, count in found.items()}


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    before, after, *paths = sys.argv[1:]
    paths = [str(Path(path).resolve()) for path in paths]
    was, now = millions(before, paths), millions(after, paths)
    print(f"{'million instructions':22} {'before':>9} {'after':>9}")
    for part, count in was.items():
        print(f"{part:22} {count:9.1f} {now[part]:9.1f}   {100 * (now[part] / count - 1):+.1f} %")


if __name__ == "__main__":
    main()
