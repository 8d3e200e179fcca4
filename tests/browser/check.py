"""report.html in a real browser: what a runner sees, points at and types, with the values of daily.csv and readiness.csv.

Usage: check.py RESTDAY RUNNER AXE, the program, the folder of the fixture runner, and the file axe.min.js. Ends with 1 where
the page is not as promised.
"""

import base64
import csv
import math
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from browser import chromium, emulate, requests, resize
from ten_years import write as write_ten_years

CLASSES = {
    "rest": "rest day",
    "active_recovery": "active recovery",
    "easy": "easy day",
    "quality": "quality day",
    "long": "long day",
    "unknown": "unknown",
}
BANDS = {
    "rest": "rest",
    "active_recovery": "active recovery",
    "easy": "easy",
    "ready_for_quality": "ready for quality",
    "not_enough_data": "not enough data",
}
HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>'


def report(restday, folder, out, *more):
    command = [restday, "report", folder, "--as-of", "latest", "--out", out, "--format", "csv,html", *more]
    subprocess.run([str(part) for part in command], check=True, capture_output=True)
    return out


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def whole(text):
    """A number as the page shows it: rounded, halves away from zero."""
    number = float(text)
    return int(math.copysign(math.floor(abs(number) + 0.5), number))


def expected(day, morning, last):
    """What stands in the readout of a day."""
    parts = [day["day"]]
    if not last or float(day["load"] or 0):
        parts.append(CLASSES[day["day_class"]])
    for name in ["load", "acute", "chronic"]:
        if day[name]:
            parts.append(f"{name} {whole(day[name])}")
    if day["form"]:
        form = whole(day["form"])
        parts.append(f"form {'+' if form > 0 else ''}{form}")
    if morning["score"]:
        half = whole(morning["half_width"])
        parts.append(f"readiness {math.floor(float(morning['score']))} ± {half}, {BANDS[morning['band']]}")
    return " · ".join(parts)


def point(driver, frame, across, down):
    """Moves the pointer to a place in an element, in pixels from its upper left corner."""
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", frame)
    box = driver.execute_script("const b = arguments[0].getBoundingClientRect(); return [b.left, b.top]", frame)
    action = ActionBuilder(driver)
    action.pointer_action.move_to_location(int(box[0] + across), int(box[1] + down))
    action.perform()


def readout(driver, frame):
    return driver.execute_script("return arguments[0].nextElementSibling.textContent", frame)


def shown(driver, selector):
    """The one element of a kind that is seen."""
    seen = [element for element in driver.find_elements(By.CSS_SELECTOR, selector) if element.is_displayed()]
    assert len(seen) == 1, f"{len(seen)} of {selector} are seen"
    return seen[0]


def check_quiet(driver, page):
    console = driver.get_log("browser")
    assert not console, console
    asked = set(requests(driver))
    assert asked <= {page.as_uri()}, f"requests leave the page: {asked - {page.as_uri()}}"


def check_hover(driver, out):
    """Twenty days in each chart, by pointer, and the same in the calendar; then by key."""
    daily, mornings = rows(out / "daily.csv"), rows(out / "readiness.csv")
    last = len(daily) - 1
    told = lambda nth: expected(daily[nth], mornings[nth], nth == last)
    frames = driver.find_elements(By.CSS_SELECTOR, ".frame:not([data-weeks])")
    checked = 0
    for frame in frames:
        if not frame.is_displayed():
            continue
        first, count = int(frame.get_attribute("data-from")), int(frame.get_attribute("data-days"))
        width = frame.size["width"]
        if width < 2 * count:
            continue
        for nth in range(20):
            day = first + nth * (count - 1) // 19
            # Early and late in the day, where it is wide enough to have both.
            within = 0.5 if width < 5 * count else (0.3, 0.8)[nth % 2]
            point(driver, frame, (day - first + within) * width / count, 60)
            found = readout(driver, frame)
            assert found[4:] == told(day), f"{found!r}, {told(day)!r} expected"
            checked += 1
    assert 40 <= checked, checked
    calendar = driver.find_element(By.CSS_SELECTOR, ".frame[data-weeks]")
    first, weeks = int(calendar.get_attribute("data-from")), int(calendar.get_attribute("data-weeks"))
    for nth in range(20):
        day = max(first, 0) + nth * (last - max(first, 0)) // 19
        week, weekday = divmod(day - first, 7)
        point(driver, calendar, (week + 0.5) * calendar.size["width"] / weeks, 16 + 18 * weekday + 9)
        assert readout(driver, calendar)[4:] == told(day)
    frame = next(frame for frame in frames if frame.is_displayed())
    first = int(frame.get_attribute("data-from"))
    driver.execute_script("arguments[0].focus()", frame)
    for keys, day in [(Keys.HOME, first), (Keys.ARROW_RIGHT * 3, first + 3), (Keys.END, last), (Keys.ARROW_LEFT, last - 1)]:
        ActionChains(driver).send_keys(keys).perform()
        assert readout(driver, frame)[4:] == told(day)
        assert frame.get_attribute("aria-valuetext") == readout(driver, frame)


def check_zoom(driver, ranges):
    """Each range shows its own days, and only them; without the script as well."""
    for script in [True, False]:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not script})
        driver.refresh()
        for name, days in ranges:
            label = driver.find_element(By.CSS_SELECTOR, f"label[for={name}]")
            label.click()
            frame = shown(driver, f".v-{name}:has(path.acute) .frame")
            assert int(frame.get_attribute("data-days")) == days, (name, frame.get_attribute("data-days"))
            assert len([view for view in driver.find_elements(By.CSS_SELECTOR, ".view") if view.is_displayed()]) == 2
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    driver.refresh()


