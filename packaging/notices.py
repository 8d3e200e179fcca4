#!/usr/bin/env python3
"""Prints the licences of everything that is linked into restday, each text once: they ask to go where the binary goes.

Needs the sources of the crates, which cargo has or fetches.
"""

import json
import pathlib
import re
import subprocess
import sys

LICENCE = re.compile(r"(licen[cs]e|copying|copyright|notice|unlicense)", re.IGNORECASE)


def cargo(*arguments: str) -> str:
    command = ["cargo", *arguments, "--locked"]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


# Which crates are linked, `cargo tree` knows: `cargo metadata` also names those of features that are off. Where their
# sources are, only the latter tells.
kinds = ("tree", "--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}")
linked = {tuple(line.split()[:2]) for line in cargo(*kinds).splitlines()}
packages = json.loads(cargo("metadata", "--format-version", "1"))["packages"]
texts: dict[str, list[str]] = {}
without = []
for package in sorted(packages, key=lambda package: (package["name"], package["version"])):
    name = f"{package['name']} {package['version']}"
    # restday itself has no source: its own licence is told by whoever ships it.
    if package["source"] is None or (package["name"], f"v{package['version']}") not in linked:
        continue
    folder = pathlib.Path(package["manifest_path"]).parent
    files = sorted(file for file in folder.iterdir() if file.is_file() and LICENCE.match(file.name))
    files += sorted(folder.glob("LICENSES/*"))
    if not files:
        authors = ", ".join(package["authors"]) or "its authors"
        without.append(f"{name}: {package['license']}, by {authors}, {package['repository']}")
    for file in files:
        users = texts.setdefault(file.read_text(encoding="utf-8", errors="replace").strip(), [])
        if name not in users:
            users.append(name)

sys.stdout.reconfigure(encoding="utf-8")
print("restday is linked from the crates below. Each text holds for the crates named above it.")
print("The map of the time zones in tzf-dist is made of data of OpenStreetMap, © OpenStreetMap contributors,")
print("which are available under the Open Database License (ODbL) 1.0.")
if without:
    print("\nWithout a text of their own:", *without, sep="\n- ")
for text, users in texts.items():
    print("\n" + "=" * 80, ", ".join(users), "-" * 80, text, sep="\n")
