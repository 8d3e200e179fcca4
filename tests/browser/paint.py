"""When a browser first paints the page of ten years: a figure, no test.

Usage: paint.py RESTDAY, the program.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from browser import chromium
from ten_years import write

PAINT = "return performance.getEntriesByType('paint').filter(e => e.name === 'first-contentful-paint').map(e => e.startTime)"


def main(restday):
    with tempfile.TemporaryDirectory() as scratch, chromium() as driver:
        folder, out = Path(scratch) / "ten", Path(scratch) / "report"
        write(folder)
        command = [restday, "report", folder, "--as-of", "latest", "--out", out, "--format", "html"]
        subprocess.run(command, check=True, capture_output=True)
        page = out / "report.html"
        times = []
        for _ in range(9):
            driver.get("about:blank")
            driver.get(page.as_uri())
            while not driver.execute_script(PAINT):
                time.sleep(0.05)
            times += driver.execute_script(PAINT)
        print(f"first contentful paint of {page.stat().st_size} bytes: {min(times):.0f} to {max(times):.0f} ms, median {sorted(times)[4]:.0f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
