"""Holds any tool's verdicts against the runners of fixtures/scenarios, by the standard library alone.

    check.py ANSWERS              a table of the columns scenario, morning, band, by commas or tabs: what fails, and how many pass
    check.py --restday RESTDAY    the same of the program; with --answers prints its answers as such a table instead
    check.py --plain-mean         the same of the mean of today's answers; also --always BAND
    check.py --page RESTDAY       whether docs/scenarios.md shows what comes out; with --accept writes it

Bands are ready, easy, recover, rest and none; a morning without an answer counts as none. Only what expect.toml says of bands is
looked at: fixtures/scenarios/README.md says what else there is. Ends with 1 where something fails.
"""

import csv
import itertools
import json
import math
import subprocess
import sys
import tempfile
import tomllib
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "fixtures" / "scenarios"
PAGE = ROOT / "docs" / "scenarios.md"
BANDS = ("ready", "easy", "recover", "rest", "none")
OURS = {"ready_for_quality": "ready", "active_recovery": "recover", "not_enough_data": "none"}
BEGINS, ENDS = "<!-- made by tests/scenarios/check.py -->", "<!-- until here -->"


class Scenario:
    """A runner's folder, and what is expected of the bands."""

    def __init__(self, folder):
        self.folder, self.name = folder, folder.name
        self.expected = tomllib.loads((folder / "expect.toml").read_text())
        self.blocks = []
        for block in self.expected.get("mornings", []):
            span = (block["until"] - block["from"]).days + 1
            mornings = [block["from"] + timedelta(nth) for nth in range(span)]
            if not mornings or not set(block.get("bands", [])) <= set(BANDS):
                sys.exit(f"{self.name}: {block} cannot be meant")
            if "bands" in block:
                self.blocks.append((mornings, set(block["bands"]), block.get("share_min", 1.0)))

    def last(self):
        return max(block["until"] for block in self.expected["mornings"])

    def mornings(self):
        """The mornings of which a band is expected."""
        return sorted({morning for mornings, _, _ in self.blocks for morning in mornings})

    def failures(self, answers):
        """The expectations that do not hold, in words."""
        told = []
        for mornings, bands, share_min in self.blocks:
            outside = [morning for morning in mornings if answers.get((self.name, morning), "none") not in bands]
            inside = len(mornings) - len(outside)
            if inside + 1e-9 < share_min * len(mornings):
                first = ", ".join(f"{morning} {answers.get((self.name, morning), 'none')}" for morning in outside[:3])
                told.append(f"{' or '.join(sorted(bands))} on {inside} of {len(mornings)} mornings, not {first}")
        return told

    def inside(self, answers):
        """On how many of its mornings every expectation holds."""
        return sum(
            all(answers.get((self.name, morning), "none") in bands for mornings, bands, _ in self.blocks if morning in mornings)
            for morning in self.mornings()
        )


class Outcome:
    """How a tool does."""

    def __init__(self, scenarios, answers):
        self.failures = {scenario.name: scenario.failures(answers) for scenario in scenarios}
        self.passed = sum(not failures for failures in self.failures.values())
        self.scenarios = len(scenarios)
        self.inside = sum(scenario.inside(answers) for scenario in scenarios)
        self.mornings = sum(len(scenario.mornings()) for scenario in scenarios)

    def rank(self):
        return self.passed, self.inside

    def sentence(self):
        return f"{self.passed} of {self.scenarios} scenarios, {self.inside} of {self.mornings} mornings"


def scenarios():
    """Those of which a band is expected."""
    found = [Scenario(path.parent) for path in sorted(SCENARIOS.glob("*/expect.toml"))]
    return [scenario for scenario in found if scenario.blocks]


def read_answers(path):
    lines = [line for line in Path(path).read_text().splitlines() if line and not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter="\t" if "\t" in lines[0] else ",")
    answers = {}
    known = {path.parent.name for path in SCENARIOS.glob("*/expect.toml")}
    for row in rows:
        if row["band"] not in BANDS or row["scenario"] not in known:
            sys.exit(f"{path}: {row}: no such band or scenario")
        answers[row["scenario"], date.fromisoformat(row["morning"])] = row["band"]
    return answers


def restday_answers(restday, wanted):
    """The bands of the program, and the name of its model."""
    answers, model = {}, None
    for scenario in wanted:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "report"
            as_of = str(scenario.last())
            command = [restday, "report", scenario.folder, "--as-of", as_of, "--format", "csv,json", "--quiet", "--out", out]
            subprocess.run(command, check=True, capture_output=True)
            model = json.loads((out / "report.json").read_text())["readiness"]["model"]
            with open(out / "readiness.csv", newline="") as file:
                for row in csv.DictReader(file):
                    band = OURS.get(row["band"], row["band"])
                    answers[scenario.name, date.fromisoformat(row["day"])] = band
    return answers, model


def means(wanted):
    """The mean of each morning's answers; minus infinity where illness or pain is flagged."""
    found = {}
    for scenario in wanted:
        path = scenario.folder / "checkins.csv"
        if not path.exists():
            continue
        with open(path, newline="") as file:
            for row in csv.DictReader(file):
                said = [float(row[item]) for item in ("legs", "soreness", "motivation", "sleep_quality") if row[item]]
                flagged = "yes" in (row["illness"], row["pain"])
                if said:
                    found[scenario.name, date.fromisoformat(row["date"])] = -math.inf if flagged else sum(said) / len(said)
    return found


