//! The arithmetic of one activity: from what was covered to its load.

use super::sheet::Sheet;
use crate::activity::Activity;
use crate::cli::effort;
use crate::effort::Effort;
use crate::effort::choose::taken;
use crate::effort::method::{Context, Sensor};
use crate::pipeline::computed::{Computed, Inputs};

/// Everything that the load of an activity stands on.
pub(super) fn explain(sheet: &mut Sheet, nth: usize, computed: &Computed, inputs: &Inputs) {
    let (activity, effort) = (&computed.activities[nth], &computed.efforts[nth]);
    let thresholds = computed.history.on(activity.day);
    facts(sheet, activity);
    sheet.section("Thresholds on the day");
    for (key, unit, anchor) in thresholds.all() {
        let Some(anchor) = anchor else { continue };
        let how = format!("{}; {} confidence", effort::origin(anchor), anchor.confidence.as_str());
        sheet.number(key, anchor.value, unit, how);
    }
    let context = Context { thresholds: &thresholds, sex: inputs.athlete.sex, options: &inputs.effort };
    sheet.section("Methods, best first");
    for method in effort::methods(activity, context) {
        let how = if method.chosen { format!("taken: {}", method.text) } else { method.text.clone() };
        sheet.maybe(method.name, method.intensity, "", how);
    }
    basis(sheet, activity, context);
    load(sheet, effort);
}

fn facts(sheet: &mut Sheet, activity: &Activity) {
    sheet.section("Activity");
    sheet.word("activity_id", &activity.id, "", "");
    sheet.word("source", &activity.source, "", "");
    sheet.word("day", activity.day.to_string(), "", format!("by the clock of: {}", activity.tz_source.as_str()));
    sheet.word("sport", activity.sport.as_str(), "", "");
    sheet.number("duration_s", activity.duration_s, "s", "with the timer running");
    sheet.maybe("moving_s", activity.moving_s, "s", "in motion");
    sheet.section("Samples covered");
    sheet.number("hr_coverage", activity.hr_coverage, "", "share of duration_s with a believed heart rate");
    sheet.number("hr_repaired_s", activity.hr_repaired_s, "s", "heart rate implausible or silent");
    sheet.number("hr_suspect_s", activity.hr_suspect_s, "s", "heart rate followed the steps, left out");
    sheet.number("gps_repaired_s", activity.gps_repaired_s, "s", "after positions that were left out");
    let speed = activity.statistics.graded_speed.map(|graded| graded.covered_s / activity.duration_s);
    sheet.maybe("speed_coverage", speed, "", "share of duration_s with a known speed on foot");
    let power = activity.statistics.power.as_ref().map(|power| power.covered_s / activity.duration_s);
    sheet.maybe("power_coverage", power, "", "share of duration_s with a power reading");
}

/// What the intensity that was taken was made of, number by number.
fn basis(sheet: &mut Sheet, activity: &Activity, context: Context) {
    let (method, evaluation) = taken(activity, context);
    sheet.section("Intensity");
    for (name, constant, how) in method.constants(context) {
        sheet.number(name, constant, "", how);
    }
    if method.facts().sensor != Sensor::HeartRate {
        for (name, number) in evaluation.numbers {
            sheet.number(name, number, "", "");
        }
        return;
    }
    let Some(histogram) = &activity.statistics.heart_rate else { return };
    for (bpm, seconds) in histogram.iter() {
        let weight = method.weight(bpm, context);
        let how = weight.map_or_else(String::new, |weight| format!("weight {weight}"));
        sheet.number(format!("seconds_at_{bpm}_bpm"), seconds, "s", how);
    }
    sheet.number("covered_s", histogram.covered_s(), "s", "sum of the seconds above");
    for (name, number) in evaluation.numbers {
        let how = match name {
            "weight_mean" => "sum of seconds x weight / covered_s",
            _ => "the weight at lthr, or at vt2 for Lucia's phases",
        };
        sheet.number(name, number, "", how);
    }
}

fn load(sheet: &mut Sheet, effort: &Effort) {
    sheet.section("Load");
    sheet.word("load_method", effort.method.as_str(), "", "");
    sheet.word("load_quality", effort.quality.as_str(), "", "");
    sheet.number("duration_h", effort.duration_h, "h", "duration_s / 3600");
    sheet.number("intensity", effort.intensity, "", effort.method.facts().formula);
    sheet.number("load", effort.load, "", "100 x duration_h x intensity");
}
