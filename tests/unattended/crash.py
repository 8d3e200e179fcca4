"""Kills the program and fails its system calls at every step, and looks at what is on disk afterwards.

    python3 tests/unattended/crash.py RESTDAY

At every moment the report is the whole old one or the whole new one, the ledger likewise; the next run is whole and leaves
nothing behind. RESTDAY_LONG=1 makes 10,000 random kills of 500. Full and read-only disks are mounted as root; who is not
root gets the same errors from strace alone. Standard library only.
"""

import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

RESTDAY = str(Path(sys.argv[1]).resolve())
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
# One thread: the system calls of two runs come in the same order.
ENVIRONMENT = {"PATH": os.environ["PATH"], "RAYON_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"}
# No process has this number, on any machine.
DEAD = 4194305
KILLED_AT = ["write", "fsync", "rename", "renameat2", "unlink", "unlinkat", "rmdir", "mkdir", "ftruncate"]
ROUNDS = 10_000 if os.environ.get("RESTDAY_LONG") else 500


def check(condition, *told):
    if not condition:
        raise AssertionError(" ".join(str(part) for part in told))


def folder(path):
    """Everything below a folder by its name; nothing where there is none."""
    if not path.exists():
        return None
    return {str(file.relative_to(path)): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()}


class Home:
    """A place with exports, a report and a ledger. The exports have two versions; their days are the same."""

    def __init__(self, path, is_team=False):
        self.path, self.is_team = Path(path), is_team
        self.out = self.path / "out"
        self.ledger = self.path / ("ledgers" if is_team else "ledger.parquet")
        self.path.mkdir(exist_ok=True)
        if is_team:
            self.ledger.mkdir()
        self.version("a")

    def athletes(self):
        exports = self.path / "exports"
        return [exports / name for name in ("ana", "bo")] if self.is_team else [exports]

    def version(self, name):
        for athlete in self.athletes():
            athlete.mkdir(parents=True, exist_ok=True)
            rows = [f"2026-05-{day:02},run,{40 if name == 'a' else 55},4" for day in range(1, 29)]
            (athlete / "manual.csv").write_text("\n".join(["date,sport,duration_min,rpe", *rows, ""]))
            days = [f"2026-05-{day:02},4,3,5" for day in range(1, 29)]
            (athlete / "checkins.csv").write_text("\n".join(["date,legs,soreness,motivation", *days, ""]))
            for file in sorted((FIXTURES / "runner/gpx").iterdir())[:2]:
                shutil.copy(file, athlete)
            for file in athlete.iterdir():
                # Long ago, so that the ledger need not look twice.
                when = 1_750_000_000 + (3600 if name == "b" and file.suffix == ".csv" else 0)
                os.utime(file, (when, when))

    def arguments(self, out=None):
        whose = ["--team"] if self.is_team else []
        arguments = [RESTDAY, "report", *whose, str(self.path / "exports"), "--as-of", "2026-06-10", "--format", "csv,json", "-q"]
        return [*arguments, "--out", str(out or self.out), "--ledger", str(self.ledger), "--last-run", str(self.path / "last_run.json")]

    def run(self, before=(), **options):
        command = [*before, *self.arguments()]
        return subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False, **options)

    def hidden(self):
        return [str(path) for path in self.path.rglob(".*")]

    def check_ledger(self):
        for file in self.ledger.glob("*.parquet") if self.is_team else [self.ledger]:
            if file.exists():
                ended = subprocess.run([RESTDAY, "ledger", "check", str(file)], capture_output=True, text=True, check=False)
                check(ended.returncode == 0, "the ledger is torn:", ended.stderr)

    def check_whole(self, reports, told):
        found = folder(self.out)
        check(found in reports, told, "the report is torn:", found and sorted(found))
        self.check_ledger()

    def check_next(self, report, told):
        ended = self.run()
        check(ended.returncode == 0, told, "the next run ends with", ended.returncode, ended.stderr)
        check(folder(self.out) == report, told, "the next report is another one")
        check(not self.hidden(), told, "is left behind:", self.hidden())
        self.check_ledger()


def references(is_team):
    """The reports of the two versions."""
    with tempfile.TemporaryDirectory() as place:
        home, reports = Home(Path(place) / "home", is_team), {}
        for name in "ab":
            home.version(name)
            ended = home.run()
            check(ended.returncode == 0, ended.stderr)
            reports[name] = folder(home.out)
        check(reports["a"] != reports["b"], "the two versions are to differ")
        return reports


def strace(*rules):
    command = ["strace", "-f", "-qq", "-o", "/dev/null"]
    for rule in rules:
        command += ["-e", rule]
    return command


