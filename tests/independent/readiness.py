"""The readiness of every morning of a report, computed again from its tables, in exact fractions and without the program.

The own normal of each answer is made again from mornings.csv, the deviations of what was measured are taken from readiness.csv,
and points, caps, score, band, completeness, confidence and half-width follow. Of the caps those are made again that the tables tell
of; `pushing_hard`, `overreaching`, `huge_effort` and the spells that were said are taken as they stand, with what they allow.

Usage: readiness.py RESTDAY FOLDER…, the program and athletes' folders. Ends with 1 where a morning differs.
"""

import csv
import json
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from fractions import Fraction as F
from pathlib import Path

ANSWERS = {"legs": 16, "soreness": 8, "motivation": 10, "sleep_quality": 6}
MEASURED = {"hrv": F(3), "sleep": F(2), "resting_hr": F(3, 2), "load": F(1), "effort_felt": F(2), "hr_at_pace": F(1)}
BODY = ("legs", "soreness", "motivation")
EVERYTHING = sum(F(3, 5) * price for price in ANSWERS.values()) + sum(MEASURED.values())
BANDS = ((65, "ready_for_quality"), (45, "easy"), (25, "active_recovery"), (0, "rest"))
# Their own rows say how many; the tables say that they fired.
TAKEN = {"pushing_hard": (60, 40), "overreaching": (60, 40), "huge_effort": (60, 40), "injured": (40,), "break": (60,), "travelling": (60,)}


def number(text):
    return F(text) if text else None


def rows(folder, name):
    with open(folder / name, newline="") as file:
        return list(csv.DictReader(file))


def own_normal(answers, day, normal_from):
    """The mean of the first 56 answers before a day and of 14 threes, and how many answers there are."""
    first = [answer for known, answer in answers if normal_from <= known < day][:56]
    return (sum(first) + 42) / F(len(first) + 14), len(first)


