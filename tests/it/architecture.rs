//! The rules of the building: which crate may know which, who may name what, and that no file lies about unused. From
//! `cargo metadata` and a walk over the sources; nothing is built.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand};
use tests::project;

const CRATES: [&str; 4] = ["engine", "models", "actors", "web"];
/// Longer files have to be cut, tests aside.
const LINES_MAX: usize = 400;

/// A source file: where it is, and its production part (the tests at its end cut off).
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    text: String,
    production: String,
}

impl Source {
    pub(crate) fn name(&self) -> String {
        self.path.display().to_string()
    }

    pub(crate) fn is_test(&self) -> bool {
        let name = self.path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("");
        // Only below `src`: the way there begins in the folder of this crate, which is named so too.
        let below = self.path.components().skip_while(|part| part.as_os_str() != "src");
        name == "tests" || name == "testing" || below.into_iter().any(|part| part.as_os_str() == "tests")
    }
}

pub(crate) fn sources(of: &str) -> Vec<Source> {
    let mut found = Vec::new();
    walk(&project(of).join("src"), &mut found);
    assert!(!found.is_empty(), "{of} has no sources");
    found
}

fn walk(folder: &Path, found: &mut Vec<Source>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let production = text.split("\n#[cfg(test)]\nmod tests").next().unwrap_or("").to_owned();
            found.push(Source { path, text, production });
        }
    }
}

