//! The plans that PostgreSQL used for a page, as it logs them itself (`auto_explain`): of the statement of each page that took longest.
//! They are asked for once everything is measured, for telling them costs time.

use std::fs;
use std::time::Duration;

use actors::postgres::{DATABASE, SUPERUSER};
use serde_json::Value;

use crate::copied::connect;
use crate::served::Served;
use crate::served::http::{Asked, Connection};

/// Between an answer and its plan in the log.
const LOGGED: Duration = Duration::from_millis(300);

/// A statement with its plan.
struct Plan {
    took_ms: f64,
    lines: Vec<String>,
}

/// Asks for each path, under its name, and prints how it was found.
pub async fn print(served: &mut Served, key: &str, asked: &[(String, &str)]) -> anyhow::Result<()> {
    if !is_told(served).await? {
        println!("\nthis PostgreSQL does not tell its plans (auto_explain)");
        return Ok(());
    }
    served.restart()?;
    let mut connection = Connection::open(served.address, key).await?;
    for (name, path) in asked {
        let get = Asked {
            method: "GET",
            path,
            kind: "application/json",
        };
        // What is read once a process is read now.
        connection.expect(get, b"", &[200]).await?;
        tokio::time::sleep(LOGGED).await;
        let before = log(served)?.len();
        connection.expect(get, b"", &[200]).await?;
        tokio::time::sleep(LOGGED).await;
        println!("\n{name} (GET {path})");
        let told = plans(log(served)?.get(before..).unwrap_or_default());
        let longest = told
            .into_iter()
            .max_by(|one, other| one.took_ms.total_cmp(&other.took_ms));
        for line in longest.iter().flat_map(|plan| &plan.lines) {
            println!("  {line}");
        }
    }
    Ok(())
}

/// Has every session that begins from now on log its plans, if it can.
async fn is_told(served: &Served) -> anyhow::Result<bool> {
    let client = connect(&served.url(SUPERUSER, DATABASE)?).await?;
    if client.batch_execute("LOAD 'auto_explain'").await.is_err() {
        return Ok(false);
    }
    for (name, value) in [
        ("auto_explain.log_min_duration", "0"),
        ("auto_explain.log_analyze", "on"),
        ("auto_explain.log_buffers", "on"),
        ("auto_explain.log_nested_statements", "on"),
        ("session_preload_libraries", "auto_explain"),
    ] {
        let set = format!("ALTER DATABASE {DATABASE} SET {name} = '{value}'");
        client.batch_execute(&set).await?;
    }
    Ok(true)
}

/// What PostgreSQL has said, line by line; the program passes it on in its own log.
fn log(served: &Served) -> anyhow::Result<Vec<String>> {
    let log = fs::read_to_string(served.folder.join("server.log"))?;
    let lines = log.lines().filter_map(|line| {
        let entry: Value = serde_json::from_str(line).ok()?;
        let is_own = entry["target"] == "postgres";
        is_own.then(|| entry["message"].as_str().unwrap_or_default().to_owned())
    });
    Ok(lines.collect())
}

/// Entries of the log that are plans. The statement itself is left out but for how it begins.
fn plans(lines: &[String]) -> Vec<Plan> {
    let mut plans: Vec<Plan> = Vec::new();
    let mut is_statement = false;
    for line in lines {
        if let Some((_, rest)) = line.split_once("duration: ") {
            let took = rest.split_once(" ms").and_then(|(took, _)| took.parse().ok());
            is_statement = true;
            plans.push(Plan {
                took_ms: took.unwrap_or(0.0),
                lines: vec![rest.to_owned()],
            });
            continue;
        }
        // Whatever else it logs begins without a blank.
        let Some(plan) = plans.last_mut().filter(|_| line.starts_with(char::is_whitespace)) else {
            continue;
        };
        let begins = line.trim_start().starts_with("Query Text:");
        is_statement = is_statement && !line.contains("(cost=");
        if begins || !is_statement {
            plan.lines.push(line.trim_start_matches('\t').to_owned());
        }
    }
    plans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_told_without_the_statement() {
        let log = [
            "LOG:  duration: 1.500 ms  plan:",
            "\tQuery Text: SELECT a",
            "\t  FROM b",
            "\tLimit  (cost=0.1..2 rows=1 width=4) (actual time=0.1..0.2 rows=1 loops=1)",
            "\t  Buffers: shared hit=4",
            "LOG:  checkpoint starting: time",
        ];
        let found = plans(&log.map(str::to_owned));
        assert_eq!(found.len(), 1);
        assert!((found[0].took_ms - 1.5).abs() < 1e-9);
        assert_eq!(found[0].lines.len(), 4);
        assert!(found[0].lines[2].starts_with("Limit"));
    }
}
