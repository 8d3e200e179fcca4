"""Takes away what a program needs (threads, memory, stack, a clock, standard output), and looks at how it ends.

    python3 tests/unattended/limits.py RESTDAY

However little there is, the exit code is one of the table and standard error has one sentence; with --last-run the file says so,
and exactly one of the commands for after the run has run, once. Who is not root cannot limit the processes of another user, so
that part is left to root. Standard library, cc and util-linux only.
"""

import fcntl
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CODES = (0, 1, 2, 3, 4, 75)
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
# A user of whom there is no process.
NOBODY = 54321
MIB = 1 << 20


def check(condition, *told):
    if not condition:
        raise AssertionError(" ".join(str(part) for part in told))


class Home:
    """A place for everybody, with the program, exports of one athlete or a team, and a command for after the run."""

    def __init__(self, place, is_team=False):
        self.path, self.is_team = Path(place) / "home", is_team
        self.path.mkdir()
        self.restday = self.path / "restday"
        shutil.copy(sys.argv[1], self.restday)
        self.out, self.last_run, self.ran = self.path / "out", self.path / "last_run.json", self.path / "ran"
        self.exports = self.path / "exports"
        for athlete in [self.exports / name for name in ("ana", "bo", "cy")] if is_team else [self.exports]:
            shutil.copytree(FIXTURES / "runner", athlete)
        hook = self.path / "hook"
        hook.write_text(f'#!/bin/sh\necho "$1 $RESTDAY_EXIT_CODE" >>{self.ran}\nexec cat >{self.path}/told\n')
        hook.chmod(0o755)
        subprocess.run(["chmod", "-R", "a+rwX", str(self.path)], check=True)
        self.path.parent.chmod(0o755)

    def arguments(self, *more, as_of="2026-06-10"):
        whose = ["--team"] if self.is_team else []
        morning = ["--as-of", as_of] if as_of else []
        arguments = [str(self.restday), "report", *whose, str(self.exports), *morning, "--out", str(self.out), "-q"]
        return [*arguments, "--last-run", str(self.last_run), *self.hooks(), *more]

    def hooks(self):
        return [word for which in ("success", "failure") for word in (f"--on-{which}", f"{self.path}/hook {which}")]

    def environment(self, more):
        return {"PATH": os.environ["PATH"], **more}

    def forget(self):
        for path in (self.last_run, self.ran, self.path / "told"):
            path.unlink(missing_ok=True)
        shutil.rmtree(self.out, ignore_errors=True)

    def run(self, *before, more=(), as_of="2026-06-10", environment=(), **options):
        command = [*before, *self.arguments(*more, as_of=as_of)]
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
        environment = self.environment(dict(environment))
        return subprocess.run(command, env=environment, text=True, check=False, timeout=300, **options)

    def report(self):
        return {str(file.relative_to(self.out)): file.read_bytes() for file in sorted(self.out.rglob("*")) if file.is_file()}

    def check_end(self, ended, told, may_lack_hook=False):
        """The code is one of the table, one sentence says why, and the file and one hook, once, know of it."""
        told = f"{told}: {ended.returncode} {ended.stderr!r}:"
        check(ended.returncode in CODES, told, "is no exit code of the table")
        lines = [line for line in (ended.stderr or "").splitlines() if line.strip()]
        for noise in ("panicked", "BACKTRACE", "backtrace", "overflow", "memory allocation of"):
            check(noise not in (ended.stderr or ""), told, noise)
        hook_failed = [line for line in lines if line.startswith("warning:") and "/hook: " in line]
        check(not hook_failed or may_lack_hook, told, "the hook failed")
        if ended.returncode == 1:
            # Of a team there may be a line an athlete before it.
            warned = [line for line in lines if line.startswith("warning: ")] if self.is_team else hook_failed
            check(len(lines) - len(warned) == 1, told, "is not one sentence")
        record = json.loads(self.last_run.read_text()) if self.last_run.exists() else None
        check(record, told, "there is no record of it")
        check(record["exit_code"] == ended.returncode, told, "the record has", record["exit_code"])
        check((record["error"] is None) == (ended.returncode in (0, 3, 4)), told, "the record has", record["error"])
        ran = self.ran.read_text() if self.ran.exists() else ""
        which = "success" if ended.returncode == 0 else "failure"
        check(hook_failed or ran == f"{which} {ended.returncode}\n", told, "the commands that ran are", repr(ran))


