//! The command line as a user has it: the built binary, its output, its exit status.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tests::{binary, project, sound};

fn audiapro(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(binary())
        .args(arguments)
        .env_remove("DATABASE_URL")
        .env_remove("KAFKA_BROKERS")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    out(output)
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect()
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn analyze_gives_one_object_a_file_in_order_with_the_unreadable_ones_in_place() {
    let folder = tempfile::tempdir().unwrap();
    let (short, text, missing) = (
        folder.path().join("a.wav"),
        folder.path().join("b.wav"),
        folder.path().join("none.wav"),
    );
    std::fs::write(&short, sound::wav(8000, 2, 8000)).unwrap();
    std::fs::write(&text, "not a recording").unwrap();
    let speech = project("demo/calls/lca-agent0.flac");
    let output = audiapro(
        &[
            "analyze",
            "--json",
            path(&speech),
            path(&missing),
            path(&short),
            path(&text),
        ],
        "",
    );
    assert_eq!(output.status.code(), Some(2), "{}", err(&output));
    let lines = lines(&output);
    let files: Vec<&str> = lines.iter().map(|line| line["file"].as_str().unwrap()).collect();
    assert_eq!(files, [path(&speech), path(&missing), path(&short), path(&text)]);
    assert!(
        out(&output).lines().all(|line| line.starts_with("{\"file\":")),
        "the file is the first key"
    );
    assert_eq!(lines[1]["error"]["code"], "unreadable");
    assert_eq!(lines[3]["error"]["code"], "unreadable");
    assert!(lines[1]["error"]["message"].as_str().unwrap().contains("No such file"));
    assert_eq!(
        lines[2]["turns"],
        Value::Array(Vec::new()),
        "a tone is no speech and no error"
    );
    let words: usize = lines[0]["turns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|turn| turn["words"].as_array().unwrap().len())
        .sum();
    assert!(words > 100, "{words} words in two minutes of speech");
    assert_eq!(lines[0]["language"], "en");
}

#[test]
fn analyze_shows_a_person_a_transcript_without_colours_in_a_pipe() {
    let speech = project("demo/calls/lca-agent0.flac");
    let output = audiapro(&["analyze", path(&speech)], "");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let text = out(&output);
    assert!(
        text.contains("Sentiment") && text.contains("Talk") && text.contains("Figures"),
        "{text}"
    );
    assert!(!text.contains('\u{1b}'), "colours in a pipe");
}

#[test]
fn analyze_reads_headerless_audio_as_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.sln");
    std::fs::write(&file, &sound::wav(8000, 1, 16_000)[44..]).unwrap();
    let output = audiapro(
        &["analyze", "--json", "--format", "sln", "--rate", "8000", path(&file)],
        "",
    );
    assert_eq!(
        (output.status.code(), &lines(&output)[0]["duration_ms"]),
        (Some(0), &Value::from(2000))
    );
    let named = audiapro(&["analyze", "--json", path(&file)], "");
    assert_eq!(
        (named.status.code(), &lines(&named)[0]["duration_ms"]),
        (Some(0), &Value::from(2000)),
        "the name says what it is, where the bytes do not"
    );
    // Where they do, the name does not count.
    let disguised = folder.path().join("b.ulaw");
    std::fs::write(&disguised, sound::wav(8000, 1, 8000)).unwrap();
    let by_bytes = audiapro(&["analyze", "--json", path(&disguised)], "");
    assert_eq!(lines(&by_bytes)[0]["duration_ms"], 1000);
    let half = audiapro(&["analyze", "--json", "--format", "sln", path(&file)], "");
    assert_eq!(half.status.code(), Some(2), "--format without --rate is wrong usage");
}

#[test]
fn sentiment_answers_each_line_and_an_empty_one_with_null() {
    let output = audiapro(
        &["sentiment"],
        "This is wonderful, thank you so much!\n\nI have been waiting for three weeks and nobody helps me.\n",
    );
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let lines = lines(&output);
    assert_eq!(lines.len(), 3);
    assert_eq!(
        (&lines[0]["label"], &lines[1]["label"], &lines[2]["label"]),
        (&"positive".into(), &Value::Null, &"negative".into())
    );
    assert!(lines[0]["score"].as_f64().unwrap() > 1.0 && lines[2]["score"].as_f64().unwrap() < -1.0);
    assert_eq!(lines[1]["score"].as_f64(), Some(0.0));
    let sum: f64 = lines[0]["probabilities"]
        .as_object()
        .unwrap()
        .values()
        .map(|p| p.as_f64().unwrap())
        .sum();
    assert!((sum - 1.0).abs() < 1e-6, "{sum}");
}

#[test]
fn a_payload_of_a_telephone_system_is_read_without_a_server() {
    let folder = project("tests/pbx");
    let expected: Value =
        serde_json::from_slice(&std::fs::read(folder.join("asterisk-cdr-csv-3.expected.json")).unwrap()).unwrap();
    let context = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(context.path(), expected["context"].to_string()).unwrap();
    let payload = folder.join("asterisk-cdr-csv-3.csv");
    let arguments = [
        "parse",
        "--source",
        "asterisk-cdr-csv",
        "--context",
        path(context.path()),
        path(&payload),
    ];
    let found = &lines(&audiapro(&arguments, ""))[0];
    let beside = folder.join("asterisk-cdr-csv-3.expected.json");
    let mut whole = arguments;
    whole[4] = path(&beside);
    assert_eq!(found, &lines(&audiapro(&whole, ""))[0]);
    assert_eq!(found["records"].as_array().unwrap().len(), 6);
    assert_eq!(found["calls"][1]["disposition"], "abandoned");
    for key in ["recordings", "quality", "quarantined", "ignored", "warnings"] {
        assert!(found[key].is_array(), "{key}");
    }
    // Lines without a year are of the last one that fits, where nobody says when they came.
    let lines_only = folder.join("mitel-smdr-1.txt");
    let found = &lines(&audiapro(&["parse", "--source", "mitel-smdr", path(&lines_only)], ""))[0];
    assert_eq!(found["records"].as_array().unwrap().len(), 5, "{found}");
    let wrong = audiapro(
        &[
            "parse",
            "--source",
            "asterisk-cdr-csv",
            "--context",
            path(&payload),
            path(&payload),
        ],
        "",
    );
    assert_eq!(wrong.status.code(), Some(1));
    assert!(err(&wrong).contains("holds no settings"), "{}", err(&wrong));
}

#[test]
fn speech_models_are_measured_here_and_listed_with_their_figures() {
    let models = std::env::var("AUDIAPRO__MODELS__DIR").expect("script/test says where the models are");
    let (folder, speech) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::create_dir(folder.path().join("whisper")).unwrap();
    for name in ["whisper/ggml-tiny.en-q8_0.bin", "whisper/ggml-tiny.en-q8_0.bin.json"] {
        std::os::unix::fs::symlink(Path::new(&models).join(name), folder.path().join(name)).unwrap();
    }
    let measure = |speech: &Path| {
        let (models, speech) = (path(folder.path()), path(speech));
        audiapro(
            &["models", "--dir", models, "measure", "--json", "--speech", speech],
            "",
        )
    };
    let without = measure(speech.path());
    assert_eq!(without.status.code(), Some(1));
    assert!(err(&without).contains("texts.tsv"), "{}", err(&without));

    let utterance = "61-70968-0001.flac";
    std::fs::copy(
        project("tests/audio/read").join(utterance),
        speech.path().join(utterance),
    )
    .unwrap();
    let said = format!("{utterance}\tGIVE NOT SO EARNEST A MIND TO THESE MUMMERIES CHILD\n");
    std::fs::write(speech.path().join("texts.tsv"), said).unwrap();
    let measured = measure(speech.path());
    assert_eq!(measured.status.code(), Some(0), "{}", err(&measured));
    let figures = &lines(&measured)[0];
    assert_eq!(
        (figures["name"].as_str(), figures["words"].as_u64()),
        (Some("tiny.en-q8_0"), Some(10))
    );
    assert!(figures["speech_s_per_cpu_s"].as_f64().unwrap() > 0.0);
    assert!(figures["word_error_rate"].as_f64().unwrap() < 40.0, "{figures}");

    let listed = audiapro(&["models", "--dir", path(folder.path()), "list", "--json"], "");
    let listed = lines(&listed);
    let of = |name: &str| listed.iter().find(|line| line["name"] == name).unwrap()["measured"].clone();
    assert_eq!(of("tiny.en-q8_0")["word_error_rate"], figures["word_error_rate"]);
    assert_eq!(of("base-q8_0"), Value::Null);
}

#[test]
fn speech_in_another_language_is_measured_in_that_language() {
    let models = std::env::var("AUDIAPRO__MODELS__DIR").expect("script/test says where the models are");
    let (folder, speech) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::create_dir(folder.path().join("whisper")).unwrap();
    for model in ["ggml-tiny.en-q8_0.bin", "ggml-base-q8_0.bin"] {
        for name in [format!("whisper/{model}"), format!("whisper/{model}.json")] {
            std::os::unix::fs::symlink(Path::new(&models).join(&name), folder.path().join(&name)).unwrap();
        }
    }
    std::fs::copy(
        project("tests/audio/lang/es-dir-instr.flac"),
        speech.path().join("es.flac"),
    )
    .unwrap();
    let said = std::fs::read_to_string(project("tests/audio/lang/es-dir-instr.txt")).unwrap();
    let texts = |column: &str| {
        let line = format!("es.flac\t{}{column}\n", said.trim());
        std::fs::write(speech.path().join("texts.tsv"), line).unwrap();
    };
    let measure = |more: &[&str]| {
        let (models, speech) = (path(folder.path()), path(speech.path()));
        let all = ["models", "--dir", models, "measure", "--json", "--speech", speech];
        audiapro(&[&all[..], more].concat(), "")
    };
    texts("\tes");
    let by_column = measure(&[]);
    texts("");
    let by_option = measure(&["--language", "es"]);
    for measured in [by_column, by_option] {
        assert_eq!(measured.status.code(), Some(0), "{}", err(&measured));
        let figures = lines(&measured);
        assert_eq!((figures.len(), &figures[0]["name"]), (1, &Value::from("base-q8_0")));
        assert!(figures[0]["word_error_rate"].as_f64().unwrap() < 50.0, "{figures:?}");
        assert!(figures[0]["speech"].as_str().unwrap().ends_with("(es)"), "{figures:?}");
    }
    let unable = measure(&["tiny.en-q8_0", "--language", "es"]);
    assert_eq!(unable.status.code(), Some(1));
    assert!(err(&unable).contains("does not know \"es\""), "{}", err(&unable));
    let unknown = measure(&["--language", "klingon"]);
    assert_eq!(unknown.status.code(), Some(2), "{}", err(&unknown));
}

#[test]
fn characteristics_come_from_word_times_alone() {
    let turns = r#"{"turns":[
        {"speaker":"agent","start_ms":0,"end_ms":2000,"text":"Hello there","words":[{"text":"Hello","start_ms":0,"end_ms":900},{"text":"there","start_ms":1000,"end_ms":2000}]},
        {"speaker":"customer","start_ms":8000,"end_ms":9000,"text":"Hi","words":[{"text":"Hi","start_ms":8000,"end_ms":9000}]}]}"#;
    let output = audiapro(&["characteristics", "-"], turns);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let figures = &lines(&output)[0];
    assert_eq!(figures["non_talk"]["total_ms"], 6000);
    assert_eq!(figures["talk_ms"]["by_speaker"]["customer"], 1000);
    let marked = audiapro(&["characteristics", "-"], &format!("\u{feff}{turns}"));
    assert_eq!(out(&marked), out(&output));
    let wrong = audiapro(&["characteristics", "-"], "{}");
    assert_eq!(wrong.status.code(), Some(1));
    assert!(err(&wrong).contains("turns"), "{}", err(&wrong));
}

