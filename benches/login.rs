//! Bench `login`: how long signing in takes for an address that somebody has and for one that nobody has, turn by turn, each address once.
//! Whoever listens to the clock is to learn nothing.

use std::time::Instant;

use actors::postgres::{DATABASE, OWNER};
use anyhow::ensure;
use models::identity::password;
use serde_json::{Value, json};

use crate::copied::connect;
use crate::sentiment::median;
use crate::served::Served;
use crate::served::http::{Asked, Connection};

/// Attempts of each kind; AUDIAPRO_BENCH_RECORDS sets another number.
const ATTEMPTS: usize = 200;
const WARM: usize = 10;
const PASSWORD: &str = "a long sentence of somebody";

const SIGN_IN: Asked<'static> = Asked {
    method: "POST",
    path: "/v1/auth/sign-in",
    kind: "application/json",
};

/// Runs the bench, prints its table, returns the closing object.
pub fn run() -> anyhow::Result<Value> {
    actix_rt::System::new().block_on(bench())
}

async fn bench() -> anyhow::Result<Value> {
    let attempts = std::env::var("AUDIAPRO_BENCH_RECORDS").map_or(Ok(ATTEMPTS), |text| text.parse())?;
    // All of it comes from one address.
    let served = Served::with(
        "login",
        &[
            ("AUDIAPRO__BOUNDS__DOOR_REQUESTS_BURST", "1000000"),
            ("AUDIAPRO__BOUNDS__DOOR_REQUESTS_PER_MINUTE", "1000000"),
        ],
    )?;
    seed(&served, attempts + WARM).await?;
    let mut connection = Connection::open(served.address, "").await?;
    let (mut known, mut unknown, mut right) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..attempts + WARM {
        known.push(
            attempt(
                &mut connection,
                &format!("wrong.{n}@known.example"),
                "another sentence",
                401,
            )
            .await?,
        );
        unknown.push(
            attempt(
                &mut connection,
                &format!("wrong.{n}@nobody.example"),
                "another sentence",
                401,
            )
            .await?,
        );
        right.push(attempt(&mut connection, &format!("right.{n}@known.example"), PASSWORD, 200).await?);
    }
    let (known, unknown, right) = (known.split_off(WARM), unknown.split_off(WARM), right.split_off(WARM));
    let told = longer(&known, &unknown);
    println!("{:<52}{:>10}{:>10}", "milliseconds", "median", "95 %");
    for (what, times) in [
        ("known address, wrong password", &known),
        ("unknown address", &unknown),
        ("known address, right password", &right),
    ] {
        println!("{what:<52}{:>10.2}{:>10.2}", median(times.clone()), p95(times));
    }
    println!(
        "{:<52}{:>10.3}   0.5: the clock tells nothing",
        "a known one takes longer than an unknown one", told
    );
    let (known_ms, unknown_ms) = (median(known.clone()), median(unknown.clone()));
    Ok(json!({
        "bench": "login", "unit": "ms of a known address with a wrong password, median", "product": known_ms, "peer": unknown_ms,
        "peer_name": "an unknown address", "ratio": known_ms / unknown_ms, "runs": attempts,
        "conditions": {"cores": std::thread::available_parallelism()?.get()},
        "extra": {"right_ms": median(right.clone()), "known_p95_ms": p95(&known), "unknown_p95_ms": p95(&unknown), "known_is_longer": told},
    }))
}

/// People of one tenant with one password: hashing each one's would take longer than the bench.
async fn seed(served: &Served, people: usize) -> anyhow::Result<()> {
    served.keys(1).await?;
    let client = connect(&served.url(OWNER, DATABASE)?).await?;
    // The server's own login does not bypass the walls: the owner's role may make people.
    client.batch_execute("SET ROLE audiapro_owner").await?;
    let hash = password::hash(PASSWORD)?;
    let persons = format!(
        "INSERT INTO persons (id, email, email_key, name, email_verified_at)
            SELECT gen_random_uuid(), k, k, 'Somebody', app_now() FROM (SELECT unnest(ARRAY['wrong.', 'right.']) || n || '@known.example' AS k
                FROM generate_series(0, {}) n) x",
        people
    );
    client.batch_execute(&persons).await?;
    let credentials = "INSERT INTO credentials (person_id, password_hash) SELECT id, $1 FROM persons WHERE email LIKE '%@known.example'";
    client.execute(credentials, &[&hash]).await?;
    let members = "INSERT INTO memberships (tenant_id, person_id, role, row_scope)
        SELECT t.id, p.id, 'viewer', 'all' FROM persons p, tenants t WHERE p.email LIKE '%@known.example' AND t.name = 'Bench 0'";
    client.batch_execute(members).await?;
    Ok(())
}

/// Milliseconds of one attempt.
async fn attempt(connection: &mut Connection, email: &str, password: &str, wanted: u16) -> anyhow::Result<f64> {
    let body = json!({ "email": email, "password": password }).to_string();
    let begun = Instant::now();
    let status = connection.ask(SIGN_IN, body.as_bytes()).await?;
    let took = begun.elapsed().as_secs_f64() * 1000.0;
    ensure!(
        status == wanted,
        "{email} is answered with {status}: {}",
        connection.body()
    );
    Ok(took)
}

fn p95(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times
        .get(times.len().saturating_sub(1) * 95 / 100)
        .copied()
        .unwrap_or(f64::NAN)
}

/// How often one of these took longer than one of those: half of all pairs, if the clock tells nothing.
fn longer(these: &[f64], those: &[f64]) -> f64 {
    let won: usize = these
        .iter()
        .map(|one| those.iter().filter(|other| one > other).count())
        .sum();
    won as f64 / (these.len() * those.len()).max(1) as f64
}
