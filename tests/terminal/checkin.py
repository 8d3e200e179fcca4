"""Checks in on a real terminal: nine keys are a row, and Esc is none.

Usage: checkin.py PATH-OF-RESTDAY
"""

import os
import pty
import select
import signal
import sys
import tempfile
import time


def on_a_terminal(arguments, keys, timeout_s=20.0):
    """Runs a program on a terminal of its own and types each key once the next question is there."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.pop("TZ", None)
        os.execv(arguments[0], arguments)
    shown, until = b"", time.monotonic() + timeout_s

    def read(seconds):
        nonlocal shown
        ready, _, _ = select.select([terminal], [], [], seconds)
        if not ready:
            return True
        try:
            more = os.read(terminal, 4096)
        except OSError:
            return False
        shown += more
        return bool(more)

    for key in keys:
        seen = len(shown)
        while len(shown) == seen and time.monotonic() < until and read(0.05):
            pass
        while select.select([terminal], [], [], 0.1)[0] and read(0.1):
            pass
        os.write(terminal, key)
    while time.monotonic() < until and read(0.2):
        pass
    # Who still waits for a key has been asked more than was typed.
    ended, status = os.waitpid(pid, os.WNOHANG)
    while not ended and time.monotonic() < until + 1.0:
        time.sleep(0.05)
        ended, status = os.waitpid(pid, os.WNOHANG)
    if not ended:
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    return shown.decode(), os.waitstatus_to_exitcode(status)


def main():
    restday = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "athlete.toml"), "w", encoding="utf-8") as file:
            file.write('time_zone = "Europe/Oslo"\n')
        file = os.path.join(folder, "checkins.csv")
        command = [restday, "checkin", folder]

        shown, code = on_a_terminal(command, [b"4", b"\x1b"])
        assert code == 0 and "nothing written" in shown, (code, shown)
        assert not os.path.exists(file), "who leaves has said nothing"

        # Legs 4, soreness 9 is no answer and 3 is, motivation left out, sleep 5 and 7 hours, stress 2, RPE 10, not ill, in pain.
        shown, code = on_a_terminal(command, [b"4", b"9", b"3", b"\r", b"5", b"7", b"2", b"0", b"n", b"y"])
        assert code == 0, (code, shown)
        with open(file, encoding="utf-8") as written:
            header, row = written.read().splitlines()
        cells = dict(zip(header.split(","), row.split(",")))
        said = {name: cells[name] for name in ("legs", "soreness", "motivation", "sleep_quality", "sleep_h", "life_stress", "rpe", "illness", "pain")}
        assert said == {
            "legs": "4",
            "soreness": "3",
            "motivation": "",
            "sleep_quality": "5",
            "sleep_h": "7",
            "life_stress": "2",
            "rpe": "10",
            "illness": "no",
            "pain": "yes",
        }, said
        assert len(cells["time"]) == 5 and len(cells["date"]) == 10, cells
    print("a check-in on a terminal: nine keys, one row")


main()