def back_from_break(loads, day):
    """Whether three weeks without training lie before a morning, or half of such a time has not passed since."""
    idle, trained, over = 0, False, None
    for known, load in loads:
        if known >= day:
            break
        if load is None:
            continue
        if load >= 5:
            if trained and idle >= 21:
                over = (idle, known)
            trained, idle = True, 0
        elif trained:
            idle += 1
    if idle >= 21:
        return True
    return over is not None and (day - over[1]).days <= min(21, over[0] // 2)


class Athlete:
    def __init__(self, report, normal_from=date.min):
        self.mornings = {date.fromisoformat(row["day"]): row for row in rows(report, "mornings.csv")}
        self.answers = {
            key: [(day, number(row[key])) for day, row in sorted(self.mornings.items()) if row[key]] for key in ANSWERS
        }
        self.normal_from = normal_from
        self.loads = [(date.fromisoformat(row["day"]), number(row["load"])) for row in rows(report, "daily.csv")]
        self.verdicts = rows(report, "readiness.csv")

    def said(self, day, item):
        row = self.mornings.get(day)
        return None if row is None or not row[item] else row[item] == "true"

    def sick(self, day):
        return self.said(day, "illness") or self.said(day, "pain") or False

    def after_illness(self, day):
        sick = [back for back in range(1, 15) if self.sick(day - timedelta(back))]
        if not sick:
            return False, False
        since = (self.mornings.get(day - timedelta(back)) for back in range(sick[0]))
        is_open = not any(row and int(row["checkins"]) for row in since)
        graded = min(7, max(2, len(sick)))
        return sick[0] <= graded or is_open, is_open

    def felt_harder(self, day):
        """Whether it is said of the last runs, and whether that is a habit."""
        word = self.said(day, "felt_harder")
        if word is None:
            word = self.said(day - timedelta(1), "felt_harder")
        words = [self.said(day - timedelta(back), "felt_harder") for back in range(8, 36)]
        words = [said for said in words if said is not None]
        return bool(word), len(words) >= 7 and 2 * sum(words) >= len(words)

    def morning(self, row):
        """What the verdict of a row has to be."""
        day = date.fromisoformat(row["day"])
        points, weight, deviations, today = {}, F(0), {}, set()
        for key, price in ANSWERS.items():
            for age, quality in ((0, F(1)), (1, F(1, 2))):
                answer = dict(self.answers[key]).get(day - timedelta(age))
                if answer is not None:
                    normal, earlier = own_normal(self.answers[key], day - timedelta(age), self.normal_from)
                    points[key] = price * quality * (answer - normal)
                    weight += F(3, 5) * price * quality * min(F(1), F(earlier + 7, 28))
                    if age == 0:
                        deviations[key], today = answer - normal, today | {key}
                    break
        for key, price in MEASURED.items():
            z, quality = number(row[f"{key}_z"]), number(row[f"{key}_q"])
            if z is not None and quality > 0:
                points[key] = price * quality * max(F(-3), min(F(1), z))
                weight += price * quality
        if not points:
            return {"score": None, "band": "rest" if self.sick(day) else "not_enough_data", "caps": set(), "completeness": F(0)}
        total = sum(points.values())
        free = max(F(0), min(F(100), 75 + (total if total < 0 else total / 2)))

        low = lambda key, limit: number(row[f"{key}_q"]) is not None and number(row[f"{key}_q"]) >= F(1, 2) and number(row[f"{key}_z"]) <= limit + F(1, 10**9)
        felt, habit = self.felt_harder(day)
        after, is_open = self.after_illness(day)
        value = lambda key: dict(self.answers[key])[day]
        families = [
            any(key in today and deviations[key] <= F(-9, 10) + F(1, 10**9) for key in BODY),
            any(low(key, F(-3, 2)) for key in ("hrv", "resting_hr")),
            low("sleep", F(-3, 2)),
            any(low(key, F(-3, 2)) for key in ("effort_felt", "hr_at_pace")) and not (felt and habit),
        ]
        fired = row["caps"].split()
        ceilings = {
            "ill_or_pain": (20, self.sick(day)),
            "two_independent": (40, sum(families) >= 2),
            "heavy_legs": (60, "legs" in today and value("legs") <= 2),
            "worst_answer": (60, any(value(key) <= F(3, 2) for key in today)),
            "hrv_low": (60, low("hrv", F(-1))),
            "felt_harder": (60, felt and not habit),
            "after_illness": (60, after and not self.sick(day)),
            "back_from_break": (60, back_from_break(self.loads, day)),
        }
        caps = {name for name, (_, fires) in ceilings.items() if fires} | {name for name in fired if name in TAKEN}
        firm = min([free] + [F(ceilings[name][0]) for name in caps if name in ceilings])
        scores = [firm]
        for name in caps & TAKEN.keys():
            scores = [min(score, F(ceiling)) for score in scores for ceiling in TAKEN[name]]
        return {"scores": scores, "caps": caps, "completeness": weight / EVERYTHING, "points": points, "open": "after_illness" in caps and is_open}


def band_of(score):
    return next(band for least, band in BANDS if least <= score + F(1, 10**9))


def differs(row, found):
    """What a row says otherwise than it has to."""
    wrong = []
    if set(row["caps"].split()) != found["caps"]:
        wrong.append(f"caps {row['caps']!r}, not {sorted(found['caps'])}")
    if "scores" not in found:
        if row["score"] or row["band"] != found["band"]:
            wrong.append(f"{row['score']} {row['band']}, not {found['band']}")
        return wrong
    score = number(row["score"])
    near = [one for one in found["scores"] if score is not None and abs(one - score) <= F(6, 100)]
    if not near or row["band"] not in {band_of(one) for one in near}:
        wrong.append(f"{row['score']} {row['band']}, not {[float(one) for one in found['scores']]}")
    completeness = number(row["completeness"])
    if abs(completeness - found["completeness"]) > F(6, 10**5):
        wrong.append(f"completeness {row['completeness']}, not {float(found['completeness'])}")
    if abs(number(row["half_width"]) - (13 + 15 * (1 - completeness))) > F(6, 100):
        wrong.append(f"half-width {row['half_width']}")
    confidence = "high" if completeness >= F(3, 5) else "medium" if completeness >= F(7, 20) else "low"
    if row["confidence"] != ("low" if found["open"] else confidence):
        wrong.append(f"confidence {row['confidence']}")
    for key, points in found["points"].items():
        if abs(number(row[f"{key}_points"]) - points) > F(1, 10**9):
            wrong.append(f"{key}: {row[f'{key}_points']} points, not {float(points)}")
    return wrong


def main():
    restday, folders = Path(sys.argv[1]).resolve(), [Path(folder) for folder in sys.argv[2:]]
    failed, compared, scored = 0, 0, 0
    # The first of them once more, with a normal that begins in the middle of its answers.
    for folder, normal_from in [(folder, date.min) for folder in folders] + [(folders[0], date(2026, 6, 1))]:
        with tempfile.TemporaryDirectory() as made:
            out = Path(made) / "report"
            configured = Path(made) / "athlete.toml"
            said = "" if normal_from == date.min else f"normal_from = {normal_from}\n"
            configured.write_text(said + (folder / "athlete.toml").read_text())
            subprocess.run([restday, "report", folder, "--athlete", configured, "--as-of", "latest", "--format", "csv,json", "--quiet", "--out", out], check=True, capture_output=True)
            athlete = Athlete(out, normal_from)
            assert json.loads((out / "report.json").read_text())["readiness"]["model"] == "rr-2"
            for row in athlete.verdicts:
                wrong = differs(row, athlete.morning(row))
                compared, scored, failed = compared + 1, scored + bool(row["score"]), failed + bool(wrong)
                if wrong and failed <= 20:
                    print(f"{folder.name} {row['day']}: {'; '.join(wrong)}")
    print(f"readiness: {compared} mornings of {len(folders)} athletes, {scored} with a score, {failed} differ")
    sys.exit(1 if failed or not scored else 0)


main()
