//! This process as Linux sees it, under the names that every Prometheus client uses. Read when the metrics are asked for.

use std::fs;

use prometheus::{Counter, Gauge, Registry};

/// Ticks of the CPU times in `/proc`, a second: USER_HZ, which is 100 on every architecture we build for.
const TICKS_A_SECOND: f64 = 100.0;

#[derive(Clone)]
pub struct Process {
    cpu_seconds: Counter,
    resident_bytes: Gauge,
    virtual_bytes: Gauge,
    open_fds: Gauge,
    max_fds: Gauge,
    threads: Gauge,
    start_time_seconds: Gauge,
}

impl Process {
    pub(super) fn new(registry: &Registry) -> Result<Self, prometheus::Error> {
        let level = |name: &str, help: &str| -> Result<Gauge, prometheus::Error> {
            let gauge = Gauge::new(name, help)?;
            registry.register(Box::new(gauge.clone()))?;
            Ok(gauge)
        };
        let cpu_seconds = Counter::new("process_cpu_seconds_total", "CPU time of the process")?;
        registry.register(Box::new(cpu_seconds.clone()))?;
        Ok(Self {
            cpu_seconds,
            resident_bytes: level("process_resident_memory_bytes", "Memory of the process that is in RAM")?,
            virtual_bytes: level("process_virtual_memory_bytes", "Address space of the process")?,
            open_fds: level("process_open_fds", "Open files and connections")?,
            max_fds: level("process_max_fds", "Files and connections that may be open")?,
            threads: level("process_threads", "Threads of the process")?,
            start_time_seconds: level("process_start_time_seconds", "When the process started, in Unix time")?,
        })
    }

    /// What cannot be read keeps its last value.
    pub fn refresh(&self) {
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
        let (status, stat, limits) = (
            read("/proc/self/status"),
            read("/proc/self/stat"),
            read("/proc/self/limits"),
        );
        let set = |gauge: &Gauge, value: Option<f64>| value.into_iter().for_each(|value| gauge.set(value));
        set(&self.resident_bytes, kib(&status, "VmRSS:").map(|kib| kib * 1024.0));
        set(&self.virtual_bytes, kib(&status, "VmSize:").map(|kib| kib * 1024.0));
        set(&self.threads, kib(&status, "Threads:"));
        set(&self.max_fds, fds_max(&limits));
        set(
            &self.open_fds,
            fs::read_dir("/proc/self/fd").ok().map(|open| open.count() as f64),
        );
        if let Some(seconds) = cpu_seconds(&stat) {
            // Two who ask at once must not let it run back.
            self.cpu_seconds.inc_by((seconds - self.cpu_seconds.get()).max(0.0));
        }
        if self.start_time_seconds.get() == 0.0 {
            set(&self.start_time_seconds, started(&stat, &read("/proc/stat")));
        }
    }
}

/// The number behind a name in `/proc/self/status`.
fn kib(status: &str, name: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

fn fds_max(limits: &str) -> Option<f64> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// A field of `/proc/self/stat` by its number in proc(5). The name in field 2 may hold anything; the last `)` ends it.
fn field(stat: &str, number: usize) -> Option<f64> {
    let (_, behind) = stat.rsplit_once(')')?;
    behind.split_whitespace().nth(number - 3)?.parse().ok()
}

fn cpu_seconds(stat: &str) -> Option<f64> {
    Some((field(stat, 14)? + field(stat, 15)?) / TICKS_A_SECOND)
}

fn started(stat: &str, of_system: &str) -> Option<f64> {
    let booted = of_system.lines().find_map(|line| line.strip_prefix("btime "))?;
    Some(booted.trim().parse::<f64>().ok()? + field(stat, 22)? / TICKS_A_SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_behind_any_name() {
        let stat = format!(
            "7 (a) b) S {}",
            (4..60).map(|n| n.to_string()).collect::<Vec<_>>().join(" ")
        );
        assert_eq!(cpu_seconds(&stat), Some(0.29));
        assert_eq!(started(&stat, "cpu 1 2\nbtime 1000\n"), Some(1000.22));
        assert_eq!(kib("VmSize:\t 20 kB\nVmRSS:\t 10 kB\n", "VmRSS:"), Some(10.0));
        assert_eq!(
            fds_max("Max open files            1024                 4096                 files\n"),
            Some(1024.0)
        );
    }

    #[test]
    fn this_process_has_memory_files_and_a_beginning() {
        let process = Process::new(&Registry::new()).unwrap();
        process.refresh();
        assert!(process.resident_bytes.get() > 1e5 && process.open_fds.get() >= 3.0 && process.threads.get() >= 1.0);
        assert!(process.start_time_seconds.get() > 1.6e9 && process.max_fds.get() > 0.0);
    }
}