def check_axe(driver, axe, what):
    driver.execute_script(axe)
    found = driver.execute_async_script("const done = arguments[0]; axe.run().then(r => done(r.violations))")
    told = [f"{violation['id']}: {violation['nodes'][0]['html'][:200]} {violation['nodes'][0]['failureSummary']}" for violation in found]
    assert not told, f"axe, {what}: " + "\n".join(told)


def unfold(driver):
    driver.execute_script("document.querySelectorAll('details').forEach(part => part.open = true)")


def check_looks(driver, page, axe):
    """Light and dark, wide and narrow, folded and unfolded, on paper."""
    colors = set()
    for scheme in ["light", "dark"]:
        for width in [1000, 360]:
            emulate(driver, scheme)
            resize(driver, width, 1400)
            driver.get(page.as_uri())
            unfold(driver)
            check_axe(driver, axe, f"{scheme}, {width} px")
            across = driver.execute_script("return document.documentElement.scrollWidth")
            assert across <= width, f"{across} px at {width}"
            colors.add(driver.execute_script("return getComputedStyle(document.documentElement).backgroundColor"))
    assert len(colors) == 2, colors
    resize(driver, 1000, 1400)
    emulate(driver, "light", "print")
    assert not driver.find_element(By.CSS_SELECTOR, ".ranges").is_displayed()
    assert driver.find_element(By.ID, "verdict").is_displayed()
    paper = base64.b64decode(driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"])
    assert paper.startswith(b"%PDF") and 20_000 < len(paper)
    emulate(driver)


def check_hostile(driver, restday, runner, scratch):
    """Names stay names."""
    folder = scratch / "hostile"
    shutil.copytree(runner, folder)
    config = (folder / "athlete.toml").read_text().splitlines()
    config = [line for line in config if not line.startswith("name")]
    (folder / "athlete.toml").write_text(f"name = '''{HOSTILE}'''\n" + "\n".join(config))
    (folder / "manual.csv").write_text(f'date,sport,duration,rpe,name\n2026-08-29,run,33,4,"{HOSTILE.replace(chr(34), chr(34) * 2)}"\n')
    (folder / "<script>alert(3)<!--.fit").write_bytes(b"\x0e\x10\x5d\x08\x00\x00\x00\x00.FIT\x00\x00")
    out = scratch / "hostile-report"
    command = [restday, "report", folder, "--as-of", "latest", "--out", out, "--format", "html", "--with-paths"]
    assert subprocess.run([str(part) for part in command], capture_output=True).returncode == 3
    page = out / "report.html"
    requests(driver)
    driver.get(page.as_uri())
    unfold(driver)
    check_quiet(driver, page)
    assert driver.execute_script("return document.images.length + document.scripts.length") == 2
    text = driver.find_element(By.TAG_NAME, "body").text
    assert text.count(HOSTILE) >= 2 and "<script>alert(3)<!--.fit" in text, text[:400]
    assert HOSTILE in driver.title


def check_team(driver, restday, runner, axe, scratch):
    """The page of a team: readable by everybody, and each athlete's page one click away."""
    team = scratch / "team"
    shutil.copytree(runner, team / "Ada & co")
    (team / "nobody").mkdir()
    out = scratch / "team-report"
    command = [restday, "report", "--team", team, "--as-of", "latest", "--out", out, "--format", "html"]
    assert subprocess.run([str(part) for part in command], capture_output=True).returncode == 3
    for scheme in ["light", "dark"]:
        emulate(driver, scheme)
        driver.get((out / "index.html").as_uri())
        check_axe(driver, axe, f"the team, {scheme}")
    assert "no report" in driver.find_element(By.TAG_NAME, "main").text
    resize(driver, 360, 800)
    assert driver.execute_script("return document.documentElement.scrollWidth") <= 360
    driver.find_element(By.LINK_TEXT, "Ada Lind").click()
    assert driver.find_element(By.ID, "verdict").is_displayed() and "Ada%20%26%20co/report.html" in driver.current_url


def main(restday, runner, axe):
    axe = Path(axe).read_text()
    with tempfile.TemporaryDirectory() as scratch, chromium() as driver:
        scratch = Path(scratch)
        emulate(driver)
        out = report(restday, runner, scratch / "runner")
        page = out / "report.html"
        driver.get(page.as_uri())
        check_quiet(driver, page)
        check_hover(driver, out)
        days = len(rows(out / "daily.csv"))
        check_zoom(driver, [("r6", 43), ("rall", days)])
        check_looks(driver, page, axe)
        check_quiet(driver, page)
        print("browser: the fixture runner: quiet, right under the pointer, readable by everybody")

        write_ten_years(scratch / "ten")
        out = report(restday, scratch / "ten", scratch / "ten-report")
        page = out / "report.html"
        assert page.stat().st_size < 400_000, page.stat().st_size
        driver.get(page.as_uri())
        check_hover(driver, out)
        check_zoom(driver, [("r6", 43), ("r52", 366), ("rall", len(rows(out / "daily.csv")))])
        check_looks(driver, page, axe)
        print("browser: ten years: the same")

        check_hostile(driver, restday, Path(runner), scratch)
        print("browser: hostile names: text")

        check_team(driver, restday, runner, axe, scratch)
        print("browser: a team: each athlete one click away")


if __name__ == "__main__":
    main(*sys.argv[1:])
