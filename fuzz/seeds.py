#!/usr/bin/env python3
"""Sorts the fixtures by what reads them: one folder of seeds a fuzz target, below the folder that is named.

Beside it `TARGET.dict` has the words that the readers of that target know, taken from their source.
"""

import gzip
import io
import pathlib
import random
import re
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE.parent / "fixtures"
REGRESSIONS = HERE / "regressions"
SOURCE = HERE.parent / "src"
# Larger files say the same more often; most of them are the runner's months.
LARGEST = 64 << 10
# How many of one kind: the first ones by name.
MOST = 40
TARGETS = ["apple", "archive", "athlete_toml", "fit", "fit_structured", "gpx", "json", "tables", "tcx"]
# The first byte of `json` and of `tables` says whose it is, as in src/shared/targets.rs.
JSON = {"sleepData": 0, "healthStatusData": 1, "UDSFile": 2, "oura": 3, "resting_heart_rate": 5, "sleep-": 6}
TABLES = {"activities.csv": 0, "manual.csv": 1, "checkins.csv": 2, "wellness.csv": 3, "daily_resting": 5, "UserSleeps": 8}


# Where the words stand that a target's readers know.
WORDS = {
    "apple": ["exports/apple/*.rs"],
    "athlete_toml": ["config/*.rs", "config/reader/*.rs", "effort/mod.rs", "exports/mapping.rs", "exports/morning.rs"],
    "gpx": ["decode/gpx.rs", "decode/point.rs", "decode/xml.rs", "activity/sport/*.rs"],
    "json": ["exports/garmin.rs", "exports/garmin/*.rs", "exports/oura.rs", "exports/fitbit.rs"],
    "tables": ["exports/*.rs", "exports/manual/*.rs", "exports/strava/*.rs"],
    "tcx": ["decode/tcx.rs", "decode/point.rs", "decode/xml.rs", "activity/sport/*.rs"],
}


def words(target):
    """Every short text in the source of the readers, each a line of a dictionary."""
    found = set()
    for pattern in WORDS.get(target, []):
        for path in sorted(SOURCE.glob(pattern)):
            code = path.read_text().split("#[cfg(test)]\nmod tests")[0]
            lines = [line for line in code.splitlines() if not line.strip().startswith("//")]
            found.update(re.findall(r'"([ !#-\[\]-~]{2,40})"', "\n".join(lines)))
    # A dictionary may have no word, and no file may be empty.
    return "".join(["# Words of the readers\n", *(f'"{word}"\n' for word in sorted(found) if "{" not in word)])


def unpacked(name, content):
    """The file, and everything in it, with its name."""
    yield name, content
    if name.endswith(".zip"):
        try:
            archive = zipfile.ZipFile(io.BytesIO(content))
            for member in archive.infolist():
                if member.file_size <= 4 * LARGEST:
                    yield from unpacked(member.filename, archive.read(member))
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError):
            return
    elif name.endswith(".gz"):
        try:
            yield name.removesuffix(".gz"), gzip.decompress(content)
        except (EOFError, OSError):
            return


def kind(path, content):
    """The target that reads a file, and the byte that it begins with there."""
    name = path.rsplit("/", 1)[-1]
    first = lambda known: next((byte for part, byte in known.items() if part in name), None)
    if name.endswith((".zip", ".gz", ".tar", ".tgz")):
        yield "archive", b""
    elif name.endswith(".fit"):
        yield "fit", b""
    elif name.endswith(".gpx"):
        yield "gpx", b""
    elif name.endswith(".tcx"):
        yield "tcx", b""
    elif b"<HealthData" in content[:20000]:
        yield "apple", b""
    elif name == "athlete.toml":
        yield "athlete_toml", b""
    elif name.endswith(".json"):
        byte = 7 if "summarizedActivities" in name else first(JSON)
        if byte is not None:
            yield "json", bytes([byte])
    elif name.endswith(".csv"):
        byte = first(TABLES)
        yield "tables", bytes([4 if byte is None else byte])


def plan():
    """What no fixture has: a plan, and a table that `athlete.toml` maps."""
    form = FIXTURES / "mornings" / "form"
    yield "tables", b"\x06date,sport,minutes,km,intensity\n2026-06-01,run,45,8,0.7\n2026-06-02,rest,,,\n"
    yield "tables", b"\x07" + (form / "athlete.toml").read_bytes() + b"\n%%\n" + (form / "form.csv").read_bytes()


def seeds():
    for path in sorted(FIXTURES.rglob("*")):
        if not path.is_file() or "golden" in path.parts:
            continue
        for name, content in unpacked(str(path.relative_to(FIXTURES)), path.read_bytes()):
            for target, first in kind(name, content):
                # The beginning of a long text is a broken text, and says enough.
                if target in ("apple", "gpx", "tcx"):
                    content = content[:LARGEST]
                yield target, first + content
    yield from plan()
    decisions = random.Random(20260831)
    for target in ("fit_structured", "archive"):
        for nth in range(MOST):
            yield target, bytes([nth]) + decisions.randbytes(16 << (nth % 6))


def main(to):
    written = dict.fromkeys(TARGETS, 0)
    for target in TARGETS:
        (to / target).mkdir(parents=True, exist_ok=True)
        (to / f"{target}.dict").write_text(words(target))
        # What was found once is tried first.
        for found in sorted((REGRESSIONS / target).glob("*")):
            (to / target / f"found-{found.name}").write_bytes(found.read_bytes())
    for target, content in seeds():
        made = content[:1] in map(lambda nth: bytes([nth]), range(MOST)) and target == "archive"
        if len(content) <= LARGEST and (written[target] < MOST or made):
            (to / target / f"seed-{written[target]:04}").write_bytes(content)
            written[target] += 1
    print(", ".join(f"{written[target]} {target}" for target in TARGETS))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
