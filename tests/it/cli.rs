//! The command as a person or a cron job meets it.

use crate::workbench::{bytes, fixture, report, restday, table};
use std::fs;

fn runner() -> String {
    fixture("runner").display().to_string()
}

#[test]
fn a_report_has_its_files_and_its_panels() {
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("report");
    let ended = report(&[runner().as_str(), "--as-of", "latest"], &out);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let names: Vec<String> = bytes(&out).into_keys().collect();
    assert_eq!(
        names,
        [
            "activities.csv",
            "activities.parquet",
            "daily.csv",
            "daily.parquet",
            "duplicates.csv",
            "import.csv",
            "manifest.json",
            "months.csv",
            "mornings.csv",
            "mornings.parquet",
            "readiness.csv",
            "readiness.parquet",
            "report.html",
            "report.json",
            "report.xlsx",
            "weeks.csv"
        ]
    );
    assert!(ended.stdout.contains("Recovery Readiness") && ended.stdout.contains("Training Load Snapshot"));
    assert!(!ended.stdout.contains('\u{1b}'), "a pipe gets plain text");
    assert!(ended.stdout.lines().all(|line| line.chars().count() <= 80), "80 columns are enough");
    assert!(ended.stderr.contains("inputs = "), "{}", ended.stderr);
}

#[test]
fn the_columns_are_a_contract() {
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("report");
    report(&[runner().as_str(), "--as-of", "latest"], &out);
    let header = |name: &str| table(&out, name).header.join(",");
    assert_eq!(
        header("activities.csv"),
        "athlete,activity_id,start_time,day,tz_source,sport,duration_s,moving_s,elapsed_s,distance_m,ascent_m,\
         heart_rate_mean_bpm,heart_rate_max_bpm,hr_coverage,duration_h,intensity,load,load_method,load_quality,\
         source,name,recovered,hr_repaired_s,hr_suspect_s,gps_repaired_s,load_hrss,load_edwards,load_lucia,\
         load_daniels,load_pace,load_govss,load_run_power,load_power,load_xpower,load_rpe,trimp_banister,\
         trimp_edwards,trimp_lucia,daniels_points,session_rpe,vdot,decoupling,normalised_power_w,\
         graded_speed_mps,zone_1_s,zone_2_s,zone_3_s,rpe,temperature_c,rpe_resid,heart_rate_resid_bpm,anomalies,\
         load_hr_mean,counted_in,counted_share"
    );
    assert_eq!(
        header("mornings.csv"),
        "athlete,day,checkin_time,checkins,legs,soreness,motivation,sleep_quality,life_stress,readiness_felt,\
         felt_harder,illness,pain,spell,rpe,sleep_h,sleep_source,hrv_rmssd_ms,hrv_rmssd_source,hrv_sdnn_ms,\
         hrv_sdnn_source,resting_hr_bpm,resting_hr_source"
    );
    assert_eq!(
        header("daily.csv"),
        "athlete,day,day_class,load,acute,chronic,form,form_ratio,ramp,monotony,strain,acwr_uncoupled,\
         longest_run_30d_m,spike_class,days_since_rest,warm_up,acwr_coupled,acwr_ewma,acute_chronic_ratio,\
         chronic_weight,days_since_ease,guard_reference_m,huge_effort_h"
    );
    let periods = "athlete,first_day,last_day,days_known,load,load_run,load_ride,load_other,duration_h,run_distance_m,\
                   longest_run_m,ascent_m,sessions,workouts,hard_workouts,rest_days,active_recovery_days,acute,chronic,\
                   form,monotony,strain,zone_1_s,zone_2_s,zone_3_s,polarization_index";
    assert_eq!((header("weeks.csv").as_str(), header("months.csv").as_str()), (periods, periods));
    assert_eq!(
        header("readiness.csv"),
        "athlete,day,model,score,half_width,band,confidence,completeness,legs,legs_normal,legs_points,legs_q,\
         soreness,soreness_normal,soreness_points,soreness_q,sleep_quality,sleep_quality_normal,\
         sleep_quality_points,sleep_quality_q,motivation,motivation_normal,motivation_points,motivation_q,hrv_z,\
         hrv_points,hrv_q,resting_hr_z,resting_hr_points,resting_hr_q,sleep_z,sleep_points,sleep_q,load_z,\
         load_points,load_q,effort_felt_z,effort_felt_points,effort_felt_q,hr_at_pace_z,hr_at_pace_points,\
         hr_at_pace_q,caps,missing,spell,spell_first,room,next_run_max_m,headline,reason_1,reason_2,reason_3"
    );
    assert_eq!(header("import.csv"), "source,outcome,code,activity_id,detail,byte_offset");
    assert_eq!(header("duplicates.csv"), "winner_activity_id,winner,loser,code,evidence,overlap_s,overlap_share,why");
}

