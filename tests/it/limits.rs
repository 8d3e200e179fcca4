//! What a run is to have may be missing: threads, memory, a clock, somebody who reads. Each is an exit code of the table, a
//! sentence, and a record. `tests/unattended/limits.py` takes more of it away, step by step.

use crate::workbench::{Ended, bytes, fixture, restday};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A library that stands before the C library's, made of this source.
fn before(folder: &Path, source: &str) -> PathBuf {
    let (code, library) = (folder.join("before.c"), folder.join("before.so"));
    fs::write(&code, source).unwrap();
    let made = Command::new("cc").args(["-shared", "-fPIC", "-o"]).args([&library, &code]).arg("-ldl").status();
    assert!(made.expect("cc, which links this too").success());
    library
}

/// So many threads can be begun, and no more.
const THREADS: &str = "#define _GNU_SOURCE\n#include <dlfcn.h>\n#include <errno.h>\n#include <pthread.h>\n#include <stdlib.h>\n\
    static int begun;\n\
    int pthread_create(pthread_t *t, const pthread_attr_t *a, void *(*w)(void *), void *x) {\n\
    int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *) = dlsym(RTLD_NEXT, \"pthread_create\");\n\
    if (atoi(getenv(\"THREADS\")) <= __atomic_fetch_add(&begun, 1, __ATOMIC_SEQ_CST)) return EAGAIN;\n\
    return real(t, a, w, x); }\n";

const CLOCK: &str = "#define _GNU_SOURCE\n#include <dlfcn.h>\n#include <stdlib.h>\n#include <time.h>\n\
    int clock_gettime(clockid_t clock, struct timespec *now) {\n\
    int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, \"clock_gettime\");\n\
    int told = real(clock, now); if (clock == CLOCK_REALTIME) now->tv_sec = atoll(getenv(\"SHOWN\")); return told; }\n";

/// A run with everything that is to know of its end, and what they knew: the record, and the command that ran.
fn awaited(folder: &Path, prepare: impl FnOnce(&mut Command)) -> (Ended, serde_json::Value, String) {
    let (record, ran) = (folder.join("last_run.json"), folder.join("ran"));
    let _ = (fs::remove_file(&record), fs::remove_file(&ran));
    let hook = folder.join("hook");
    fs::write(&hook, format!("echo $1 $RESTDAY_EXIT_CODE >>{}\n", ran.display())).unwrap();
    let mut command = restday();
    command.arg("report").arg("--out").arg(folder.join("out")).arg("--last-run").arg(&record);
    for which in ["success", "failure"] {
        command.args([format!("--on-{which}"), format!("/bin/sh {} {which}", hook.display())]);
    }
    prepare(&mut command);
    let ended = command.output().unwrap().into();
    let record = serde_json::from_slice(&fs::read(&record).unwrap_or_default()).unwrap_or_default();
    (ended, record, fs::read_to_string(&ran).unwrap_or_default())
}

/// That it ended with 1 and one sentence, and everybody knows.
fn assert_told((ended, record, ran): (Ended, serde_json::Value, String), says: &str) {
    assert_eq!((ended.code, ran.as_str()), (1, "failure 1\n"), "{}", ended.stderr);
    assert!(ended.stderr.lines().count() == 1 && ended.stderr.starts_with("error: "), "{}", ended.stderr);
    assert!(ended.stderr.contains(says) && !ended.stderr.contains("panicked"), "{}", ended.stderr);
    assert_eq!(record["exit_code"], 1, "{record}");
    assert_eq!(format!("error: {}\n", record["error"].as_str().unwrap_or_default()), ended.stderr);
}

/// Two athletes whose exports are read in no time.
fn team(folder: &Path) -> PathBuf {
    let team = folder.join("team");
    for name in ["ana", "bo"] {
        fs::create_dir_all(team.join(name)).unwrap();
        fs::copy(fixture("formats/run.fit"), team.join(name).join("run.fit")).unwrap();
    }
    team
}

#[test]
fn threads_that_cannot_be_had_are_an_exit_code_a_sentence_and_a_record() {
    let folder = tempfile::tempdir().unwrap();
    let (library, team) = (before(folder.path(), THREADS), team(folder.path()));
    let without = |run: &mut Command| _ = run.env("LD_PRELOAD", &library).env("THREADS", "0");
    assert_told(awaited(folder.path(), |run| without(run.arg(fixture("runner")))), "ulimit -u");
    assert_told(awaited(folder.path(), |run| without(run.arg("--team").arg(&team))), "ulimit -u");
    assert!(
        !folder.path().join("out").exists() && fs::read_dir(folder.path()).unwrap().count() == 6,
        "nothing is left"
    );
}

