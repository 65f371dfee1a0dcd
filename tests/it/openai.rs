//! OpenAI's own Python client works with this server as it is.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use actors::engine::audio::{Limits, decode};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use tests::TestApp;

/// The Python into which `script/test` puts the client.
fn python() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap()).join(".cache");
    let python = cache.unwrap_or_else(home).join("audiapro/openai-venv/bin/python");
    assert!(
        python.is_file(),
        "{} is missing: script/test makes it",
        python.display()
    );
    python
}

fn plain(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric() || c.is_whitespace());
    letters
        .collect::<String>()
        .to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

const SAID: &str = "ask not what your country can do for you";

/// Tokens are the text, one after the other, with what the model gave each; heard at once or as a stream.
fn assert_likely(likely: &Value) {
    let spelled = |tokens: &Value| -> (String, Vec<u8>) {
        let tokens = tokens.as_array().unwrap();
        let bytes = tokens.iter().flat_map(|token| token[2].as_array().unwrap());
        (
            tokens.iter().map(|token| token[0].as_str().unwrap()).collect(),
            bytes.map(|byte| byte.as_u64().unwrap() as u8).collect(),
        )
    };
    let (text, all) = (likely["text"].as_str().unwrap(), &likely["tokens"]);
    assert_eq!(spelled(all), (text.to_owned(), text.as_bytes().to_vec()), "{likely}");
    let logs = all.as_array().unwrap().iter().map(|token| token[1].as_f64().unwrap());
    let logs: Vec<f64> = logs.collect();
    assert!(logs.len() >= text.split(' ').count(), "{likely}");
    // None is surer than sure, and no two of real figures are all alike.
    assert!(logs.iter().all(|log| (-20.0..=0.0).contains(log)), "{logs:?}");
    assert!(
        logs.iter().any(|log| *log < -0.01) && logs.iter().any(|log| *log > -0.5),
        "{logs:?}"
    );
    let deltas = likely["deltas"].as_array().unwrap();
    for delta in deltas {
        assert_eq!(spelled(&delta[1]).0, delta[0].as_str().unwrap());
    }
    let streamed: Vec<&Value> = deltas.iter().flat_map(|delta| delta[1].as_array().unwrap()).collect();
    assert_eq!(json!(streamed), *all);
    assert_eq!(likely["done"], *all);
}

#[tokio::test]
async fn the_client_from_pypi_gets_every_form_and_words_as_they_are_heard() {
    let app = TestApp::with_models().await;
    let (tenant, client) = app.tenant("Acme").await;
    let (url, key) = (app.url(), client.key().unwrap().to_owned());
    let recording = tests::project("tests/audio/read/jfk.flac");
    let ran = tokio::task::spawn_blocking(move || {
        let mut command = Command::new(python());
        command
            .arg(tests::project("tests/it/openai/client.py"))
            .args([url, key])
            .arg(recording);
        command.env_remove("OPENAI_API_KEY").output().unwrap()
    });
    let ran = ran.await.unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let told: Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert!(
        told["models"].as_array().unwrap().contains(&json!("tiny.en-q8_0")),
        "{told}"
    );
    for form in ["json", "text", "done"] {
        assert!(plain(told[form].as_str().unwrap()).contains(SAID), "{form}: {told}");
    }
    let deltas: String = told["deltas"]
        .as_array()
        .unwrap()
        .iter()
        .map(|delta| delta.as_str().unwrap())
        .collect();
    assert_eq!(plain(&deltas), plain(told["done"].as_str().unwrap()));
    assert_likely(&told["likely"]);
    let (srt, vtt) = (told["srt"].as_str().unwrap(), told["vtt"].as_str().unwrap());
    assert!(
        srt.starts_with("1\n00:00:0") && srt.contains(" --> ") && srt.contains(','),
        "{srt}"
    );
    assert!(vtt.starts_with("WEBVTT\n\n00:00:0"), "{vtt}");
    assert!(
        !srt.contains("ch1") && !vtt.contains("ch1"),
        "one voice has no name: {srt}"
    );
    let verbose = &told["verbose"];
    assert_eq!(
        (&verbose["language"], verbose["duration"].as_f64()),
        (&json!("english"), Some(11.0))
    );
    let words = verbose["words"].as_array().unwrap();
    assert!(
        words.len() > 15 && words.windows(2).all(|pair| pair[0][2].as_f64() <= pair[1][1].as_f64()),
        "{words:?}"
    );
    let segments = verbose["segments"].as_array().unwrap();
    assert!(
        !segments.is_empty() && segments.iter().all(|one| one[3].as_f64().unwrap() < 0.0),
        "{segments:?}"
    );
    let diarized = told["diarized"].as_array().unwrap();
    assert!(
        !diarized.is_empty()
            && diarized
                .iter()
                .all(|one| one[0] == "transcript.text.segment" && one[1] == "A"),
        "{diarized:?}"
    );
    // Refusals are the exceptions of that client, with what it knows of them.
    let refused = told["refused"].as_array().unwrap();
    assert_eq!(
        refused[..4],
        [
            json!(400),
            json!("invalid_request_error"),
            json!("language"),
            json!("invalid_parameter")
        ]
    );
    assert!(refused[4].as_str().unwrap().contains("klingon"), "{refused:?}");
    assert_eq!(told["model"], json!(["tiny.en-q8_0", "model"]));
    assert_eq!(
        told["absent"],
        json!([["model_not_found", "model"], ["model_not_found", "model"]])
    );
    assert_eq!(
        told["unheard"],
        json!([
            ["unreadable_recording", "file"],
            ["unreadable_recording", "file"],
            ["invalid_parameter", "include[]"]
        ])
    );
    assert_eq!(told["stranger"], "invalid_api_key");
    let broken = told["broken"].as_array().unwrap();
    assert_eq!(
        broken[..2],
        [json!("unreadable_recording"), json!("file")],
        "{broken:?}"
    );
    // No call came of it; what it cost is metered and stands in the audit.
    assert_eq!(client.get("/v1/calls").await.json["data"], json!([]));
    let usage = client.get("/v1/usage").await.json;
    assert_eq!(
        (&usage["used"], usage["audio_seconds"].as_f64()),
        (&json!(0), Some(99.0))
    );
    let audited = "SELECT count(*) FROM audit_details WHERE tenant_id = $1 AND action = 'recording.transcribed'";
    let rows = app
        .database
        .superuser()
        .await
        .query_one(audited, &[&tenant.0])
        .await
        .unwrap();
    assert_eq!(rows.get::<_, i64>(0), 9);
}