#[test]
fn formats_are_chosen() {
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("report");
    assert_eq!(report(&[runner().as_str(), "--as-of", "latest"], &out).code, 0);
    assert_eq!(report(&[runner().as_str(), "--as-of", "latest", "--format", "json"], &out).code, 0);
    let names: Vec<String> = bytes(&out).into_keys().collect();
    assert_eq!(names, ["manifest.json", "report.json"], "nothing of the report before is left beside the new one");
    let ended = report(&[runner().as_str(), "--format", "pdf"], &out);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("csv") && ended.stderr.contains("json"), "{}", ended.stderr);
}

#[test]
fn duplicates_are_named_with_the_one_that_counts_and_why() {
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("report");
    report(&[runner().as_str(), "--as-of", "latest"], &out);
    let (twins, inputs) = (table(&out, "duplicates.csv").rows, table(&out, "import.csv").rows);
    let ids: Vec<String> = table(&out, "activities.csv").rows.iter().map(|row| row["activity_id"].clone()).collect();
    let losers: Vec<&str> = twins.iter().map(|row| row["loser"].as_str()).collect();
    let duplicates: Vec<&str> =
        inputs.iter().filter(|row| row["outcome"] == "duplicate").map(|row| row["source"].as_str()).collect();
    assert_eq!(losers, duplicates);
    assert!(twins.iter().all(|row| ids.contains(&row["winner_activity_id"]) && !row["evidence"].is_empty()));
    let codes: std::collections::BTreeSet<&str> = twins.iter().map(|row| row["code"].as_str()).collect();
    assert_eq!(codes.into_iter().collect::<Vec<_>>(), ["DUPLICATE-ACTIVITY", "DUPLICATE-BYTES"]);
}

#[test]
fn load_is_duration_times_intensity_in_every_row() {
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("report");
    report(&[runner().as_str(), "--as-of", "latest"], &out);
    let rows = table(&out, "activities.csv").rows;
    assert!(80 < rows.len());
    for row in rows {
        let [hours, intensity, load]: [f64; 3] =
            ["duration_h", "intensity", "load"].map(|name| row[name].parse().unwrap());
        assert_eq!(100.0 * hours * intensity, load, "{row:?}");
    }
}

#[test]
fn every_day_is_there_once() {
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("report");
    report(&[runner().as_str(), "--as-of", "2026-09-02"], &out);
    let daily = table(&out, "daily.csv").rows;
    let days: Vec<jiff::civil::Date> = daily.iter().map(|row| row["day"].parse().unwrap()).collect();
    assert!(days.windows(2).all(|pair| pair[0].tomorrow().unwrap() == pair[1]));
    assert_eq!(days.last().unwrap().to_string(), "2026-09-02");
    let rest: Vec<_> = daily.iter().filter(|row| row["day_class"] == "rest").collect();
    assert!(20 < rest.len() && rest.iter().all(|row| row["load"].parse::<f64>().unwrap() < 5.0));
    let mornings = table(&out, "readiness.csv").rows;
    assert_eq!(mornings.len(), daily.len());
}

#[test]
fn an_empty_folder_is_fatal_and_says_what_was_looked_for() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let ended = report(&[&empty], &out);
    assert_eq!(ended.code, 1);
    assert!(
        ended.stderr.contains("FIT") && ended.stderr.contains("GPX") && ended.stderr.contains("TCX"),
        "{}",
        ended.stderr
    );
    assert!(!out.exists() && ended.stdout.is_empty());
}

#[test]
fn files_without_an_activity_are_counted_by_kind() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let settings = fixture("hostile/settings.fit");
    let ended = report(&[&settings], &out);
    assert_eq!(ended.code, 1);
    assert!(ended.stderr.contains("FIT-OTHER-KIND") && ended.stderr.contains("settings"), "{}", ended.stderr);
    assert!(!out.exists());
}

#[test]
fn a_path_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let ended = report(&[folder.path().join("nowhere")], &folder.path().join("out"));
    assert_eq!(ended.code, 1);
    assert!(ended.stderr.contains("nowhere"), "{}", ended.stderr);
}

#[test]
fn a_wrong_command_line_is_code_2() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    for arguments in [vec!["--as-of", "yesterday"], vec!["--as-of", "2026-02-30"], vec!["--no-such-flag"]] {
        let mut all = vec![runner()];
        all.extend(arguments.iter().map(ToString::to_string));
        let ended = report(&all, &out);
        assert_eq!(ended.code, 2, "{arguments:?}: {}", ended.stderr);
    }
    assert_eq!(restday().output().unwrap().status.code(), Some(2));
    assert!(!out.exists());
}