/// The threads are there when they are tried, and gone when the writer of the workbook wants them, which then panics.
#[test]
fn a_panic_is_an_exit_code_a_sentence_and_a_record() {
    let folder = tempfile::tempdir().unwrap();
    let (library, team) = (before(folder.path(), THREADS), team(folder.path()));
    let with_two = |run: &mut Command| {
        run.env("LD_PRELOAD", &library).env("THREADS", "2");
        run.env("RAYON_NUM_THREADS", "1").env("POLARS_MAX_THREADS", "1").env("RUST_BACKTRACE", "1");
    };
    let fault = "a fault of its own: failed to spawn thread";
    assert_told(awaited(folder.path(), |run| with_two(run.arg(fixture("runner")))), fault);
    // What a fault quotes could be a name.
    assert_told(
        awaited(folder.path(), |run| with_two(run.arg(fixture("runner")).arg("--redact"))),
        "fault of its own (",
    );
    // Without a workbook nobody wants more.
    let (ended, record, ran) =
        awaited(folder.path(), |run| with_two(run.arg(fixture("runner")).args(["--format", "csv"])));
    assert_eq!((ended.code, ran.as_str(), &record["exit_code"]), (0, "success 0\n", &0.into()), "{}", ended.stderr);
    fs::remove_dir_all(folder.path().join("out")).unwrap();
    let (ended, record, ran) = awaited(folder.path(), |run| with_two(run.arg("--team").arg(&team)));
    assert_eq!((ended.code, ran.as_str(), &record["exit_code"]), (1, "failure 1\n", &1.into()), "{}", ended.stderr);
    assert!(ended.stderr.contains("restday stopped at a fault of its own"), "{}", ended.stderr);
    assert!(!folder.path().join("out").exists() && !ended.stderr.contains("panicked"), "{}", ended.stderr);
    for command in ["show", "explain", "thresholds", "forecast"] {
        let mut run = restday();
        let what = [("show", "daily"), ("explain", "2026-06-01")].into_iter().find(|(of, _)| *of == command);
        with_two(run.arg(command).args(what.map(|(_, what)| what)));
        let ended = Ended::from(run.arg(fixture("runner")).args(["--as-of", "latest"]).output().unwrap());
        let is_told = ended.code == 0 || (ended.code == 1 && ended.stderr.lines().count() == 1);
        assert!(is_told && !ended.stderr.contains("panicked"), "{command}: {} {}", ended.code, ended.stderr);
    }
}

#[test]
fn memory_that_cannot_be_had_is_an_exit_code_a_sentence_and_a_record() {
    let folder = tempfile::tempdir().unwrap();
    // Enough for the program to begin, and for nothing else.
    let room = fs::metadata(env!("CARGO_BIN_EXE_restday")).unwrap().len() / 1024;
    let told = (4..40).find_map(|more: u64| {
        let limited = |run: &mut Command| {
            let words: Vec<_> = [run.get_program()].into_iter().chain(run.get_args()).map(ToOwned::to_owned).collect();
            let limit = format!("ulimit -v {}; exec \"$@\"", room + 500 * more);
            *run = Command::new("/bin/sh");
            run.env_clear().args(["-c", &limit, "sh"]).args(words).arg(fixture("runner"));
        };
        let told = awaited(folder.path(), limited);
        (told.0.stderr.contains("before it could say") && !told.1.is_null()).then_some(told)
    });
    assert_told(told.expect("a limit at which it begins and has no memory"), "ulimit -v");
}

#[test]
fn a_clock_that_cannot_be_right_is_needed_for_today_alone() {
    let folder = tempfile::tempdir().unwrap();
    let library = before(folder.path(), CLOCK);
    // 9999, its last second, the year 10,000, 1970, 1900, 2262.
    for shown in ["253370764800", "253402300799", "253402300800", "0", "-2208988800", "9223372036"] {
        let at = |run: &mut Command| _ = run.arg(fixture("runner")).env("LD_PRELOAD", &library).env("SHOWN", shown);
        assert_told(awaited(folder.path(), at), "--as-of");
        let (ended, record, ran) = awaited(folder.path(), |run| {
            at(run);
            run.args(["--as-of", "2026-06-10", "--format", "csv,json,html"]);
        });
        assert_eq!((ended.code, ran.as_str()), (0, "success 0\n"), "{shown}: {}", ended.stderr);
        assert_eq!(record["exit_code"], 0, "{shown}");
    }
}

#[test]
fn an_output_that_nobody_can_read_costs_no_report() {
    let folder = tempfile::tempdir().unwrap();
    let team = folder.path().join("team");
    fs::create_dir_all(team.join("ana")).unwrap();
    fs::copy(fixture("formats/run.fit"), team.join("ana/run.fit")).unwrap();
    let runner = fixture("runner");
    for whose in [&["--team".as_ref(), team.as_os_str()][..], &[runner.as_os_str()]] {
        for is_full in [true, false] {
            let (ended, record, ran) = awaited(folder.path(), |run| {
                let (reader, writer) = std::io::pipe().unwrap();
                drop(reader);
                let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
                run.args(whose).args(["--as-of", "latest", "--format", "csv"]);
                // Standard output and standard error are taken where nothing else is said.
                run.stdout(if is_full { Stdio::from(full) } else { Stdio::from(writer) }).stderr(Stdio::piped());
            });
            assert_eq!((ended.code, ran.as_str()), (0, "success 0\n"), "{}", ended.stderr);
            assert_eq!(ended.stderr.contains("standard output cannot be written"), is_full, "{}", ended.stderr);
            assert_eq!((&record["exit_code"], &record["error"]), (&0.into(), &serde_json::Value::Null));
            let out = folder.path().join("out");
            assert!(out.join("team.csv").exists() || out.join("daily.csv").exists());
            fs::remove_dir_all(out).unwrap();
        }
    }
}

#[test]
fn any_number_of_threads_gives_the_same_report() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let report = |name: &str, value: &str| {
        let mut command = restday();
        command.arg("report").arg(fixture("runner")).args(["--as-of", "latest", "-q", "--out"]).arg(&out);
        let ended = Ended::from(command.env(name, value).output().unwrap());
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{name}={value}");
        bytes(&out)
    };
    let usual = report("HOME", "/");
    for name in ["RAYON_NUM_THREADS", "POLARS_MAX_THREADS", "RUST_MIN_STACK"] {
        for value in ["", "0", "1", "-1", "word", "5000", "100000", "18446744073709551615"] {
            assert!(report(name, value) == usual, "{name}={value}");
        }
    }
    assert!(report("POLARS_VERBOSE", "yes") == usual);
}