#[test]
fn an_error_says_what_where_and_what_to_do() {
    let unknown = audiapro(&["analyze", "--model", "no-such-model", "x.wav"], "");
    assert_eq!(unknown.status.code(), Some(1));
    let text = err(&unknown);
    assert!(
        text.contains("no-such-model") && text.contains("audiapro models fetch"),
        "{text}"
    );
    let mut command = Command::new(binary());
    let output = command
        .args(["check-config"])
        .env("AUDIAPRO__SERVER__LISEN", "x")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("AUDIAPRO__SERVER__LISEN") && err(&output).contains("server.listen"),
        "{}",
        err(&output)
    );
    let kafka = Command::new(binary())
        .arg("check-config")
        .env("KAFKA_BROKERS", "k:9092")
        .env("AUDIAPRO__KAFKA__SECURITY", "sasl_tls")
        .output()
        .unwrap();
    assert!(err(&kafka).contains("kafka.sasl_mechanism"), "{}", err(&kafka));
}

#[test]
fn the_effective_configuration_hides_secrets() {
    let output = Command::new(binary())
        .args(["check-config", "--json"])
        .env("DATABASE_URL", "postgres://u:hunter2@h/d")
        .env("AUDIAPRO_MASTER_KEY", "hunter3")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(!out(&output).contains("hunter"), "{}", out(&output));
    let one = audiapro(&["check-config", "--get", "server.listen"], "");
    assert_eq!(out(&one), "127.0.0.1:8080\n");
    let defaults = audiapro(&["check-config", "--defaults"], "");
    assert_eq!(out(&defaults), web::config::DEFAULTS);
}