#[test]
fn a_wrong_key_in_athlete_toml_names_the_nearest() {
    let folder = tempfile::tempdir().unwrap();
    let athlete = folder.path().join("athlete.toml");
    fs::write(&athlete, "name = \"A\"\n[[thresholds]]\nhr_maxx = 188\n").unwrap();
    let ended = report(&[runner().as_str(), "--athlete", athlete.to_str().unwrap()], &folder.path().join("out"));
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("hr_maxx") && ended.stderr.contains("hr_max"), "{}", ended.stderr);

    fs::write(&athlete, "[[thresholds]]\nhr_max = 999\n").unwrap();
    let ended = report(&[runner().as_str(), "--athlete", athlete.to_str().unwrap()], &folder.path().join("out"));
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("hr_max") && ended.stderr.contains("999"), "{}", ended.stderr);
}

#[test]
fn stale_data_are_said_and_not_called_rest() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let ended = report(&[runner().as_str(), "--as-of", "2026-10-15"], &out);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let unknown: Vec<_> =
        table(&out, "daily.csv").rows.into_iter().filter(|row| row["day_class"] == "unknown").collect();
    assert!(40 < unknown.len() && unknown.iter().all(|row| row["load"].is_empty() && row["chronic"].is_empty()));
    assert!(ended.stdout.contains("--as-of latest"), "{}", ended.stdout);
    assert_eq!(table(&out, "readiness.csv").rows.last().unwrap()["band"], "not_enough_data");
}

#[test]
fn what_comes_later_does_not_change_a_verdict() {
    let folder = tempfile::tempdir().unwrap();
    // No thresholds given: what is estimated must not know the future either.
    let athlete = folder.path().join("athlete.toml");
    fs::write(&athlete, "name = \"Ada Lind\"\n").unwrap();
    let truth = fs::read_to_string(fixture("runner.expected.tsv")).unwrap();
    for morning in ["2026-04-09", "2026-05-03", "2026-06-10", "2026-06-25", "2026-07-05"] {
        // The same runner, with every file of that day and of the days after taken away.
        let past = folder.path().join(morning);
        crate::workbench::copy_folder(&fixture("runner"), &past);
        for line in truth.lines().skip(1).filter(|line| morning <= &line[..10]) {
            for file in line.split('\t').next_back().unwrap().split(';') {
                let path = past.join(file);
                if path.is_file() {
                    fs::remove_file(path).unwrap();
                }
            }
        }
        // What was said and measured later is taken away too.
        let earlier = |line: &&str| !line.starts_with("2026-") || line[..10] <= *morning;
        let checkins = fs::read_to_string(past.join("checkins.csv")).unwrap();
        let kept: Vec<&str> = checkins.lines().filter(earlier).collect();
        fs::write(past.join("checkins.csv"), kept.join("\n")).unwrap();
        for entry in fs::read_dir(past.join("garmin")).unwrap() {
            let path = entry.unwrap().path();
            let nights: Vec<serde_json::Value> = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            let kept: Vec<&serde_json::Value> =
                nights.iter().filter(|night| night["calendarDate"].as_str().unwrap() <= morning).collect();
            fs::write(&path, serde_json::to_vec(&kept).unwrap()).unwrap();
        }
        let verdict = |runner: &std::path::Path| {
            let out = folder.path().join("out");
            let [runner, athlete] = [runner, &athlete].map(|path| path.to_str().unwrap());
            let ended = report(&[runner, "--athlete", athlete, "--as-of", morning, "--format", "json"], &out);
            assert_eq!(ended.code, 0, "{}", ended.stderr);
            let json: serde_json::Value = serde_json::from_slice(&bytes(&out)["report.json"]).unwrap();
            ["readiness", "snapshot", "thresholds", "newest_activity_day", "pushing_hard", "rest"]
                .map(|key| json[key].clone())
        };
        assert_eq!(verdict(&past), verdict(&fixture("runner")), "{morning}");
    }
}

#[test]
fn a_reader_that_leaves_early_is_no_error_and_a_full_disk_is_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let mut command = restday();
    command.args(["report", &runner(), "--as-of", "latest", "--out"]).arg(&out);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let ended = command.stdout(full).output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(0), "{said}");
    assert!(said.contains("standard output cannot be written") && bytes(&out).contains_key("report.json"), "{said}");

    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let ended = command.stdout(writer).output().unwrap();
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
}

