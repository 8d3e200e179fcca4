#!/usr/bin/env python3
"""Shows that two builds say the same: every file of every format, the panels, what is said and the exit code.

    tests/compare/compare.py BEFORE AFTER FOLDER...

BEFORE and AFTER are the programs. Each folder is read as one athlete's, and so is each athlete of one called `athletes`.
Files are compared byte for byte, a workbook by the members of its archive. The digest of the inputs, 16 hexadecimal
digits, may differ where a change says so: with --but-inputs-digest it counts as equal wherever it stands, and so do the
digests of the files that hold it. Ends with 1 where anything else differs. Nothing but Python is needed.
"""

import argparse
import concurrent.futures
import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

FORMATS = "csv,json,ndjson,xlsx,parquet,html,svg"
REPORTS = [
    ["--format", FORMATS],
    ["--format", "csv", "--csv-dialect", "excel-us", "--redact"],
    ["--format", "csv,json", "--csv-dialect", "excel-eu", "--with-paths", "--hr-clean", "off", "--gps-clean", "off"],
    ["--format", "json", "--redact", "--log", "json"],
]
# What is printed: the words of a command, in which FOLDER, DAY and ACTIVITY stand for the folder, its last morning and its
# last activity.
COMMANDS = [
    "show daily FOLDER --as-of latest --csv",
    "show activities FOLDER --as-of latest --ndjson",
    "show activities FOLDER --as-of latest",
    "show weeks FOLDER --as-of latest",
    "explain DAY FOLDER --as-of latest",
    "explain ACTIVITY FOLDER --as-of latest",
    "explain ACTIVITY FOLDER --as-of latest --csv",
    "thresholds FOLDER --as-of latest",
    "thresholds FOLDER --as-of latest --json",
    "forecast FOLDER --as-of latest --json",
    "backtest FOLDER --as-of latest",
    "doctor FOLDER",
]
# Of the program itself.
ALONE = ["--help", "schema report", "schema activities", "schema daily", "completions bash", "man"]
TIME = re.compile(rb'"time":"[^"]*"|<dcterms:(?:created|modified)[^<]*<|today is \d{4}-\d\d-\d\d')


def run(program, arguments, home):
    ended = subprocess.run([program, *arguments], cwd=home, capture_output=True, check=False)
    return {
        "exit code": str(ended.returncode).encode(),
        "standard output": TIME.sub(b"TIME", ended.stdout),
        "standard error": TIME.sub(b"TIME", ended.stderr),
    }


def files_of(out):
    """The files of a report by name, a workbook as its members."""
    for path in sorted(out.rglob("*")) if out.exists() else []:
        name, content = str(path.relative_to(out)), path.read_bytes() if path.is_file() else b""
        if path.suffix != ".xlsx":
            yield name, content
            continue
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield f"{name}!{member}", TIME.sub(b"TIME", archive.read(member))


def without_digest(outputs):
    """The outputs without the digest of the inputs, and without the digests of files in the manifest."""
    digest = next((json.loads(text).get("inputs_digest") for name, text in outputs.items() if name == "report.json"), None)
    for name in outputs:
        if digest:
            outputs[name] = outputs[name].replace(digest.encode(), b"INPUTS-DIGEST...")
        if name == "manifest.json":
            outputs[name] = re.sub(rb"\b[0-9a-f]{64}\b", b"SHA-256", outputs[name])
    return outputs


def outputs(program, folder, but_digest):
    """Everything that a build says of a folder, by a name."""
    found = {}
    for arguments in REPORTS:
        with tempfile.TemporaryDirectory() as home:
            made = run(program, ["report", folder, "--as-of", "latest", "--out", "out", *arguments], home)
            made |= dict(files_of(Path(home) / "out"))
            made = without_digest(made) if but_digest else made
            found |= {f"report {' '.join(arguments)}: {name}": content for name, content in made.items()}
    report = json.loads(found.get(f"report {' '.join(REPORTS[0])}: report.json", b"{}"))
    day = report.get("as_of", "2026-01-01")
    activity = (report.get("activities") or [{}])[-1].get("activity_id", "none")
    for command in COMMANDS:
        words = [{"FOLDER": folder, "DAY": day, "ACTIVITY": activity}.get(word, word) for word in command.split()]
        with tempfile.TemporaryDirectory() as home:
            found |= {f"{command}: {name}": content for name, content in run(program, words, home).items()}
    return found


def first_difference(before, after):
    at = next((i for i, (a, b) in enumerate(zip(before, after)) if a != b), min(len(before), len(after)))
    return f"at byte {at}: {before[max(0, at - 40) : at + 40]!r} | {after[max(0, at - 40) : at + 40]!r}"


def of_itself(program):
    """What a build says of itself."""
    with tempfile.TemporaryDirectory() as home:
        return {f"{words}: {name}": text for words in ALONE for name, text in run(program, words.split(), home).items()}


def compared(folder, was, now):
    """How many outputs were compared, and a line for each that differs."""
    lines = [f"{folder}: {name}: only before" for name in was.keys() - now.keys()]
    lines += [f"{folder}: {name}: only after" for name in now.keys() - was.keys()]
    for name in was.keys() & now.keys():
        if was[name] != now[name]:
            lines.append(f"{folder}: {name}: {first_difference(was[name], now[name])}")
    return len(was.keys() | now.keys()), sorted(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--but-inputs-digest", action="store_true")
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("folders", type=Path, nargs="+")
    asked = parser.parse_args()
    folders = []
    for folder in asked.folders:
        folders += sorted(folder.iterdir()) if folder.name == "athletes" else [folder]
    before, after = asked.before.resolve(), asked.after.resolve()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        said = [
            [pool.submit(outputs, program, str(folder.resolve()), asked.but_inputs_digest) for program in (before, after)]
            for folder in folders
        ]
        done = [compared(folder, was.result(), now.result()) for folder, (was, now) in zip(folders, said)]
        done.append(compared("the program", of_itself(before), of_itself(after)))
    lines = [line for _, lines in done for line in lines]
    print(f"{len(folders)} folders, {sum(count for count, _ in done)} outputs, {len(lines)} differ")
    print("\n".join(lines[:100]), end="\n" if lines else "")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
