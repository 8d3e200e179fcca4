"""Ten years of one runner, the same ones each time: a table of sessions, check-ins, nights."""

import datetime
import random

FIRST = datetime.date(2016, 1, 4)
DAYS = 3653


def write(folder):
    """Makes the folder with manual.csv, checkins.csv and wellness.csv."""
    folder.mkdir(parents=True)
    chance = random.Random(20160104)
    manual = ["date,sport,duration_min,distance_km,rpe,heart_rate_mean"]
    checkins = ["date,time,legs,soreness,motivation,sleep_quality,sleep_h"]
    wellness = ["date,hrv_rmssd_ms,resting_hr_bpm"]
    for day in (FIRST + datetime.timedelta(nth) for nth in range(DAYS)):
        if chance.random() < 0.8:
            minutes, sport = chance.randint(25, 110), chance.choice(["run", "run", "run", "ride", "yoga", "walk"])
            manual.append(f"{day} 07:30,{sport},{minutes},{minutes / 5.6:.2f},{chance.randint(2, 9)},{chance.randint(115, 165)}")
        answers = ",".join(str(chance.randint(2, 5)) for _ in range(4))
        checkins.append(f"{day},07:00,{answers},{chance.uniform(5.5, 9):.1f}")
        wellness.append(f"{day},{chance.uniform(38, 72):.1f},{chance.uniform(45, 55):.0f}")
    for name, lines in [("manual.csv", manual), ("checkins.csv", checkins), ("wellness.csv", wellness)]:
        (folder / name).write_text("\n".join(lines) + "\n")