#[test]
fn a_folder_of_somebody_elses_is_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("letters");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("letter.txt"), "dear").unwrap();
    let ended = report(&[runner().as_str(), "--as-of", "latest"], &out);
    assert_eq!(ended.code, 1);
    assert!(ended.stderr.contains("letter.txt"), "{}", ended.stderr);
    assert_eq!(fs::read_to_string(out.join("letter.txt")).unwrap(), "dear");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn help_names_the_exit_codes() {
    let help = restday().arg("--help").output().unwrap();
    let text = String::from_utf8(help.stdout).unwrap();
    assert_eq!(help.status.code(), Some(0));
    // Each code with its meaning, ascending, and none that is not produced somewhere.
    let table = text.split("Exit codes:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("  ")?.split_once(' '));
    let rows: Vec<(&str, &str)> = rows.filter(|(code, _)| !code.is_empty()).collect();
    let codes: Vec<&str> = rows.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ["0", "1", "2", "3", "4", "75"], "{table}");
    let words = ["well", "fatal", "command line", "refused or damaged", "--max-age", "another run"];
    for ((code, meaning), word) in rows.iter().zip(words) {
        assert!(meaning.contains(word), "{code} is {meaning}");
    }
}

#[test]
fn how_hard_it_felt_counts_where_no_sensor_was_worn() {
    let folder = tempfile::tempdir().unwrap();
    let (export, out) = (folder.path().join("export"), folder.path().join("out"));
    fs::create_dir_all(export.join("activities")).unwrap();
    fs::copy(fixture("formats/run-1.0.gpx"), export.join("activities/1.gpx")).unwrap();
    fs::write(
        export.join("activities.csv"),
        "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename,Perceived Exertion\n\
         1,\"May 2, 2026, 7:30:00 AM\",Run,Run,480,1.27,activities/1.gpx,7\n\
         2,\"May 3, 2026, 7:30:00 AM\",Circuit,Weight Training,3600,,,3.5\n\
         3,\"May 4, 2026, 7:30:00 AM\",Walk,Walk,3600,,,\n",
    )
    .unwrap();
    assert_eq!(report(&[export.to_str().unwrap(), "--as-of", "latest"], &out).code, 0);
    let rows = table(&out, "activities.csv").rows;
    let told: Vec<_> = rows.iter().map(|row| (&*row["sport"], &*row["intensity"], &*row["load_method"])).collect();
    assert_eq!(told, [("run", "1", "rpe"), ("strength", "0.5", "rpe"), ("walk", "0.2", "estimated")]);
    assert_eq!(rows[1]["load"], "50");
    assert_eq!(rows[2]["source"], "activities.csv#4");
}

#[test]
fn a_hard_block_is_called_so_and_nothing_is_said_twice() {
    let folder = tempfile::tempdir().unwrap();
    let ended = report(&[runner().as_str(), "--as-of", "2026-07-08"], &folder.path().join("out"));
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(ended.stdout.contains("■ Rest") && ended.stdout.contains("You have been pushing hard"), "{}", ended.stdout);
    for said in ["Monotony 4.1", "Acute load", "18 days in a row"] {
        assert_eq!(ended.stdout.matches(said).count(), 1, "{said}: {}", ended.stdout);
    }
}

#[test]
fn shells_and_man_know_every_command() {
    let print = |arguments: &[&str]| {
        let ended = restday().args(arguments).output().unwrap();
        assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
        String::from_utf8(ended.stdout).unwrap()
    };
    let help = print(&["--help"]);
    let listed = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let names = listed.lines().filter_map(|line| line.strip_prefix("  ").filter(|row| !row.starts_with(' ')));
    let names = names.filter_map(|row| row.split(' ').next());
    let commands: Vec<&str> = names.filter(|name| *name != "help").collect();
    assert_eq!(commands.len(), 14, "{commands:?}");
    for shell in ["bash", "zsh", "fish"] {
        let text = print(&["completions", shell]);
        assert!(commands.iter().all(|command| text.contains(command)) && text.contains("csv-dialect"), "{shell}");
    }
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("restday.bash");
    fs::write(&script, print(&["completions", "bash"])).unwrap();
    let read = "source \"$1\" && COMP_WORDS=(restday re) COMP_CWORD=1 && _restday restday re restday && echo \"${COMPREPLY[@]}\"";
    let told = std::process::Command::new("bash").args(["-c", read, "bash"]).arg(&script).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&told.stdout).trim(), "report");

    let whole = print(&["man"]);
    for command in commands {
        assert!(whole.contains(&format!("restday\\-{}(1)", command.replace('-', "\\-"))), "{command}");
        let page = print(&["man", command]);
        let title = format!(".TH RESTDAY-{} 1  \"restday {}\"", command.to_uppercase(), env!("CARGO_PKG_VERSION"));
        assert!(page.contains(&title) && page.contains(".SH OPTIONS"), "{command}");
    }
    let ended = restday().args(["man", "reprot"]).output().unwrap();
    assert_eq!(ended.status.code(), Some(2));
}
