//! Options of a bench on its command line: `--rows a,b`, `--passes N`, `--every S` and numbers of its own, for a run that has less time or
//! a busy machine.

use anyhow::{Context, ensure};

/// The rows that are wanted: all, or some by name.
pub struct Rows(Option<Vec<String>>);

impl Rows {
    /// Errors: a name that is none of `known`.
    pub fn read(known: &[&str]) -> anyhow::Result<Self> {
        let Some(list) = value("--rows") else {
            return Ok(Self(None));
        };
        let rows: Vec<String> = list.split(',').map(|row| row.trim().to_owned()).collect();
        for row in &rows {
            ensure!(
                known.contains(&row.as_str()),
                "--rows {row}: the rows are {}",
                known.join(", ")
            );
        }
        Ok(Self(Some(rows)))
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.as_ref().is_none_or(|rows| rows.iter().any(|row| row == name))
    }
}

/// Passes of each row, of which the median is taken.
pub fn passes(default: usize) -> anyhow::Result<usize> {
    let Some(passes) = value("--passes") else {
        return Ok(default);
    };
    let passes: usize = passes.parse().with_context(|| format!("--passes {passes}"))?;
    ensure!(passes > 0, "--passes 0: there must be one");
    Ok(passes)
}

/// Seconds between two calls, of which a slow or busy machine bears fewer: `--every S`.
pub fn every_s(default: u64) -> anyhow::Result<u64> {
    let Some(seconds) = value("--every") else {
        return Ok(default);
    };
    let seconds: u64 = seconds.parse().with_context(|| format!("--every {seconds}"))?;
    ensure!(seconds > 0, "--every 0: a second at least");
    Ok(seconds)
}

/// A number under a name of the bench's own, such as `--calls N`; at least one.
pub fn count(name: &str, default: usize) -> anyhow::Result<usize> {
    let Some(count) = value(name) else {
        return Ok(default);
    };
    let count: usize = count.parse().with_context(|| format!("{name} {count}"))?;
    ensure!(count > 0, "{name} 0: there must be one");
    Ok(count)
}

/// The word after `name` on the command line.
pub fn value(name: &str) -> Option<String> {
    std::env::args().skip_while(|word| word != name).nth(1)
}
