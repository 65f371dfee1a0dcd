//! Zero egress: the shipped binary, in a network namespace that has a loopback and no route anywhere, takes a call and analyses
//! it; and its own counter of connections to other machines stays at zero.

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// Runs inside the namespace. Prints the routes, the call and the metrics, each after a mark.
const INSIDE: &str = r#"
set -euo pipefail
binary=$1 data=$2 recording=$3
"$binary" server --data "$data" --listen 127.0.0.1:8080 2>"$data/server.log" &
server=$!
trap 'kill -TERM $server 2>/dev/null; wait $server || true' EXIT
until curl -fs -o /dev/null http://127.0.0.1:8080/health/ready; do
    kill -0 $server || { cat "$data/server.log" >&2; exit 1; }
    sleep 0.1
done
key=$("$binary" tenant create Acme --data "$data" --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["api_key"])')
record='{"external_id":"1","direction":"inbound","started_at":"2026-01-05T09:00:00Z"}'
curl -fsS -o /dev/null -H "Authorization: Bearer $key" -F "record=$record;type=application/json" -F "file=@$recording" \
    http://127.0.0.1:8080/v1/recordings
while true; do
    call=$(curl -fsS -H "Authorization: Bearer $key" http://127.0.0.1:8080/v1/calls)
    case $call in *'"analyzed"'* | *'"failed"'*) break ;; esac
    sleep 0.2
done
echo "== routes"; ip route show table all | grep -v 'dev lo' || true
echo "== calls"; echo "$call"
echo "== metrics"; curl -fsS http://127.0.0.1:8080/metrics
"#;

fn variable(name: &str) -> PathBuf {
    std::env::var_os(name)
        .unwrap_or_else(|| panic!("{name} is not set: run script/test, which builds and sets it"))
        .into()
}

/// In a namespace of its own, as an ordinary user: root gives up its rights by itself, others get back who they were.
fn in_namespace(data: &Path) -> Output {
    let (user, group) = (nix::unistd::geteuid(), nix::unistd::getegid());
    let mut command = Command::new("unshare");
    if user.is_root() {
        command.args(["--net", "bash", "-c", r#"ip link set lo up; exec "$@""#, "bash"]);
    } else {
        command.args([
            "--map-root-user",
            "--net",
            "bash",
            "-c",
            r#"ip link set lo up; exec "$@""#,
            "bash",
            "unshare",
            "--user",
        ]);
        command
            .arg(format!("--map-user={user}"))
            .arg(format!("--map-group={group}"));
    }
    command
        .args(["bash", "-c", INSIDE, "bash"])
        .arg(variable("AUDIAPRO_RELEASE_BINARY"))
        .arg(data);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo/calls/lca-agent0.flac"));
    command
        .env("AUDIAPRO__SERVER__USER", "nobody")
        .env_remove("DATABASE_URL")
        .env_remove("KAFKA_BROKERS");
    command.output().expect("unshare (package util-linux) runs")
}

#[test]
fn a_call_is_analysed_without_any_route_and_no_connection_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let output = in_namespace(&data);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&output.stderr),
        said
    );

    let (_, rest) = said.split_once("== routes\n").unwrap();
    let (routes, rest) = rest.split_once("== calls\n").unwrap();
    let (calls, metrics) = rest.split_once("== metrics\n").unwrap();
    assert_eq!(routes, "", "the namespace leads nowhere, else this test proves nothing");
    let calls: serde_json::Value = serde_json::from_str(calls).unwrap();
    assert_eq!(calls["data"][0]["analysis_status"], "analyzed", "{calls:#}");
    let counted: Vec<&str> = metrics
        .lines()
        .filter(|line| line.starts_with("audiapro_outbound_connections_total"))
        .collect();
    assert!(!counted.is_empty(), "the counter is exposed");
    for line in counted {
        assert!(line.ends_with(" 0"), "{line}");
    }
}
