//! PostgreSQL goes away and comes back while the product runs: nothing is acknowledged that is not stored, callers are told when
//! to come again, and no restart is needed. On the private cluster, whose server process this test stops and starts.

use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tests::{Client, binary, eventually};

/// The shipped program with its private cluster, in a folder of its own.
struct Product {
    child: Child,
    url: String,
    folder: tempfile::TempDir,
}

impl Product {
    fn start() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("audiapro-outage")
            .tempdir_in("/tmp")
            .unwrap();
        let user = if nix::unistd::geteuid().is_root() { "nobody" } else { "" };
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let listen = format!("127.0.0.1:{}", tests::free_port());
        let child = Command::new(binary())
            .args(["server", "--listen", &listen, "--data"])
            .arg(folder.path().join("data"))
            .env("AUDIAPRO__SERVER__USER", user)
            .env("AUDIAPRO__MODELS__DIR", "/nonexistent/models")
            .env_remove("DATABASE_URL")
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(folder.path().join("log")).unwrap())
            .spawn()
            .unwrap();
        Self {
            child,
            url: format!("http://{listen}"),
            folder,
        }
    }

    fn tenant(&self) -> Client {
        let user = if nix::unistd::geteuid().is_root() { "nobody" } else { "" };
        let output = Command::new(binary())
            .args(["tenant", "create", "Acme", "--plan", "enterprise", "--json", "--data"])
            .arg(self.folder.path().join("data"))
            .env("AUDIAPRO__SERVER__USER", user)
            .env_remove("DATABASE_URL")
            .output()
            .unwrap();
        let created: Value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}\n{}", self.log()));
        Client::new(self.url.clone(), Some(created["api_key"].as_str().unwrap().to_owned()))
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    /// The server process of the private cluster.
    fn postgres(&self) -> nix::unistd::Pid {
        let pid = std::fs::read_to_string(self.folder.path().join("data/pg/postmaster.pid")).unwrap();
        nix::unistd::Pid::from_raw(pid.lines().next().unwrap().parse().unwrap())
    }
}

impl Drop for Product {
    fn drop(&mut self) {
        let pid = nix::unistd::Pid::from_raw(self.child.id() as i32);
        nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGTERM).ok();
        self.child.wait().ok();
    }
}

async fn ready(client: &Client) -> bool {
    let answer = client.request(reqwest::Method::GET, "/health/ready").send().await;
    answer.is_ok_and(|answer| answer.status() == 200)
}

#[tokio::test]
async fn postgresql_stops_and_comes_back_and_what_was_acknowledged_is_there() {
    let product = Product::start();
    let anonymous = Client::new(product.url.clone(), None);
    eventually("the product is ready", async || ready(&anonymous).await).await;
    let client = product.tenant();
    let record = |n: usize| json!({ "external_id": format!("o-{n}"), "direction": "inbound", "started_at": "2026-11-24T09:00:00Z" });
    let mut acknowledged = Vec::new();
    let (mut refused, mut after) = (0, 0);
    let mut pace = tokio::time::interval(std::time::Duration::from_millis(20));
    // Until some were refused and then taken again, at most two minutes long.
    for n in 0..6_000 {
        pace.tick().await;
        if n == 50 {
            // An immediate shutdown, what a crash of the server looks like. The product starts it again by itself.
            nix::sys::signal::kill(product.postgres(), nix::sys::signal::Signal::SIGQUIT).unwrap();
        }
        let answer = client.post("/v1/calls", &record(n)).await;
        match answer.status {
            202 => {
                acknowledged.push(format!("o-{n}"));
                after += usize::from(refused > 0);
            }
            503 => {
                refused += 1;
                assert_eq!(answer.code(), "unavailable");
                assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
            }
            status => panic!("{status}: {}\n{}", answer.json, product.log()),
        }
        if after >= 20 {
            break;
        }
    }
    assert!(
        after >= 20,
        "{} acknowledged, {refused} refused\n{}",
        acknowledged.len(),
        product.log()
    );
    eventually("the product is ready again", async || ready(&anonymous).await).await;
    for name in &acknowledged {
        let found = client.get(&format!("/v1/calls?external_id={name}")).await;
        assert_eq!(
            found.json["data"].as_array().map(Vec::len),
            Some(1),
            "{name} was acknowledged and is gone"
        );
    }
    let used = client.get("/v1/usage").await.json["used"].as_u64().unwrap();
    assert!(used >= acknowledged.len() as u64);
}
