//! Bench `parse`: the payloads of every telephone system as it sends them → legs, on one core, beside whatever reads the same bytes into
//! something general: `serde_json` into values, `csv` into values too, `quick-xml` into a tree. Passes alternate; CPU time of the thread. The
//! floor is 0.7 of those. Beside it stands what `csv` itself gives, which are no values but places in a text. Lines that are none of the three have no
//! peer but a split into lines and fields, and no floor: nothing is read there.
//!
//! Signatures are not checked: that is no reading. Calls are not made of the legs: the Ledger does that.

mod peers;
mod samples;

use std::hint::black_box;

use serde_json::{Value, json};

use crate::sentiment::median;
use crate::{cpu, options};
use peers::Peer;
use samples::Form;

/// Bytes that a pass reads.
const BYTES: usize = 20_000_000;
const PASSES: usize = 5;
const FLOOR: f64 = 0.7;

/// What one form took.
struct Row {
    form: String,
    peer: Peer,
    /// Megabytes a second of a core: to legs, and as far as observations.
    legs_mb_s: f64,
    observed_mb_s: f64,
    peer_mb_s: f64,
    /// Of tables: the peer's reading into records of which no values are made.
    bare_mb_s: Option<f64>,
    records_s: f64,
}

impl Row {
    fn ratio(&self) -> f64 {
        self.legs_mb_s / self.peer_mb_s
    }

    fn bare_ratio(&self) -> Option<f64> {
        self.bare_mb_s.map(|bare| self.legs_mb_s / bare)
    }
}

/// Runs the bench, prints its table, returns the closing object.
pub fn run() -> anyhow::Result<Value> {
    let passes = options::passes(PASSES)?;
    let forms = samples::forms()?;
    let names: Vec<&str> = forms.iter().map(|form| form.name.as_str()).collect();
    let wanted = options::Rows::read(&names)?;
    println!(
        "{:<24}{:<18}{:>10}{:>12}{:>12}{:>12}{:>8}{:>14}",
        "form", "peer", "MB/s", "records/s", "observed", "peer MB/s", "ratio", "bare records"
    );
    let mut rows = Vec::new();
    for form in forms.iter().filter(|form| wanted.has(&form.name)) {
        let row = measure(form, passes)?;
        let mark = match row.peer.is_general() {
            false => "  no floor",
            true if row.ratio() < FLOOR => "  BELOW",
            true => "",
        };
        println!(
            "{:<24}{:<18}{:>10.1}{:>12.0}{:>12.1}{:>12.1}{:>8.2}{:>14}{mark}",
            row.form,
            row.peer.name(),
            row.legs_mb_s,
            row.records_s,
            row.observed_mb_s,
            row.peer_mb_s,
            row.ratio(),
            row.bare_ratio().map_or_else(String::new, |ratio| format!("{ratio:.2}"))
        );
        rows.push(row);
    }
    Ok(closing(&rows, passes))
}

/// Alternating passes over the payloads of one form; medians.
fn measure(form: &Form, passes: usize) -> anyhow::Result<Row> {
    let repeats = BYTES / form.bytes().max(1) + 1;
    let megabytes = (form.bytes() * repeats) as f64 / 1e6;
    let records = form.legs()?;
    let is_table = form.peer == Peer::Csv;
    let mut taken: [Vec<f64>; 4] = Default::default();
    // The first of each warms up.
    for pass in 0..=passes {
        let pass_s = [
            seconds(repeats, || form.legs().map(told))?,
            seconds(repeats, || form.observe().map(told))?,
            seconds(repeats, || form.peer_reads())?,
            seconds(if is_table { repeats } else { 0 }, || form.peer_reads_records())?,
        ];
        if pass > 0 {
            taken.iter_mut().zip(pass_s).for_each(|(all, one)| all.push(one));
        }
    }
    let [legs_s, observed_s, peer_s, bare_s] = taken.map(median);
    Ok(Row {
        form: form.name.clone(),
        peer: form.peer,
        legs_mb_s: megabytes / legs_s,
        observed_mb_s: megabytes / observed_s,
        peer_mb_s: megabytes / peer_s,
        bare_mb_s: is_table.then(|| megabytes / bare_s),
        records_s: (records * repeats) as f64 / legs_s,
    })
}

/// Nobody knows that the count is not looked at.
fn told(count: usize) {
    black_box(count);
}

/// CPU seconds of doing it so often.
fn seconds(repeats: usize, once: impl Fn() -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let begun = cpu::thread_seconds()?;
    for _ in 0..repeats {
        once()?;
    }
    Ok(cpu::thread_seconds()? - begun)
}

fn closing(rows: &[Row], passes: usize) -> Value {
    let general = rows.iter().filter(|row| row.peer.is_general());
    let worst = general.min_by(|one, other| one.ratio().total_cmp(&other.ratio()));
    let told: Vec<Value> = rows
        .iter()
        .map(|row| {
            json!({
                "form": row.form, "peer": row.peer.name(), "mb_s": row.legs_mb_s, "records_s": row.records_s,
                "observed_mb_s": row.observed_mb_s, "peer_mb_s": row.peer_mb_s, "ratio": row.ratio(), "ratio_to_bare_records": row.bare_ratio(),
                "floor": row.peer.is_general().then_some(FLOOR),
            })
        })
        .collect();
    let below: Vec<&str> = rows
        .iter()
        .filter(|row| row.peer.is_general() && row.ratio() < FLOOR)
        .map(|row| row.form.as_str())
        .collect();
    json!({
        "bench": "parse", "unit": "MB/s of one core, of the form with the lowest ratio", "product": worst.map(|row| row.legs_mb_s),
        "peer": worst.map(|row| row.peer_mb_s), "peer_name": worst.map(|row| row.peer.name()), "ratio": worst.map(Row::ratio), "runs": passes,
        "conditions": {"bytes_a_pass": BYTES, "threads": 1, "signatures_checked": false},
        "extra": {"worst": worst.map(|row| row.form.as_str()), "below_floor": below, "floor": FLOOR, "forms": told},
    })
}
