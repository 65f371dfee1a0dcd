//! A disk without room, seen from outside: what cannot be kept is refused with its reason, what can be kept is, and with room again
//! everything goes on without a restart.

use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tests::{Client, binary, eventually};

use crate::faults::{Cluster, Disk};

/// The program on a PostgreSQL of this test; each has a disk of its own.
struct Product {
    child: Child,
    cluster: Cluster,
    disk: Disk,
    folder: tempfile::TempDir,
    url: String,
}

impl Product {
    async fn start() -> Self {
        let mut cluster = Cluster::new();
        drop(cluster.client().await);
        let (disk, folder) = (Disk::new(), crate::faults::readable("audiapro-full"));
        let listen = format!("127.0.0.1:{}", tests::free_port());
        let mut server = Self::program(&cluster, &folder);
        disk.hit(&mut server);
        let log = std::fs::File::create(folder.path().join("log")).unwrap();
        let child = server
            .args(["server", "--listen", &listen])
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        Self {
            child,
            cluster,
            disk,
            folder,
            url: format!("http://{listen}"),
        }
    }

    fn program(cluster: &Cluster, folder: &tempfile::TempDir) -> Command {
        let user = if nix::unistd::geteuid().is_root() { "nobody" } else { "" };
        let mut command = Command::new(binary());
        command
            .env("DATABASE_URL", cluster.url())
            .env("AUDIAPRO__DATA__DIR", folder.path().join("data"))
            .env("AUDIAPRO__SERVER__USER", user)
            .env("AUDIAPRO__MODELS__DIR", "/nonexistent/models");
        command
    }

    fn tenant(&self) -> Client {
        let mut command = Self::program(&self.cluster, &self.folder);
        let output = command
            .args(["tenant", "create", "Acme", "--plan", "enterprise", "--json"])
            .output()
            .unwrap();
        let created: Value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}\n{}", self.log()));
        Client::new(self.url.clone(), Some(created["api_key"].as_str().unwrap().to_owned()))
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }
}

impl Drop for Product {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

async fn ready(client: &Client) -> bool {
    let answer = client.request(reqwest::Method::GET, "/health/ready").send().await;
    answer.is_ok_and(|answer| answer.status() == 200)
}

fn record(n: usize) -> Value {
    json!({ "external_id": format!("f-{n}"), "direction": "inbound", "started_at": "2026-11-24T09:00:00Z" })
}

#[tokio::test]
async fn a_full_disk_is_told_and_everything_goes_on_when_there_is_room() {
    let mut product = Product::start().await;
    let anonymous = Client::new(product.url.clone(), None);
    eventually("the product is ready", async || ready(&anonymous).await).await;
    let client = product.tenant();
    recordings_have_no_room(&product, &client).await;
    let acknowledged = records_have_no_room(&mut product, &client).await;
    eventually("the product is ready again", async || ready(&anonymous).await).await;
    for n in acknowledged {
        let found = client.get(&format!("/v1/calls?external_id=f-{n}")).await;
        let found = found.json["data"].as_array().map(Vec::len);
        assert_eq!(found, Some(1), "f-{n} was acknowledged and is gone");
    }
}

async fn recordings_have_no_room(product: &Product, client: &Client) {
    let sound = tests::sound::wav(8000, 1, 8000);
    product.disk.is_full(true);
    let refused = client
        .put("/v1/calls/api/f-0/recording", "audio/wav", sound.clone())
        .await;
    assert_eq!(refused.refusal(), (507, "storage_full"));
    assert_eq!(client.post("/v1/calls", &record(0)).await.status, 202, "records go on");
    product.disk.is_full(false);
    let taken = client.put("/v1/calls/api/f-0/recording", "audio/wav", sound).await;
    assert_eq!((taken.status, &taken.json["fate"]), (201, &json!("new")));
    let left = std::fs::read_dir(product.folder.path().join("data/recordings/incoming"))
        .unwrap()
        .count();
    assert_eq!(left, 0, "what was not kept is gone");
}

/// Gives which records were acknowledged.
async fn records_have_no_room(product: &mut Product, client: &Client) -> Vec<usize> {
    let mut acknowledged = vec![0];
    let (mut refused, mut after) = (0, 0);
    let database = product.cluster.client().await;
    product.cluster.disk.is_full(true);
    let mut pace = tokio::time::interval(std::time::Duration::from_millis(5));
    for n in 1..12_000 {
        pace.tick().await;
        // What a checkpoint left for the log to use again takes writes on a full disk too; so it is soon used up.
        if refused == 0 {
            database.batch_execute("SELECT pg_switch_wal()").await.ok();
        }
        if refused == 5 {
            product.cluster.disk.is_full(false);
        }
        // A server that could not write its log has ended; whoever runs it starts it again when there is room.
        if refused > 5 {
            product.cluster.start();
        }
        let answer = client.post("/v1/calls", &record(n)).await;
        match answer.status {
            202 => {
                acknowledged.push(n);
                after += usize::from(refused > 5);
            }
            503 => {
                refused += 1;
                assert_eq!(answer.code(), "unavailable");
                assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
            }
            status => panic!("{status}: {}\n{}", answer.json, product.log()),
        }
        if after == 20 {
            return acknowledged;
        }
    }
    panic!("{refused} refused, {after} taken with room again\n{}", product.log());
}
