"""The daily series of the fixture runner, computed again by two packages that nobody here wrote.

trainingload 0.1.0 has acute and chronic load: a weight of 1/N a day, from 0, rounded to a tenth. The recurrence is linear,
so loads a hundred million times as large show more digits. Its time constants may be any numbers: with 1/alpha it follows
the exponential weights as well.
endurance-metrics 0.1.0 takes acute and chronic load as given and has what follows from daily loads: the coupled workload
ratio, monotony and strain of the last 28 days, rounded to hundredths, and the ramp, not rounded.

Usage: check.py RESTDAY RUNNER, the program and the folder of the fixture runner. Ends with 1 where a number differs.
"""

import csv
import math
import subprocess
import sys
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

from endurance_metrics.advanced import calculate_ramp_rate
from endurance_metrics.workload import compute_training_load
from trainingload.pmc import PMCCalculator

MAGNIFIED = 1e8


def daily(restday, runner, series):
    """The known days of a report, with a [series] table of its own in athlete.toml."""
    with tempfile.TemporaryDirectory() as folder:
        athlete = Path(folder) / "athlete.toml"
        athlete.write_text((runner / "athlete.toml").read_text() + "\n" + series + "\n")
        out = Path(folder) / "report"
        command = [restday, "report", runner, "--as-of", "latest", "--athlete", athlete, "--out", out]
        subprocess.run(command, check=True, capture_output=True)
        with open(out / "daily.csv", newline="") as file:
            return [row for row in csv.DictReader(file) if row["load"]]


def far(ours, theirs, unit):
    """How far two numbers lie apart beyond what rounding to a unit explains."""
    return max(0.0, abs(ours - theirs) - unit / 2)


def acute_and_chronic(rows, acute_days, chronic_days):
    loads = {date.fromisoformat(row["day"]): MAGNIFIED * float(row["load"]) for row in rows}
    calculator = PMCCalculator(ctl_time_constant=chronic_days, atl_time_constant=acute_days)
    days = calculator.calculate_pmc(loads, min(loads), max(loads))
    worst = 0.0
    for row, day in zip(rows, days, strict=True):
        for ours, theirs in ((row["acute"], day.atl), (row["chronic"], day.ctl)):
            worst = max(worst, far(MAGNIFIED * float(ours), theirs, 0.1) / max(1.0, abs(theirs)))
    return worst


def follows_from_loads(rows):
    worst, compared = 0.0, 0
    for last in range(27, len(rows)):
        window = rows[last - 27 : last + 1]
        # The package asks the clock: the last day of the window is moved to today.
        moved = datetime.now().date() - date.fromisoformat(window[-1]["day"])
        dated = [
            {"date": (date.fromisoformat(row["day"]) + moved).isoformat(), "load": float(row["load"])} for row in window
        ]
        found = compute_training_load(dated)
        worst = max(worst, far(float(window[-1]["acwr_coupled"]), found["acwr"], 0.01))
        if window[-1]["monotony"]:
            worst = max(worst, far(float(window[-1]["monotony"]), found["monotony"], 0.01))
            # The package multiplies by the rounded monotony.
            week = sum(row["load"] for row in dated[-7:])
            worst = max(worst, far(week * found["monotony"], found["strain"], 1.0))
            worst = max(worst, abs(float(window[-1]["strain"]) / week / float(window[-1]["monotony"]) - 1.0))
        # Before the chronic load stands on its days there is none.
        if window[-1]["ramp"]:
            ramp = calculate_ramp_rate(float(window[-1]["chronic"]), float(window[-8]["chronic"]), 7)
            worst = max(worst, abs(float(window[-1]["ramp"]) - ramp))
        compared += 1
    return worst, compared


def main():
    restday, runner = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    alpha = lambda days: 1.0 - math.exp(-1.0 / days)
    failed = False
    for name, series, acute_days, chronic_days in (
        ("exp", "[series]", 1.0 / alpha(7), 1.0 / alpha(42)),
        ("one_over_n", '[series]\nrecurrence = "one_over_n"', 7, 42),
        ("span", '[series]\nrecurrence = "span"', 4.0, 21.5),
    ):
        # The package starts from 0.
        rows = daily(restday, runner, f"{series}\nseed_acute = 0\nseed_chronic = 0")
        worst = acute_and_chronic(rows, acute_days, chronic_days)
        print(f"trainingload, {name}: {len(rows)} days, acute and chronic differ by at most {worst:.1e}")
        failed |= not worst <= 1e-9
    rows = daily(restday, runner, "")
    worst, compared = follows_from_loads(rows)
    print(f"endurance-metrics: {compared} days, ratio, monotony, strain and ramp differ by at most {worst:.1e} beyond rounding")
    failed |= not worst <= 1e-9
    sys.exit(1 if failed else 0)


main()