#[tokio::test]
async fn what_cannot_be_heard_is_named() {
    let app = TestApp::with_models().await;
    let (_, client) = app.tenant("Acme").await;
    let ask = async |file: Option<Vec<u8>>, fields: &[(&'static str, &'static str)], stream: &'static str| {
        let mut form = Form::new().text("stream", stream);
        for (name, value) in fields {
            form = form.text(*name, *value);
        }
        if let Some(file) = file {
            form = form.part("file", Part::bytes(file).file_name("a.wav"));
        }
        let request = client.request(Method::POST, "/v1/audio/transcriptions").multipart(form);
        client.send(request).await
    };
    let wav = || Some(tests::sound::wav(8000, 1, 8000));
    // Of a codec that is read nowhere here: only whoever begins to hear it finds out.
    let mut of_media_player = tests::sound::wav(8000, 1, 8000);
    of_media_player[20..22].copy_from_slice(&0x0161_u16.to_le_bytes());
    for (file, fields, status, code) in [
        (None, [("model", "whisper-1")].as_slice(), 400, "invalid_parameter"),
        (Some(Vec::new()), &[("model", "whisper-1")], 400, "unreadable_recording"),
        (
            Some(b"no sound".to_vec()),
            &[("model", "whisper-1")],
            400,
            "unreadable_recording",
        ),
        (
            Some(of_media_player),
            &[("model", "whisper-1")],
            400,
            "unreadable_recording",
        ),
        (wav(), &[("model", "whisper-9")], 404, "not_found"),
        (wav(), &[("include[]", "everything")], 400, "invalid_parameter"),
        (
            wav(),
            &[("include[]", "logprobs"), ("response_format", "srt")],
            400,
            "invalid_parameter",
        ),
        (wav(), &[("response_format", "xml")], 400, "invalid_parameter"),
        (
            wav(),
            &[("timestamp_granularities[]", "word")],
            400,
            "invalid_parameter",
        ),
        (
            wav(),
            &[("model", "tiny.en-q8_0"), ("language", "es")],
            400,
            "invalid_parameter",
        ),
    ] {
        // Whether it is to be streamed or not: an answer that has begun is no refusal any more.
        for stream in ["false", "true"] {
            let refused = ask(file.clone(), fields, stream).await;
            assert_eq!(
                (refused.status, &refused.json["code"]),
                (status, &json!(code)),
                "{fields:?}: {}",
                refused.json
            );
            // The same in OpenAI's form.
            let error = &refused.json["error"];
            assert_eq!(
                (&error["type"], &error["message"]),
                (&json!("invalid_request_error"), &refused.json["detail"]),
                "{error}"
            );
            let parameters = [
                "file",
                "model",
                "response_format",
                "language",
                "include[]",
                "timestamp_granularities[]",
            ];
            assert!(parameters.contains(&error["param"].as_str().unwrap()), "{error}");
        }
    }
    // A tone is no speech: no words, and no error.
    let silent = ask(wav(), &[("model", "whisper-1")], "false").await;
    assert_eq!((silent.status, &silent.json["text"]), (200, &json!("")));
    let silent = ask(wav(), &[("model", "whisper-1")], "true").await;
    let said = String::from_utf8(silent.bytes).unwrap();
    assert_eq!(silent.status, 200);
    assert!(
        said.starts_with("event: transcript.text.done\n") && !said.contains("delta"),
        "{said}"
    );
    let nothing = client.post("/v1/audio/transcriptions", &json!({})).await;
    assert_eq!(
        (nothing.status, &nothing.json["code"]),
        (415, &json!("unsupported_media_type"))
    );
}

