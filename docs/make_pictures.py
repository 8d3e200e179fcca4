"""Makes docs/pictures/ anew from the fixture runner: the page in Chromium, the workbook as LibreOffice prints it.

Usage, after tests/run has installed what it needs: ~/.cache/restday/venv/bin/python docs/make_pictures.py target/release/restday
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests/browser"))
from browser import chromium, emulate, picture, resize  # noqa: E402

PICTURES = HERE / "pictures"
COLORS = 128


def smaller(path):
    """The same picture in fewer colours."""
    Image.open(path).convert("RGB").quantize(COLORS).save(path, optimize=True)


def height(driver, selector):
    """Where a part of the page begins and ends."""
    script = "const b = document.querySelector(arguments[0]).getBoundingClientRect(); return [b.top + scrollY, b.bottom + scrollY]"
    return driver.execute_script(script, selector)


def pages(page):
    with chromium() as driver:
        emulate(driver)
        driver.get(page.as_uri())
        top, bottom = 0, height(driver, "section:has(#signals)")[1]
        picture(driver, PICTURES / "page.png", 1000, bottom + 16, top)
        for name, scheme in [("charts.png", "light"), ("charts-dark.png", "dark")]:
            emulate(driver, scheme)
            # A day under the crosshair, as on hover.
            for frame in driver.find_elements("css selector", ".frame"):
                if frame.is_displayed():
                    driver.execute_script("arguments[0].focus(); arguments[0].blur()", frame)
            top, bottom = height(driver, "section.charts")[0], height(driver, "section:has(#calendar)")[1]
            picture(driver, PICTURES / name, 1000, bottom - top + 24, top - 16)
        emulate(driver)
        resize(driver, 360, 800)
        picture(driver, PICTURES / "phone.png", 360, 720)


def workbook(book, scratch):
    office = ["soffice", f"-env:UserInstallation=file://{scratch}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*office, "--outdir", scratch, book], check=True, capture_output=True)
    command = ["pdftoppm", "-r", "110", "-png", "-f", "1", "-l", "1", "-singlefile", scratch / "report.pdf"]
    subprocess.run([*command, PICTURES / "workbook"], check=True)
    path = PICTURES / "workbook.png"
    image = Image.open(path)
    white = Image.new(image.mode, image.size, "white")
    image.crop(ImageChops.difference(image, white).getbbox()).save(path)


def main(restday):
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        out = scratch / "report"
        runner = HERE.parent / "fixtures/runner"
        command = [restday, "report", runner, "--as-of", "latest", "--out", out, "--format", "html,xlsx"]
        subprocess.run(command, check=True, capture_output=True)
        pages(out / "report.html")
        workbook(out / "report.xlsx", scratch)
    for path in PICTURES.glob("*.png"):
        smaller(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
