//! The plans that PostgreSQL used for a page, as it logs them itself (`auto_explain`): of the statement of each page that took longest,
//! and of the longest one inside of each function that was called for it (`search_legs`). They are asked for once everything is measured,
//! for telling them costs time.

use std::collections::BTreeMap;
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
    /// The function that made the statement; `None` if the program did.
    function: Option<String>,
    lines: Vec<String>,
}

/// Where in an entry of the log a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Statement,
    Plan,
    /// Which functions the statement was made by, the innermost first.
    Context,
    /// Of no entry that is a plan.
    Other,
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
        for (function, plan) in longest(told) {
            if let Some(function) = function {
                println!("  inside of {function}");
            }
            for line in &plan.lines {
                println!("  {line}");
            }
        }
    }
    Ok(())
}

/// What took longest of the program's own statements, and then of those inside of each function.
fn longest(plans: Vec<Plan>) -> BTreeMap<Option<String>, Plan> {
    let mut longest: BTreeMap<Option<String>, Plan> = BTreeMap::new();
    for plan in plans {
        let known = longest.get(&plan.function);
        if known.is_none_or(|known| known.took_ms < plan.took_ms) {
            longest.insert(plan.function.clone(), plan);
        }
    }
    longest
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
    let mut part = Part::Other;
    for line in lines {
        if let Some((_, rest)) = line.split_once("duration: ") {
            let took = rest.split_once(" ms").and_then(|(took, _)| took.parse().ok());
            part = Part::Statement;
            plans.push(Plan {
                took_ms: took.unwrap_or(0.0),
                function: None,
                lines: vec![rest.to_owned()],
            });
            continue;
        }
        // Whatever else it logs begins without a blank.
        let is_own = part != Part::Other && line.starts_with("CONTEXT:");
        if is_own {
            part = Part::Context;
        } else if !line.starts_with(char::is_whitespace) {
            part = Part::Other;
        }
        let Some(plan) = plans.last_mut() else {
            continue;
        };
        if part == Part::Statement && line.contains("(cost=") {
            part = Part::Plan;
        }
        match part {
            Part::Plan => plan.lines.push(line.trim_start_matches('\t').to_owned()),
            Part::Statement if line.trim_start().starts_with("Query Text:") => {
                plan.lines.push(line.trim_start_matches('\t').to_owned());
            }
            Part::Context if plan.function.is_none() => plan.function = function(line),
            Part::Statement | Part::Context | Part::Other => {}
        }
    }
    plans
}

/// The function that a line of a context names, without its schema and its arguments.
fn function(line: &str) -> Option<String> {
    let (_, named) = line.split_once("PL/pgSQL function ")?;
    let (name, _) = named.split_once('(')?;
    name.rsplit('.').next().map(str::to_owned)
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

    #[test]
    fn what_a_function_asked_is_told_beside_what_called_it() {
        let log = [
            "LOG:  duration: 0.100 ms  plan:",
            "\tQuery Text: SELECT w.leg_id FROM public.search_windows w",
            "\tIndex Scan  (cost=0.1..2 rows=1 width=4) (actual time=0.1..0.2 rows=1 loops=1)",
            "CONTEXT:  SQL statement \"SELECT w.leg_id FROM public.search_windows w",
            "\t            WHERE w.tenant_id = $1\"",
            "\tPL/pgSQL function public.search_legs(tsquery,integer) line 3 at RETURN QUERY",
            "LOG:  duration: 2.900 ms  plan:",
            "\tQuery Text: SELECT w.leg_id FROM public.search_windows w",
            "\t            WHERE w.tenant_id = $1",
            "\tBitmap Heap Scan on search_windows w  (cost=0.1..2 rows=1 width=4) (actual time=0.1..0.2 rows=1 loops=1)",
            "\t  Buffers: shared hit=9",
            "CONTEXT:  PL/pgSQL function search_legs(tsquery,integer) line 3 at RETURN QUERY",
            "LOG:  duration: 3.000 ms  plan:",
            "\tQuery Text: SELECT leg_id FROM search_legs($1)",
            "\tFunction Scan on search_legs  (cost=0.1..2 rows=1 width=4) (actual time=3.0..3.0 rows=1 loops=1)",
            "LOG:  duration: 0.500 ms  plan:",
            "\tQuery Text: SELECT id FROM legs",
            "\tSeq Scan on legs  (cost=0.1..2 rows=1 width=4) (actual time=0.1..0.2 rows=1 loops=1)",
        ];
        let found = longest(plans(&log.map(str::to_owned)));
        let functions: Vec<Option<&str>> = found.keys().map(Option::as_deref).collect();
        assert_eq!(functions, [None, Some("search_legs")]);
        let told: Vec<&Plan> = found.values().collect();
        let (own, inner) = (told[0], told[1]);
        assert!(own.lines[2].starts_with("Function Scan"), "{:?}", own.lines);
        assert_eq!(inner.lines.len(), 4, "{:?}", inner.lines);
        assert!(inner.lines[2].starts_with("Bitmap Heap Scan"), "{:?}", inner.lines);
        assert!(inner.lines[3].contains("Buffers"), "{:?}", inner.lines);
    }
}