def by_mean(wanted, found, cuts, silent):
    answers = {(scenario.name, morning): silent for scenario in wanted for morning in scenario.mornings()}
    for key, mean in found.items():
        answers[key] = next((band for band, cut in zip(BANDS, cuts) if mean >= cut), "rest")
    return answers


def plain_mean(wanted):
    """The plain mean with the cut points, and the band of a silent morning, that serve it best on this very suite."""
    found = means(wanted)
    grid = [1.25 + 0.25 * nth for nth in range(13)]
    rules = [(cuts[::-1], silent) for cuts in itertools.combinations(grid, 3) for silent in ("ready", "easy", "none")]
    # Of equals the first.
    return max(
        ((by_mean(wanted, found, cuts, silent), cuts, silent) for cuts, silent in rules),
        key=lambda rule: Outcome(wanted, rule[0]).rank(),
    )


def always(wanted, band):
    return {(scenario.name, morning): band for scenario in wanted for morning in scenario.mornings()}


def tables(wanted, restday):
    """The part of the page that is made."""
    now, model = restday_answers(restday, wanted)
    by_tool = [(f"restday, model {model}", Outcome(wanted, now))]
    for path in sorted(SCENARIOS.glob("*.tsv")):
        by_tool.append((f"restday as it was with {path.stem}", Outcome(wanted, read_answers(path))))
    answers, (ready, easy, recover), silent = plain_mean(wanted)
    by_tool.append(("plain mean of today's answers", Outcome(wanted, answers)))
    by_tool += [(f"always \"{band}\", whatever is said", Outcome(wanted, always(wanted, band))) for band in ("ready", "easy")]
    lines = ["| | scenarios passed | mornings in an allowed band |", "|---|---:|---:|"]
    for name, outcome in by_tool:
        lines.append(f"| {name} | {outcome.passed} of {outcome.scenarios} | {outcome.inside} of {outcome.mornings} |")
    lines += [
        "",
        f"The plain mean is *ready* from {ready:g}, *easy* from {easy:g}, *recover* from {recover:g}, else *rest*; *rest* where illness or",
        f"pain is flagged; *{silent}* where nothing was said today. Of all such rules in steps of a quarter this is the one that passes most",
        "of these very scenarios: no other choice of cut points would do better.",
        "",
        "| scenario | runner | " + " | ".join(name for name, _ in by_tool[:-2]) + " |",
        "|---|---|" + "---|" * (len(by_tool) - 2),
    ]
    for scenario in wanted:
        marks = ["**no**" if outcome.failures[scenario.name] else "yes" for _, outcome in by_tool[:-2]]
        number = scenario.name.split("-")[0]
        lines.append(f"| {number} | {scenario.expected['runner']} | " + " | ".join(marks) + " |")
    return "\n".join(lines)


def hold_page(wanted, restday, accept):
    before, rest = PAGE.read_text().split(BEGINS + "\n")
    after = rest.split(ENDS)[1]
    page = f"{before}{BEGINS}\n\n{tables(wanted, restday)}\n\n{ENDS}{after}"
    if accept:
        PAGE.write_text(page)
    shown = PAGE.read_text()
    for made, stands in itertools.zip_longest(page.splitlines(), shown.splitlines()):
        if made != stands:
            sys.exit(f"docs/scenarios.md says\n  {stands}\nand it is\n  {made}\nlook at it, then: tests/scenarios/check.py --page RESTDAY --accept")


def tell(wanted, answers):
    outcome = Outcome(wanted, answers)
    for name, failures in outcome.failures.items():
        for failure in failures:
            print(f"{name}: {failure}")
    print(outcome.sentence())
    sys.exit(outcome.passed < outcome.scenarios)


def main(arguments):
    wanted = scenarios()
    match arguments:
        case ["--page", restday]:
            hold_page(wanted, restday, accept=False)
        case ["--page", restday, "--accept"]:
            hold_page(wanted, restday, accept=True)
        case ["--restday", restday]:
            tell(wanted, restday_answers(restday, wanted)[0])
        case ["--restday", restday, "--answers"]:
            answers, model = restday_answers(restday, wanted)
            print(f"# The bands of restday, model {model}, as tests/scenarios/check.py --restday --answers printed them.")
            print("scenario\tmorning\tband")
            for scenario in wanted:
                for morning in scenario.mornings():
                    print(f"{scenario.name}\t{morning}\t{answers.get((scenario.name, morning), 'none')}")
        case ["--plain-mean"]:
            answers, cuts, silent = plain_mean(wanted)
            print(f"ready, easy, recover from {cuts}; {silent} where nothing was said")
            tell(wanted, answers)
        case ["--always", band] if band in BANDS:
            tell(wanted, always(wanted, band))
        case [path] if not path.startswith("--"):
            tell(wanted, read_answers(path))
        case _:
            sys.exit(__doc__)


main(sys.argv[1:])