/// The lines of production code that are no comments.
pub(crate) fn code(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    let lines = source.production.lines().enumerate().map(|(n, line)| (n + 1, line));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Normal dependencies of each of our crates.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = MetadataCommand::new()
        .manifest_path(project("Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap();
    let packages = metadata
        .packages
        .iter()
        .filter(|package| CRATES.contains(&package.name.as_str()));
    packages
        .map(|package| {
            let normal = package
                .dependencies
                .iter()
                .filter(|dependency| dependency.kind == DependencyKind::Normal);
            (
                package.name.to_string(),
                normal.map(|dependency| dependency.name.clone()).collect(),
            )
        })
        .collect()
}

#[test]
fn only_the_four_edges_exist() {
    let mut edges = Vec::new();
    for (from, on) in dependencies() {
        edges.extend(
            on.into_iter()
                .filter(|to| CRATES.contains(&to.as_str()))
                .map(|to| format!("{from} → {to}")),
        );
    }
    edges.sort();
    assert_eq!(
        edges,
        ["actors → engine", "actors → models", "web → actors", "web → models"]
    );
}

#[test]
fn each_tool_has_one_owner() {
    let dependencies = dependencies();
    for (tool, owner) in [
        ("diesel", "models"),
        ("diesel-async", "models"),
        ("diesel_migrations", "models"),
        ("tokio-postgres", "models"),
        ("rdkafka", "actors"),
        ("reqwest", "actors"),
        ("actix", "actors"),
        ("actix-web", "web"),
        ("clap", "web"),
        ("utoipa", "web"),
        ("symphonia", "engine"),
        ("ort", "engine"),
        ("tokenizers", "engine"),
        ("whisper-rs", "engine"),
    ] {
        let users: Vec<&str> = CRATES
            .into_iter()
            .filter(|name| dependencies[*name].contains(tool))
            .collect();
        assert!(
            users.iter().all(|user| *user == owner),
            "{tool} belongs to {owner}, but {users:?} depend on it"
        );
    }
}

#[test]
fn the_engine_knows_no_tenant_runtime_clock_or_network() {
    let on = &dependencies()["engine"];
    for foreign in [
        "tokio", "actix", "actix-rt", "futures", "reqwest", "chrono", "uuid", "tracing",
    ] {
        assert!(!on.contains(foreign), "engine depends on {foreign}");
    }
    for source in sources("engine").iter().filter(|source| !source.is_test()) {
        for (line, text) in code(source) {
            for word in [
                "tenant",
                "Instant::now",
                "SystemTime",
                "std::net",
                "async fn",
                "std::env::var",
            ] {
                assert!(
                    !text.to_lowercase().contains(&word.to_lowercase()),
                    "{}:{line} names {word}: {text}",
                    source.name()
                );
            }
        }
    }
}

#[test]
fn only_models_names_a_table_or_speaks_sql() {
    for of in ["engine", "actors", "web"] {
        for source in sources(of).iter().filter(|source| !source.is_test()) {
            for (line, text) in code(source) {
                for word in ["models::schema", "SELECT ", "INSERT INTO", "DELETE FROM", "diesel::"] {
                    assert!(!text.contains(word), "{}:{line} speaks SQL: {text}", source.name());
                }
            }
        }
    }
}

#[test]
fn every_query_starts_from_the_tenant() {
    // Behind the app role's wall; what runs as owner or worker names the tenant in its own statement.
    let pool = "pools.app.get()";
    for of in ["actors", "web"] {
        for source in sources(of).iter().filter(|source| !source.is_test()) {
            for (line, text) in code(source) {
                assert!(
                    !text.contains(pool),
                    "{}:{line} takes a connection without a tenant: {text}",
                    source.name()
                );
            }
        }
    }
}

#[test]
fn every_queue_has_a_bound() {
    // What waits there is bounded by what it is: rebalances, which wait for their answer, and the words of one recording.
    let bounded_by_itself = [
        "kafka/holder.rs",
        "kafka/reader.rs",
        "kafka/routing.rs",
        "calls/transcription.rs",
    ];
    for of in CRATES {
        for source in sources(of).iter().filter(|source| !source.is_test()) {
            if bounded_by_itself.iter().any(|name| source.path.ends_with(name)) {
                continue;
            }
            for (line, text) in code(source) {
                let is_unbounded = text.to_lowercase().contains("unbounded");
                assert!(!is_unbounded, "{}:{line} lets memory grow: {text}", source.name());
            }
        }
    }
}

#[test]
fn no_file_lies_about_that_nothing_imports() {
    for of in CRATES {
        let root = project(of).join("src");
        for source in sources(of) {
            let stem = source.path.file_stem().unwrap().to_str().unwrap();
            if source.path.parent() == Some(&root) && matches!(stem, "lib" | "main") {
                continue;
            }
            let (module, above) = if stem == "mod" {
                let folder = source.path.parent().unwrap();
                (folder.file_name().unwrap().to_str().unwrap(), folder.parent().unwrap())
            } else {
                (stem, source.path.parent().unwrap())
            };
            let parents = [
                above.join("mod.rs"),
                above.with_extension("rs"),
                root.join("lib.rs"),
                root.join("main.rs"),
            ];
            let candidates = parents
                .iter()
                .filter(|parent| above == root || !parent.ends_with("lib.rs") && !parent.ends_with("main.rs"));
            let declared = candidates
                .filter_map(|parent| fs::read_to_string(parent).ok())
                .any(|text| {
                    text.lines().any(|line| {
                        line.trim_end_matches(';')
                            .split_whitespace()
                            .skip_while(|word| *word != "mod")
                            .nth(1)
                            == Some(module)
                    })
                });
            assert!(declared, "{} is imported by nothing", source.name());
        }
    }
}

#[test]
fn a_file_is_a_noun_that_says_what_it_is_for_and_can_be_read_at_once() {
    let mut amiss = Vec::new();
    for of in CRATES {
        for source in sources(of) {
            let name = source.name();
            let stem = source.path.file_stem().unwrap().to_str().unwrap();
            if ["util", "utils", "common", "helper", "helpers", "misc", "types"].contains(&stem) {
                amiss.push(format!("{name}: find the noun"));
            }
            // Written by diesel; `build.rs` lies elsewhere.
            let generated = stem == "schema";
            let first = source.text.lines().next().unwrap_or("");
            if !generated && !source.is_test() && !first.starts_with("//!") && !first.starts_with("#![doc") {
                amiss.push(format!("{name}: its first line does not say why it exists"));
            }
            let lines = source.production.lines().count();
            if !generated && !source.is_test() && lines > LINES_MAX {
                amiss.push(format!("{name}: {lines} lines, at most {LINES_MAX}"));
            }
        }
    }
    assert!(amiss.is_empty(), "{amiss:#?}");
}

#[test]
fn what_is_public_is_used_by_somebody() {
    // The compiler looks at what is private alone.
    const KINDS: [&str; 5] = ["fn", "const", "struct", "enum", "trait"];
    let mut all: Vec<Source> = CRATES.into_iter().flat_map(sources).collect();
    let own = all.len();
    for folder in ["engine/tests", "models/tests", "tests/it", "benches"] {
        walk(&project(folder), &mut all);
    }
    let mut used: BTreeMap<&str, usize> = BTreeMap::new();
    let mut public = Vec::new();
    for (number, source) in all.iter().enumerate() {
        let lines = source.text.lines().map(str::trim_start);
        for line in lines.filter(|line| !line.starts_with("//")) {
            let words = line.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
            let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
            for word in &words {
                *used.entry(*word).or_default() += 1;
            }
            if number < own && (line.starts_with("pub ") || line.starts_with("pub(")) {
                let mut of_kind = words.into_iter().skip_while(|word| !KINDS.contains(word));
                let name = of_kind.find(|word| !KINDS.contains(word) && *word != "unsafe");
                public.extend(name.map(|name| (source, name)));
            }
        }
    }
    // By name, serde alone uses the one of `#[serde(with = "…")]`.
    public.retain(|(_, name)| used[name] < 2 && *name != "serialize");
    let amiss: Vec<String> = public
        .iter()
        .map(|(source, name)| format!("{}: {name}", source.name()))
        .collect();
    assert!(amiss.is_empty(), "nobody uses {amiss:#?}");
}

#[test]
fn no_test_sleeps_or_is_ignored() {
    for of in CRATES {
        for source in sources(of) {
            let tests = &source.text[source.production.len()..];
            for word in ["#[ignore", "thread::sleep", "time::sleep"] {
                assert!(!tests.contains(word), "{} has {word} in its tests", source.name());
            }
        }
    }
}

#[test]
fn one_tls_provider_is_built_in_and_that_of_the_kafka_client() {
    // Not `cargo metadata`: that lists optional dependencies too.
    let tree = std::process::Command::new(env!("CARGO"))
        .args([
            "tree",
            "--workspace",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p}",
            "--offline",
        ])
        .current_dir(project("."))
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let built: BTreeSet<String> = String::from_utf8(tree.stdout)
        .unwrap()
        .lines()
        .filter_map(|line| line.split(' ').next())
        .map(str::to_owned)
        .collect();
    assert!(built.contains("aws-lc-rs"));
    for foreign in ["ring", "native-tls", "pq-sys"] {
        assert!(!built.contains(foreign), "{foreign} is in the tree");
    }
    // librdkafka speaks TLS by OpenSSL only; nobody else uses it.
    let users = std::process::Command::new(env!("CARGO"))
        .args([
            "tree",
            "--workspace",
            "--invert",
            "openssl-sys",
            "--depth",
            "1",
            "--prefix",
            "none",
            "--offline",
        ])
        .current_dir(project("."))
        .output()
        .unwrap();
    let users = String::from_utf8(users.stdout).unwrap();
    let users: Vec<&str> = users
        .lines()
        .filter_map(|line| line.split(' ').next())
        .skip(1)
        .collect();
    assert_eq!(users, ["rdkafka-sys"]);
}
