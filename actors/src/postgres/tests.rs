//! A real cluster each time: what is promised here is about processes and files.

use std::{
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt,
    process::Stdio,
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use super::*;

/// Set in the process that plays the parent which gets killed.
const PARENT_OF: &str = "AUDIAPRO_TEST_PARENT_OF";

/// PostgreSQL refuses root, so a test run by root starts it as `nobody`.
fn run_as() -> Option<(u32, u32)> {
    nix::unistd::geteuid().is_root().then_some((65534, 65534))
}

fn config(folder: &Path) -> ClusterConfig {
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    if let Some((user, group)) = run_as() {
        std::os::unix::fs::chown(folder, Some(user), Some(group)).unwrap();
    }
    ClusterConfig {
        data: folder.join("pg"),
        run: folder.join("run"),
        binaries: None,
        run_as: run_as(),
    }
}

fn try_ask(url: &str, sql: &str) -> Result<String, String> {
    let psql = Installation::find(None, None).unwrap().program("psql");
    let answer = Command::new(psql)
        .args([url, "-X", "-At", "-v", "ON_ERROR_STOP=1", "-c", sql])
        .output()
        .unwrap();
    match answer.status.success() {
        true => Ok(String::from_utf8(answer.stdout).unwrap().trim().to_owned()),
        false => Err(String::from_utf8_lossy(&answer.stderr).into_owned()),
    }
}

fn ask(cluster: &Cluster, sql: &str) -> String {
    try_ask(&cluster.url(OWNER), sql).unwrap()
}

#[test]
fn the_first_start_makes_a_durable_cluster_and_the_second_finds_its_rows() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    let cluster = Cluster::start(&config).unwrap();
    for setting in ["fsync", "full_page_writes", "synchronous_commit", "data_checksums"] {
        assert_eq!(ask(&cluster, &format!("show {setting}")), "on", "{setting}");
    }
    assert_eq!(ask(&cluster, "show listen_addresses"), "");
    assert_eq!(
        ask(&cluster, "select current_user || ' ' || current_database()"),
        "audiapro_owner audiapro"
    );
    assert_eq!(
        ask(&cluster, "select rolsuper from pg_roles where rolname = current_user"),
        "f"
    );
    ask(
        &cluster,
        "create table kept (n int); insert into kept values (41), (42)",
    );
    let mode = std::fs::metadata(cluster.run_folder()).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o700);
    cluster.stop();
    assert!(
        !config.data.join("postmaster.pid").exists(),
        "a clean stop leaves no pid file"
    );

    let again = Cluster::start(&config).unwrap();
    assert_eq!(ask(&again, "select sum(n) from kept"), "83");
}

#[test]
fn after_kill_9_of_the_parent_the_next_start_waits_and_finds_every_committed_row() {
    if let Some(folder) = std::env::var_os(PARENT_OF) {
        let cluster = Cluster::start(&config(Path::new(&folder))).unwrap();
        ask(
            &cluster,
            "create table kept as select n from generate_series(1, 1000) n",
        );
        println!("\nREADY {}", cluster.pid().unwrap());
        loop {
            std::thread::park();
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    let mut parent = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture"])
        .arg("postgres::tests::after_kill_9_of_the_parent_the_next_start_waits_and_finds_every_committed_row")
        .env(PARENT_OF, folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(parent.stdout.take().unwrap())
        .lines()
        .map(Result::unwrap);
    let ready = lines
        .find(|line| line.starts_with("READY"))
        .expect("the parent starts a cluster");
    let old: i32 = ready.trim_start_matches("READY ").parse().unwrap();

    assert!(
        matches!(Cluster::start(&config), Err(ClusterError::InUse { .. })),
        "one process at a time"
    );
    parent.kill().unwrap();
    parent.wait().unwrap();

    let cluster = Cluster::start(&config).unwrap();
    assert_ne!(cluster.pid(), Some(old));
    assert_eq!(ask(&cluster, "select count(*) from kept"), "1000");
}

#[test]
fn a_server_that_dies_is_started_again() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = Cluster::start(&config(folder.path())).unwrap();
    ask(&cluster, "create table kept as select 7 as n");
    let first = cluster.pid().unwrap();
    kill(Pid::from_raw(first), Signal::SIGKILL).unwrap();
    // Each try is a process of its own that is refused until the server is back; the number of tries is the bound.
    let answer = (0..20_000).find_map(|_| try_ask(&cluster.url(OWNER), "select n from kept").ok());
    assert_eq!(answer.as_deref(), Some("7"));
    assert_ne!(cluster.pid(), Some(first));
}

#[test]
fn a_cluster_of_another_major_version_is_refused_with_both_versions_named() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    std::fs::create_dir(&config.data).unwrap();
    std::fs::write(config.data.join("PG_VERSION"), "9\n").unwrap();
    let installed = Installation::find(None, None).unwrap().major();
    let Err(error) = Cluster::start(&config) else {
        panic!("started a cluster of version 9")
    };
    assert!(matches!(error, ClusterError::Version { .. }));
    assert!(error.to_string().contains("PostgreSQL 9"), "{error}");
    assert!(error.to_string().contains(&installed.to_string()), "{error}");
}

#[test]
fn a_folder_with_other_files_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    std::fs::create_dir(&config.data).unwrap();
    std::fs::write(config.data.join("holiday.jpg"), "").unwrap();
    assert!(matches!(Cluster::start(&config), Err(ClusterError::NotACluster { .. })));
    assert!(config.data.join("holiday.jpg").exists());
}

#[test]
fn an_unfinished_creation_and_a_stale_pid_file_do_not_stop_a_start() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    std::fs::create_dir(folder.path().join("pg.unfinished")).unwrap();
    std::fs::write(folder.path().join("pg.unfinished/PG_VERSION"), "half").unwrap();
    Cluster::start(&config).unwrap().stop();
    assert!(!folder.path().join("pg.unfinished").exists());

    // The number of a living process that is not PostgreSQL: this test itself.
    std::fs::write(config.data.join("postmaster.pid"), format!("{}\n", std::process::id())).unwrap();
    let cluster = Cluster::start(&config).unwrap();
    assert_eq!(ask(&cluster, "select 1"), "1");
}

#[test]
fn a_socket_path_that_is_too_long_is_replaced_by_a_short_private_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config(folder.path());
    config.run = folder.path().join("x".repeat(120));
    let cluster = Cluster::start(&config).unwrap();
    assert_ne!(cluster.run_folder(), config.run);
    assert_eq!(ask(&cluster, "select 1"), "1");
    let short = cluster.run_folder().to_owned();
    cluster.stop();
    std::fs::remove_dir_all(short).unwrap();
}

#[test]
fn a_folder_of_somebody_else_is_not_used_for_the_socket() {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("run");
    std::os::unix::fs::symlink("/tmp", &link).unwrap();
    assert!(matches!(run_folder(&link, None), Err(ClusterError::NotOurs { .. })));
}

#[test]
fn every_byte_of_a_path_survives_in_the_url() {
    assert_eq!(
        percent_encoded(Path::new("/var/lib/a b%ü")),
        "%2Fvar%2Flib%2Fa%20b%25%C3%BC"
    );
}
