//! CPU time of a PostgreSQL cluster, all its processes, from /proc. Not of the program that keeps it.

use std::fs;
use std::path::Path;

use anyhow::Context;

/// Kernel ticks a second; 100 on every Linux that Rust's std runs on.
const TICKS: f64 = 100.0;

/// User and system seconds of the postmaster, its living children and those it has buried.
pub fn cpu_seconds(data: &Path) -> anyhow::Result<f64> {
    let file = fs::read_to_string(data.join("pg/postmaster.pid"))?;
    let postmaster: u32 = file.lines().next().context("an empty postmaster.pid")?.trim().parse()?;
    let own = ticks(postmaster, 4).context("the postmaster is gone")?;
    let children = fs::read_to_string(format!("/proc/{postmaster}/task/{postmaster}/children"))?;
    let of_children: u64 = children
        .split_whitespace()
        .filter_map(|pid| ticks(pid.parse().ok()?, 2))
        .sum();
    Ok((own + of_children) as f64 / TICKS)
}

/// CPU seconds of one process.
pub fn process_seconds(pid: u32) -> anyhow::Result<f64> {
    Ok(ticks(pid, 2).context("the process is gone")? as f64 / TICKS)
}

/// Of a process: utime and stime, and with four fields those of its buried children.
fn ticks(pid: u32, fields: usize) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // After the name in brackets, which may hold anything, comes field 3; utime is field 14.
    let (_, rest) = stat.rsplit_once(')')?;
    let figures = rest.split_whitespace().skip(11).take(fields);
    figures.map(|figure| figure.parse::<u64>().ok()).sum()
}