def calls(home, call):
    """The lines of every call of one kind that the main thread makes in a run."""
    trace = home.path.parent / "trace"
    before = ["strace", "-f", "-qq", "-e", f"trace={call}", "-o", str(trace)]
    check(home.run(before).returncode == 0, "the run under strace")
    lines = trace.read_text().splitlines()
    main = lines[0].split()[0] if lines else ""
    return [line for line in lines if line.split()[0] == main and f"{call}(" in line]


def situation(place, name):
    """A home just before the run that is killed: version b is to be written."""
    home = Home(Path(place) / "home", is_team=name == "team")
    if name != "first":
        check(home.run().returncode == 0, "the run before")
    if name == "leftovers":
        left = home.path / f".out.{DEAD}.tmp"
        left.mkdir()
        (left / "daily.csv").write_text("half")
        (home.path / f".ledger.parquet.{DEAD}.tmp").write_text("half")
        (home.path / ".out.lock").write_text(f"{DEAD}\n")
    home.version("b")
    return home


def killed_at_every_call():
    kills = 0
    for name in ["first", "overwrite", "leftovers", "team"]:
        reports = references(is_team=name == "team")
        for call in KILLED_AT:
            with tempfile.TemporaryDirectory() as place:
                count = len(calls(situation(place, name), call))
            for nth in range(1, count + 1):
                told = f"{name}, {call} {nth} of {count}:"
                with tempfile.TemporaryDirectory() as place:
                    home = situation(place, name)
                    ended = home.run(strace(f"trace={call}", f"inject={call}:signal=SIGKILL:when={nth}"))
                    check(ended.returncode != 0, told, "was not killed")
                    home.check_whole([reports["b"], None if name == "first" else reports["a"]], told)
                    home.check_next(reports["b"], told)
                    kills += 1
    print(f"crash: killed at every {', '.join(KILLED_AT)} in 4 situations: {kills} kills, 0 torn")


