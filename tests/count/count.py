#!/usr/bin/env python3
"""How large the code is, how it is named, and how many files a concept is spread over.

    tests/count/count.py [CLONE]

Prints the figures of a clone (by default the one it lies in) beside those of commit 24adcdb, from which the tree was
put in order: those that its reading gave, by another script. Run on that commit itself, this one prints the same or one more, but
for 66 % of functions, 41 % of types, 28,280 lines, 86 lines and 733 items. Code is what lies in src/, without comments,
blank lines and tests. Nothing but Python is needed.
"""

import re
import sys
from collections import Counter
from pathlib import Path

# Comments, and what may look like one or hold a brace: texts and characters.
TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|b?r(#*)".*?"\1|b?"(?:\\.|[^"\\])*"|b?'(?:\\(?:u\{[0-9a-fA-F_]+\}|x[0-9a-fA-F]{2}|.)|[^'\\\n])'""",
    re.S,
)
TEST = re.compile(r"#\[cfg\((?:all\()?test\b[^\]]*\]")
FUNCTION = re.compile(r"^\s*(?:pub(?:\([^)]*\))? )?(?:const |async |unsafe )*fn (\w+)", re.M)
# A type within a trait or an implementation has the name that the trait gives it.
TYPE = re.compile(r"^(?:\s*(?:pub(?:\([^)]*\))? )?(?:struct|enum|trait|union)|(?:pub(?:\([^)]*\))? )?type) (\w+)", re.M)
PUBLIC = re.compile(r"^\s*pub (?:const |async |unsafe )*(?:fn|struct|enum|trait|type|const|static|mod|use|union)\b", re.M)

# What a concept is looked for by, now and before it was renamed; the sibling that the reading of 24adcdb counted.
CONCEPTS = [
    ("a daily column: acwr_ewma", r"\bacwr_ewma\b", "8"),
    ("an activity's column: hr_suspect_s", r"\bhr_suspect_s\b", "8-9"),
    ("a signal: motivation", r"(?i)mood|motivation", "21"),
    ("a check-in item: soreness", r"(?i)soreness", ""),
    ("a method: lucia", r"(?i)lucia", "10"),
    ("a method with statistics: xpower", r"(?i)xpower", "15"),
    ("a vendor of CSV: whoop", r"(?i)\bwhoop", "4"),
    ("a vendor of JSON: fitbit", r"(?i)fitbit", "6"),
    ("a sport: hike", r"(?i)\bhike\b", "4-6"),
    ("an exit code: 4", r"^\s*4$|^  4  |\bExit::Stale\b|\bStale = 4\b", "5 (any code)"),
]


def without_comments(text):
    """The text with its comments gone, and what its texts and characters hold behind placeholders of equal lines."""
    kept = []

    def held(match):
        token = match.group(0)
        if token.startswith(("//", "/*")):
            return "\n" * token.count("\n")
        kept.append(token)
        return f'"\x00{len(kept) - 1}\x00"' + "\n" * token.count("\n")

    return TOKEN.sub(held, text), kept


def end_of_item(text, at):
    """Where the item that begins at `at` ends: behind its closing brace, or its semicolon."""
    depth = 0
    while at < len(text):
        match text[at]:
            case "{" | "(" | "[":
                depth += 1
            case "}" | ")" | "]":
                depth -= 1
                if depth == 0 and text[at] == "}":
                    return at + 1
            case ";" if depth == 0:
                return at + 1
        at += 1
    return at


def without_tests(text):
    """The text without the items that only tests have, and the names of such modules in files of their own."""
    modules = []
    while found := TEST.search(text):
        at = found.end()
        while attribute := re.match(r"\s*#\[", text[at:]):
            at = at + attribute.end()
            depth = 1
            while depth:
                depth += {"[": 1, "]": -1}.get(text[at], 0)
                at += 1
        end = end_of_item(text, at)
        if module := re.match(r"\s*(?:pub(?:\([^)]*\))? )?mod (\w+)\s*;", text[at:]):
            modules.append(module.group(1))
        text = text[: found.start()] + text[end:]
    return text, modules


class Code:
    """The code of one file."""

    def __init__(self, path, name):
        self.name = name
        self.bare, kept = without_comments(path.read_text())
        self.bare, self.test_modules = without_tests(self.bare)
        texts = re.compile('"\x00(\\d+)\x00"\n*')
        self.text = texts.sub(lambda match: kept[int(match.group(1))], self.bare)

    def lines(self):
        return sum(1 for line in self.text.splitlines() if line.strip())

    def functions(self):
        """Names, and how many lines of code each has."""
        for match in FUNCTION.finditer(self.bare):
            body = self.bare[match.start() : end_of_item(self.bare, match.end())]
            yield match.group(1), sum(1 for line in body.splitlines() if line.strip())


def files_of(clone):
    src = clone / "src"
    every = {path: Code(path, str(path.relative_to(src))) for path in sorted(src.rglob("*.rs"))}
    tests = set()
    for path, code in every.items():
        below = path.parent if path.name in ("mod.rs", "lib.rs", "main.rs") else path.with_suffix("")
        for module in code.test_modules:
            tests |= {below / f"{module}.rs", below / module / "mod.rs"}
    builders = [code for path, code in every.items() if path in tests and path.stem != "tests"]
    return [code for path, code in every.items() if path not in tests], builders


def share(part, whole):
    return f"{100 * part / max(whole, 1):.0f} %"


def main():
    clone = Path(sys.argv[1] if 1 < len(sys.argv) else Path(__file__).parents[2])
    files, builders = files_of(clone)
    functions = [(name, lines, code.name) for code in files for name, lines in code.functions()]
    types = Counter(name for code in files for name in TYPE.findall(code.bare))
    repeated = sum(count for count in types.values() if 1 < count)
    one_word = sum("_" not in name for name, _, _ in functions)
    largest = max(files, key=Code.lines)
    longest = max(functions, key=lambda function: function[1])
    rows = []
    for concept, pattern, before in CONCEPTS:
        # Who adds one adds it to what tests are made of too.
        wanted = re.compile(pattern, re.M)
        naming = [code.name for code in files + builders if wanted.search(code.name) or wanted.search(code.text)]
        rows.append((f"files naming {concept}", str(len(naming)), before, " ".join(naming)))
    rows += [
        ("functions with a one-word name", share(one_word, len(functions)), "63 %", f"{one_word} of {len(functions)}"),
        (
            "types whose name is defined twice or more",
            share(repeated, types.total()),
            "42 %",
            f"{repeated} of {types.total()}: "
            + " ".join(f"{name}×{count}" for name, count in types.most_common(12) if 1 < count),
        ),
        ("lines of code", str(sum(code.lines() for code in files)), "28500", f"in {len(files)} files"),
        ("longest file, lines of code", str(largest.lines()), "520", largest.name),
        ("longest function, lines of code", str(longest[1]), "90", f"{longest[0]} in {longest[2]}"),
        ("public items", str(sum(len(PUBLIC.findall(code.bare)) for code in files)), "735", ""),
    ]
    print(f"{'what':46}  {'here':>6}  {'24adcdb':>12}")
    for what, here, before, which in rows:
        print(f"{what:46}  {here:>6}  {before:>12}  {which}".rstrip())


if __name__ == "__main__":
    main()