#[tokio::test]
async fn audio_without_a_header_is_heard_by_its_name_and_fields_that_say_nothing_here_are_passed_over() {
    let app = TestApp::with_models().await;
    let (_, client) = app.tenant("Acme").await;
    // Two seconds of silence, as a line of mu-law has it.
    let silence = || Part::bytes(vec![0x7F; 16_000]);
    let ask = async |file: Part| {
        let form = Form::new()
            .text("model", "whisper-1")
            .text("known_speaker_references[]", "x".repeat(40_000))
            .part("file", file);
        let request = client.request(Method::POST, "/v1/audio/transcriptions").multipart(form);
        client.send(request).await
    };
    let by_name = silence().file_name("call.ulaw");
    let by_type = silence().file_name("call").mime_str("audio/PCMU;rate=8000").unwrap();
    for file in [by_name, by_type] {
        let heard = ask(file).await;
        assert_eq!((heard.status, &heard.json["text"]), (200, &json!("")), "{}", heard.json);
        assert_eq!(heard.json["usage"]["seconds"], 2);
    }
    let unsaid = ask(silence().file_name("call.bin")).await;
    assert_eq!(unsaid.json["code"], "unreadable_recording", "{}", unsaid.json);
}

/// Eleven minutes of somebody who speaks without a pause.
fn long() -> Vec<u8> {
    let bytes = std::fs::read(tests::project("tests/audio/read/jfk.flac")).unwrap();
    let sound = decode(&bytes, None, &Limits::default()).unwrap();
    let said = sound.channels[0].to_vec();
    let said: Vec<u8> = said
        .iter()
        .flat_map(|sample| ((sample * 32_767.0) as i16).to_le_bytes())
        .collect();
    // As samples without a header.
    said.repeat(60)
}

#[tokio::test]
async fn whoever_goes_away_before_the_answer_leaves_no_work_behind() {
    let app = TestApp::configured(|config| config.bounds.transcriptions_max = 1).await;
    let (tenant, client) = app.tenant("Acme").await;
    let long = long();
    let ask = |stream: &'static str, file: Vec<u8>, name: &'static str| {
        let form = Form::new().text("model", "whisper-1").text("stream", stream);
        let form = form.part("file", Part::bytes(file).file_name(name));
        client.request(Method::POST, "/v1/audio/transcriptions").multipart(form)
    };
    for stream in ["false", "true"] {
        let asked = ask(stream, long.clone(), "call.sln16").timeout(Duration::from_secs(1));
        let heard = match asked.send().await {
            Ok(begun) => begun.bytes().await.map(|_| ()),
            Err(gone) => Err(gone),
        };
        assert!(
            heard.is_err_and(|error| error.is_timeout()),
            "{stream}: it takes longer than that"
        );
        tests::eventually("its place is free again", async || {
            let silence = ask("false", vec![0x7F; 1_600], "call.ulaw");
            client.send(silence).await.status == 200
        })
        .await;
    }
    // What nobody waited for was not done to its end.
    let audited = "SELECT count(*) FROM audit_details WHERE tenant_id = $1 AND action = 'recording.transcribed'";
    let rows = app.database.superuser().await;
    let done: i64 = rows.query_one(audited, &[&tenant.0]).await.unwrap().get(0);
    assert_eq!(done, 2);
}