def whole(home):
    """The report as it is to be."""
    ended = home.run()
    check(ended.returncode in (0, 3), "without any limit:", ended.returncode, ended.stderr)
    home.check_end(ended, "without any limit")
    return home.report()


def any_number_of_threads():
    values = ["0", "1", "-1", "word", "", "2", "5000", "100000", "18446744073709551615", "18446744073709551616", "1e9", " 3 "]
    with tempfile.TemporaryDirectory() as place:
        home = Home(place)
        report = whole(home)
        cases = [{name: value} for name in ("RAYON_NUM_THREADS", "POLARS_MAX_THREADS", "RUST_MIN_STACK") for value in values]
        cases += [{"RAYON_NUM_THREADS": value, "POLARS_MAX_THREADS": value, "RUST_MIN_STACK": value} for value in values]
        cases += [{"POLARS_VERBOSE": "yes"}, {"POLARS_ENGINE_AFFINITY": "streaming"}, {"RUST_BACKTRACE": "full"}]
        for environment in cases:
            home.forget()
            ended = home.run(environment=environment)
            check(ended.returncode in (0, 3), environment, ended.returncode, ended.stderr)
            home.check_end(ended, environment)
            check("POLARS" not in ended.stderr and "illegal" not in ended.stderr, environment, ended.stderr)
            check(home.report() == report, environment, "the report is another one")
    print(f"limits: {len(cases)} environments: the same report, byte for byte")


def few_processes():
    if os.geteuid() != 0:
        print("limits: not root: no other user's processes were limited")
        return
    for is_team in (False, True):
        with tempfile.TemporaryDirectory() as place:
            home = Home(place, is_team)
            report, first = whole(home), None
            for most in range(1, 20):
                home.forget()
                ended = home.run("setpriv", f"--reuid={NOBODY}", "--clear-groups", "prlimit", f"--nproc={most}")
                # Of one process none is left for the command after it.
                home.check_end(ended, f"{most} processes", may_lack_hook=most == 1)
                if ended.returncode != 1:
                    first = first or most
                    check(home.report() == report, f"{most} processes: the report is another one")
                check(first or not home.out.exists(), f"{most} processes: there is half a report")
            check(first and first <= 10, "one watches, one works, polars has two threads, and a workbook five:", first)
    print(f"limits: 1 to 19 processes: from {first} on a whole report, below one sentence and code 1")


def little_memory():
    for is_team in (False, True):
        with tempfile.TemporaryDirectory() as place:
            home = Home(place, is_team)
            report, codes = whole(home), {}
            for mib in [*range(60, 400, 20), *range(400, 1600, 100)]:
                home.forget()
                limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (mib * MIB, mib * MIB))
                try:
                    ended = home.run(preexec_fn=limit)
                except OSError:
                    continue
                if ended.returncode < 0 or "shared libraries" in ended.stderr:
                    # The system could not begin it, so nothing of it has run.
                    check(mib <= 100 and not home.out.exists(), f"{mib} MiB:", ended.returncode, ended.stderr)
                    continue
                home.check_end(ended, f"{mib} MiB", may_lack_hook=mib < 100)
                if ended.returncode != 1:
                    check(home.report() == report, f"{mib} MiB: the report is another one")
                codes.setdefault(ended.returncode, []).append(mib)
            check(max(codes.get(1, [0])) < 200, "from 200 MiB on there is a report:", codes)
            print("limits: memory,", "a team:" if is_team else "one athlete:", {code: (min(of), max(of)) for code, of in codes.items()})


def small_stack():
    with tempfile.TemporaryDirectory() as place:
        home = Home(place)
        report = whole(home)
        for kib in (16, 32, 64, 128, 256, 1024, 4096, 65536):
            home.forget()
            ended = home.run("prlimit", f"--stack={kib * 1024}")
            home.check_end(ended, f"a stack of {kib} KiB")
            check(ended.returncode in (0, 3) and home.report() == report, f"a stack of {kib} KiB:", ended.returncode, ended.stderr)
    print("limits: stacks from 16 KiB to 64 MiB: the same report")


CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
int clock_gettime(clockid_t clock, struct timespec *now) {
    int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
    int told = real(clock, now);
    if (clock == CLOCK_REALTIME && getenv("SHOWN")) now->tv_sec = atoll(getenv("SHOWN"));
    return told;
}
"""


# So many threads live at a time, beside the first.
THREADS = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
static int living;
struct task { void *(*work)(void *); void *argument; };
static void *done(void *given) {
    struct task task = *(struct task *)given;
    free(given);
    void *told = task.work(task.argument);
    __atomic_fetch_sub(&living, 1, __ATOMIC_SEQ_CST);
    return told;
}
int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*work)(void *), void *argument) {
    int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *) = dlsym(RTLD_NEXT, "pthread_create");
    if (atoi(getenv("THREADS")) <= __atomic_fetch_add(&living, 1, __ATOMIC_SEQ_CST)) {
        __atomic_fetch_sub(&living, 1, __ATOMIC_SEQ_CST);
        return EAGAIN;
    }
    struct task *task = malloc(sizeof *task);
    *task = (struct task){work, argument};
    return real(thread, attributes, done, task);
}
"""


def preloaded(place, source):
    """A library that stands before the C library's."""
    code, library = Path(place) / "before.c", Path(place) / "before.so"
    code.write_text(source)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", str(library), str(code), "-ldl"], check=True)
    return library


def few_threads():
    for is_team in (False, True):
        with tempfile.TemporaryDirectory() as place:
            home = Home(place, is_team)
            report, library = whole(home), preloaded(place, THREADS)
            for most in range(0, 24):
                home.forget()
                ended = home.run(environment={"LD_PRELOAD": str(library), "THREADS": str(most)})
                home.check_end(ended, f"{most} threads")
                # Polars has two, without which there is no series of days, and one more at times; a workbook may need five at
                # a time, and of a team two of them are written at a time.
                check(most < (20 if is_team else 8) or ended.returncode != 1, f"{most} threads:", ended.returncode, ended.stderr)
                check(2 <= most or ended.returncode == 1, f"{most} threads:", ended.returncode, ended.stderr)
                check(ended.returncode == 1 or home.report() == report, f"{most} threads: the report is another one")
                check(ended.returncode != 1 or not home.out.exists(), f"{most} threads: there is half a report")
    print("limits: 0 to 23 threads: from 8 on, of a team from 20 the same report, below one sentence and code 1")


def any_clock():
    clocks = {
        "-2208988800": "1900",
        "-1": "1969",
        "0": "1970",
        "9223372036": "2262",
        "253370764800": "9999",
        "253402300799": "the last second of 9999",
        "253402300800": "10000",
        "9223372036854775807": "the last that can be",
        "-9223372036854775808": "the first that can be",
        "-377705023202": "before the calendar",
    }
    with tempfile.TemporaryDirectory() as place:
        home = Home(place)
        report = whole(home)
        library = preloaded(place, CLOCK)
        home.forget()
        check(home.run(as_of="latest").returncode in (0, 3), "the latest morning")
        reports = {"2026-06-10": report, "latest": home.report()}
        for seconds, year in clocks.items():
            environment = {"LD_PRELOAD": str(library), "SHOWN": seconds}
            for as_of in (None, "latest", "2026-06-10"):
                home.forget()
                ended = home.run(as_of=as_of, environment=environment)
                told = f"a clock at {year}, --as-of {as_of}"
                home.check_end(ended, told)
                # The workbook's writer takes no clock before 1970.
                instead = "--as-of" if as_of is None else "--format" if int(seconds) < 0 else None
                check((ended.returncode == 1) == bool(instead), told, ended.returncode, ended.stderr)
                check(not instead or ("clock" in ended.stderr and instead in ended.stderr), told, ended.stderr)
                if as_of and not instead:
                    check(home.report() == reports[as_of], told, "the report is another one")
            for command in (["forecast"], ["thresholds"], ["explain"], ["doctor"], ["backtest"], ["support-bundle"], ["show", "daily"]):
                line = [str(home.restday), *command, str(home.exports)]
                ended = subprocess.run(line, env=home.environment(environment), capture_output=True, text=True, check=False)
                check(ended.returncode in CODES and "panicked" not in ended.stderr, year, command, ended.returncode, ended.stderr)
            line = [str(home.restday), "checkin", str(home.path), "--legs", "3"]
            ended = subprocess.run(line, env=home.environment(environment), capture_output=True, text=True, check=False)
            check(ended.returncode == 1 and "--date" in ended.stderr, year, "checkin", ended.returncode, ended.stderr)
            check(not (home.path / "checkins.csv").exists(), year, "checkin wrote")
    print(f"limits: {len(clocks)} clocks that cannot be: one sentence where the day is asked of them, else the same report")


