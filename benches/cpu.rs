//! CPU time of this process, user and system, all threads; and of the calling thread alone.

use anyhow::Context;

/// Kernel ticks a second; 100 on every Linux that Rust's std runs on.
const TICKS: f64 = 100.0;

pub fn seconds() -> anyhow::Result<f64> {
    ticks(11)
}

/// Of the children that were waited for.
pub fn children_seconds() -> anyhow::Result<f64> {
    ticks(13)
}

/// Of the calling thread, to the microsecond.
pub fn thread_seconds() -> anyhow::Result<f64> {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is a place of the right type that lives until the call has ended.
    let failed = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) };
    anyhow::ensure!(failed == 0, "the thread has no clock");
    Ok(time.tv_sec as f64 + time.tv_nsec as f64 / 1e9)
}

/// Two fields of this process's times, from the one after `skipped`.
fn ticks(skipped: usize) -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // After the name in brackets, which may hold anything: field 3 onwards; utime and stime are 14 and 15.
    let fields = stat.rsplit_once(')').context("/proc/self/stat")?.1;
    let ticks = fields.split_whitespace().skip(skipped).take(2).map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / TICKS)
}