def until_gone(number):
    """Waits for the end of a process that is nobody's child here."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            if Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] in "ZX":
                return
        except (FileNotFoundError, ProcessLookupError):
            return
        time.sleep(0.0005)
    check(False, "process", number, "lives on")


def random_kills(rounds, seed, failures):
    chance = random.Random(seed)
    try:
        reports = references(is_team=False)
        with tempfile.TemporaryDirectory() as place:
            home = Home(Path(place) / "home")
            start = time.monotonic()
            check(home.run().returncode == 0, "the first run")
            usual = time.monotonic() - start
            for nth in range(rounds):
                home.version("ab"[nth % 2])
                child = subprocess.Popen(home.arguments(), env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(chance.uniform(0, 1.3 * usual))
                # The process that works for it is killed with it, and is gone a moment later.
                children = Path(f"/proc/{child.pid}/task/{child.pid}/children")
                working = children.read_text().split() if children.exists() else []
                child.send_signal(signal.SIGKILL)
                child.wait()
                for worker in working:
                    until_gone(worker)
                found = folder(home.out)
                check(found in reports.values(), f"random kill {nth}: the report is torn or missing:", found and sorted(found))
            home.version("b")
            home.check_next(reports["b"], "after random kills:")
    except AssertionError as error:
        failures.append(error)


def killed_at_random():
    failures = []
    threads = [threading.Thread(target=random_kills, args=(ROUNDS // 2, seed, failures)) for seed in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check(not failures, *failures)
    print(f"crash: {ROUNDS} random kills, 0 torn, 0 missing")


def spread(count, most):
    """So many places from 1 to count at most, the first and the last among them."""
    return sorted({1 + round(nth * (count - 1) / max(most - 1, 1)) for nth in range(most)}) if count else []


CAUSES = {
    "ENOSPC": "No space left on device",
    "EIO": "Input/output error",
    "EROFS": "Read-only file system",
    "EMFILE": "Too many open files",
}


def failed_calls():
    """Errors of the system at many steps: the old report stays, the exit code is 1, and the cause is named."""
    reports, cases, harmless = references(is_team=False), 0, 0
    # `write` begins with the lock; what is unlinked is a leftover, and no report is worse for it.
    plans = [("write", "ENOSPC", 8), ("write", "EIO", 4), ("fsync", "EIO", 8), ("fsync", "ENOSPC", 4), ("mkdir", "EROFS", 1)]
    plans += [("mkdir", "ENOSPC", 1), ("renameat2", "EIO", 1), ("renameat2", "EROFS", 1), ("rename", "ENOSPC", 1)]
    plans += [("openat", "EMFILE", 16), ("openat", "EIO", 8), ("openat", "EROFS", 8)]
    for call, error, most in plans:
        with tempfile.TemporaryDirectory() as place:
            lines = calls(situation(place, "overwrite"), call)
        for nth in spread(len(lines), most):
            told = f"{error} at {call} {nth}:"
            with tempfile.TemporaryDirectory() as place:
                home = situation(place, "overwrite")
                ended = home.run(strace(f"trace={call}", f"inject={call}:error={error}:when={nth}"))
                check("panicked" not in ended.stderr and 0 <= ended.returncode, told, ended.stderr)
                # The process that watches makes an nth call too, and where that is the one that says why, the record says so.
                record = home.path / "last_run.json"
                said = ended.stderr + (record.read_text() if record.exists() else "")
                found = folder(home.out)
                if ended.returncode == 1:
                    # The record of the run comes last, and says so where it fails.
                    is_written = "the report is written, but not --last-run" in ended.stderr
                    check(found == reports["b" if is_written else "a"], told, "the old report is changed:", ended.stderr)
                    check(CAUSES[error] in said and "/" in said, told, "the cause is not named:", said)
                elif ended.returncode == 3:
                    # An input that the system would not give.
                    check(b"UNREADABLE" in found["import.csv"], told, ended.stderr)
                elif ended.returncode == 2:
                    # athlete.toml and the arguments are looked at first.
                    check(found == reports["a"] and CAUSES[error] in said, told, said)
                else:
                    check(ended.returncode == 0 and found == reports["b"], told, ended.returncode, ended.stderr)
                    harmless += 1
                home.check_ledger()
                home.check_next(reports["b"], told)
                cases += 1
    check(40 <= cases, "there are to be 40 cases, not", cases)
    print(f"crash: {cases} failed calls, {harmless} of them harmless: the old report or a whole new one, each cause named")


def file_size_limit():
    reports = references(is_team=False)
    for limit in (100, 1000, 5000, 20_000):
        with tempfile.TemporaryDirectory() as place:
            home = situation(place, "overwrite")
            ended = home.run(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
            check(ended.returncode in (1, -signal.SIGXFSZ), f"ulimit -f, {limit} bytes:", ended.returncode, ended.stderr)
            home.check_whole([reports["a"]], f"ulimit -f, {limit} bytes:")
            home.check_next(reports["b"], f"ulimit -f, {limit} bytes:")
    print("crash: ulimit -f: the old report stays")


def mounted(place, options):
    disk = Path(place) / "disk"
    disk.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", str(disk)], check=True)
    return disk


def small_and_read_only_disks():
    if os.geteuid() != 0:
        print("crash: not root: no disk was mounted; strace and ulimit -f made the errors")
        return
    reports, full = references(is_team=False), 0
    size = sum(len(content) for content in reports["a"].values()) // 1024
    for extra in range(8, size + 200, max(size // 10, 1)):
        with tempfile.TemporaryDirectory() as place:
            home = Home(Path(place) / "home")
            disk = mounted(place, f"size={size + 64 + extra}k")
            try:
                home.out, home.ledger = disk / "out", disk / "ledger.parquet"
                first = home.run()
                if first.returncode == 0:
                    home.version("b")
                    before, ended = folder(home.out), home.run()
                else:
                    before, ended = None, first
                told = f"a disk of {size + 64 + extra} KiB:"
                if ended.returncode != 0:
                    check(ended.returncode == 1 and CAUSES["ENOSPC"] in ended.stderr, told, ended.returncode, ended.stderr)
                    check(folder(home.out) == before, told, "the old report is changed")
                    full += 1
                else:
                    check(folder(home.out) == reports["b"], told, "the report is torn")
                check(not [path for path in disk.iterdir() if path.name.startswith(".")], told, list(disk.iterdir()))
                home.check_ledger()
            finally:
                subprocess.run(["umount", str(disk)], check=True)
    check(8 <= full, "the disk is to be full at 8 sizes, not", full)
    with tempfile.TemporaryDirectory() as place:
        home = Home(Path(place) / "home")
        disk = mounted(place, "size=16m")
        try:
            home.out = disk / "out"
            check(home.run().returncode == 0, "the run before")
            home.version("b")
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
            ended = home.run()
            check(ended.returncode == 1 and CAUSES["EROFS"] in ended.stderr, "a read-only disk:", ended.stderr)
            check(folder(home.out) == reports["a"], "a read-only disk: the old report is changed")
        finally:
            subprocess.run(["umount", str(disk)], check=True)
    print(f"crash: a disk that is full at {full} sizes, and one that is read-only: the old report stays, and the cause is named")


def main():
    check(re.match(r"strace ", subprocess.run(["strace", "-V"], capture_output=True, text=True, check=True).stdout), "strace")
    for proof in (killed_at_every_call, killed_at_random, failed_calls, file_size_limit, small_and_read_only_disks):
        proof()


if __name__ == "__main__":
    try:
        main()
    except AssertionError as error:
        sys.exit(f"crash: {error}")