def unwritable_output():
    for is_team in (False, True):
        with tempfile.TemporaryDirectory() as place:
            home = Home(place, is_team)
            report = whole(home)
            code = home.run().returncode
            loud = [word for word in home.arguments() if word != "-q"]
            for name in ("full", "broken", "closed", "stderr"):
                home.forget()
                with open("/dev/full", "w") as full:
                    reader, writer = os.pipe()
                    os.close(reader)
                    out = {"full": full, "broken": writer, "closed": None, "stderr": subprocess.DEVNULL}[name]
                    error = full if name == "stderr" else subprocess.PIPE
                    line = ["sh", "-c", 'exec "$@" >&-', "sh", *loud] if name == "closed" else loud
                    ended = subprocess.run(line, env=home.environment({}), stdout=out, stderr=error, text=True, check=False)
                    os.close(writer)
                check(ended.returncode == code, f"standard output, {name}:", ended.returncode, ended.stderr)
                check(home.report() == report, f"standard output, {name}: the report is another one")
                home.check_end(ended, f"standard output, {name}")
                is_told = "standard output cannot be written" in (ended.stderr or "")
                check(is_told == (name == "full"), f"standard output, {name}:", ended.stderr)
    print("limits: standard output that is full, broken or closed, and a full standard error: the report, its code and its command")


def worker(process):
    """The process that works for the one that was begun."""
    for _ in range(1000):
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        if children:
            return int(children[0])
        time.sleep(0.001)
    raise AssertionError("nobody works")


def is_gone(number):
    for _ in range(5000):
        try:
            if Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] in "ZX":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.001)
    return False


def killed():
    with tempfile.TemporaryDirectory() as place:
        home = Home(place)
        report = whole(home)
        for name in (signal.SIGKILL, signal.SIGABRT, signal.SIGTERM):
            home.forget()
            # Another run of ours holds the lock, so this one waits, and can be killed at leisure.
            with open(home.path / ".out.lock", "w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                process = subprocess.Popen(home.arguments("--wait", "300"), env=home.environment({}), stderr=subprocess.PIPE, text=True)
                number = worker(process)
                time.sleep(0.3)
                os.kill(number, name)
                _, told = process.communicate(timeout=60)
            ended = subprocess.CompletedProcess([], process.returncode, "", told)
            check(ended.returncode == 1, name, ended.returncode, told)
            home.check_end(ended, f"killed by {name.name}")
            (home.path / ".out.lock").unlink(missing_ok=True)
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGKILL):
            home.forget()
            with open(home.path / ".out.lock", "w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                process = subprocess.Popen(home.arguments("--wait", "300"), env=home.environment({}), stderr=subprocess.DEVNULL)
                number = worker(process)
                time.sleep(0.3)
                process.send_signal(name)
                check(process.wait(timeout=60) == -name, name, process.returncode)
                check(is_gone(number), name, "the process that works goes on")
                check(not home.last_run.exists() and not home.ran.exists(), name, "a run that was stopped is nobody's failure")
            (home.path / ".out.lock").unlink(missing_ok=True)
        with open(home.path / ".out.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            home.forget()
            ended = home.run()
            check(ended.returncode == 75 and not home.last_run.exists(), "another run holds the lock:", ended.returncode, ended.stderr)
            check(home.ran.read_text() == "failure 75\n", home.ran.read_text())
        (home.path / ".out.lock").unlink(missing_ok=True)
        check(home.run().returncode in (0, 3) and home.report() == report, "the run after it")
    print("limits: a run that is killed is recorded and told; one that is stopped stops whole")


def main():
    for proof in (any_number_of_threads, few_threads, few_processes, little_memory, small_stack, any_clock, unwritable_output, killed):
        if len(sys.argv) < 3 or proof.__name__ in sys.argv[2:]:
            proof()


if __name__ == "__main__":
    try:
        main()
    except AssertionError as error:
        sys.exit(f"limits: {error}")