#[test]
fn documents_points_and_completions_are_printed() {
    assert_eq!(
        out(&audiapro(&["openapi"], "")),
        std::fs::read_to_string(project("openapi.json")).unwrap()
    );
    assert!(out(&audiapro(&["fail-points"], "")).contains("ledger.before_commit"));
    for shell in ["bash", "zsh", "fish"] {
        assert!(
            out(&audiapro(&["completion", shell], "")).contains("audiapro"),
            "{shell}"
        );
    }
    assert!(out(&audiapro(&["--help"], "")).contains("Examples"));
}

#[test]
fn the_doctor_gives_a_remedy_with_everything_that_is_not_well() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(binary())
        .args(["doctor", "--json", "--data", path(folder.path())])
        .env("AUDIAPRO__MODELS__DIR", "/nonexistent/models")
        .env("AUDIAPRO__SERVER__USER", "")
        .env("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
        .env_remove("ORT_DYLIB_PATH")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    let findings = lines(&output);
    let of = |check: &str| {
        findings
            .iter()
            .find(|finding| finding["check"] == check)
            .unwrap_or_else(|| panic!("no {check}"))
    };
    assert_eq!(of("processor")["verdict"], "ok");
    assert_eq!(of("database")["verdict"], "fail");
    assert_eq!(of("speech model")["verdict"], "warn");
    for finding in &findings {
        assert!(finding["verdict"] == "ok" || finding["remedy"].is_string(), "{finding}");
    }
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let shell = format!("{} check-config --defaults | head -n 1", binary().display());
    let output = Command::new("bash")
        .args(["-o", "pipefail", "-c", &shell])
        .output()
        .unwrap();
    assert!(!err(&output).contains("error"), "{}", err(&output));
}
