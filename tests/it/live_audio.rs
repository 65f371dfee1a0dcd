//! Live audio: whoever sends the sound of a call, in its own words, has it as a recording of its leg, before or after the record, whole or
//! broken off, and analysed once.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine::analysis::QualityFlag;
use engine::audio::{Limits, decode};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tests::pbx::{sample, stored};
use tests::{Answer, Client, TestApp, eventually};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::source_sockets::{CLOSE, Socket, TEXT, Told};

const BINARY: u8 = 2;
const UUID: &str = "6f1d2c3b-4a59-4687-9788-96a5b4c3d2e1";

async fn source(client: &Client, body: Value) -> Value {
    let made = client.post("/v1/sources", &body).await;
    assert_eq!(made.status, 201, "{}", made.json);
    made.json
}

async fn send(client: &Client, path: &str, bytes: Vec<u8>) -> Answer {
    let request = client
        .request(Method::POST, path)
        .header("content-type", "application/octet-stream");
    client.send(request.body(bytes)).await
}

/// An application that listens to sources, and how it is started otherwise.
async fn listening(change: impl FnOnce(&mut web::config::Config)) -> TestApp {
    let port = tests::free_port();
    TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.sources.tcp_address = "127.0.0.1".into();
        config.sources.tcp_ports = format!("{port}-{port}");
        change(config);
    })
    .await
}

/// A source that AudioSocket is spoken to, and its port.
async fn audiosocket(client: &Client, settings: Value) -> u16 {
    let listener = json!({ "allow": ["127.0.0.1"] });
    let body = json!({ "name": "sound", "format": "audiosocket", "settings": settings, "listener": listener });
    let made = source(client, body).await;
    u16::try_from(made["listener"]["port"].as_u64().unwrap()).unwrap()
}

async fn connect(port: u16) -> TcpStream {
    let mut stream = None;
    eventually("the port is open", async || {
        stream = TcpStream::connect(("127.0.0.1", port)).await.ok();
        stream.is_some()
    })
    .await;
    stream.unwrap()
}

/// A frame of AudioSocket.
fn frame(kind: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![kind];
    bytes.extend_from_slice(&u16::try_from(payload.len()).unwrap().to_be_bytes());
    bytes.extend_from_slice(payload);
    bytes
}

fn id_frame() -> Vec<u8> {
    frame(0x01, &hex::decode(UUID.replace('-', "")).unwrap())
}

/// Linear samples that are no silence, and no two stretches alike.
fn tone(samples: usize) -> Vec<u8> {
    let sample = |n: usize| ((n as f64 * (0.2 + n as f64 / 400_000.0)).sin() * 9000.0) as i16;
    (0..samples).flat_map(|n| sample(n).to_le_bytes()).collect()
}

/// The bytes of samples in a WAV, and whether its head says that more should be there.
fn samples(wav: &[u8]) -> (Vec<u8>, bool) {
    let at = wav.windows(4).position(|name| name == b"data").expect("samples") + 4;
    let stated = u32::from_le_bytes(wav[at..at + 4].try_into().unwrap()) as usize;
    let body = &wav[at + 4..];
    (body[..stated.min(body.len())].to_vec(), stated > body.len())
}

/// One side of two.
fn side(samples: &[u8], which: usize, width: usize) -> Vec<u8> {
    let moments = samples.chunks_exact(2 * width);
    moments
        .flat_map(|moment| moment[which * width..(which + 1) * width].to_vec())
        .collect()
}

fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// The recording of the only call of a source, once it is there.
async fn recording(client: &Client, name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    eventually("the recording is there", async || {
        let calls = stored(client, name).await;
        assert!(calls.len() <= 1, "{calls:?}");
        let Some(call) = calls.first() else { return false };
        let read = client
            .get(&format!("/v1/calls/{}/recording", call["id"].as_str().unwrap()))
            .await;
        bytes = read.bytes;
        read.status == 200
    })
    .await;
    bytes
}

#[tokio::test]
async fn a_capture_that_is_sent_is_the_recording_of_a_call_and_twice_it_is_the_same() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    for name in [
        "audiosocket-1",
        "rtp-slin16-1",
        "twilio-media-stream-1",
        "mod-audio-fork-1",
    ] {
        let sample = sample(name);
        source(
            &client,
            json!({ "name": name, "format": sample.form, "settings": sample.settings }),
        )
        .await;
        let path = format!("/v1/intake/{name}");
        let sent = send(&client, &path, sample.payload.clone()).await;
        assert_eq!(sent.status, 202, "{name}: {}", sent.json);
        let told = &sent.json["recording"];
        assert_eq!(
            (&told["fate"], &told["truncated"]),
            (&json!("new"), &json!(false)),
            "{name}: {told}"
        );
        assert_eq!(sent.json["legs"], json!([told["leg_id"]]), "{name}: {}", sent.json);
        let again = send(&client, &path, sample.payload.clone()).await;
        assert_eq!(
            (again.status, &again.json["recording"]["fate"]),
            (202, &json!("duplicate")),
            "{}",
            again.json
        );
        let wav = recording(&client, name).await;
        let (heard, audio) = (samples(&wav).0, &sample.expected["audio"]);
        // The agent first, as the analysis has it here: Twilio's outbound track, the right side of FreeSWITCH.
        match name {
            "twilio-media-stream-1" => {
                let (agent, customer) = (side(&heard, 0, 1), side(&heard, 1, 1));
                assert_eq!(hash(&agent), audio["tracks"]["outbound"]["sha256"].as_str().unwrap());
                assert_eq!(hash(&customer), audio["tracks"]["inbound"]["sha256"].as_str().unwrap());
            }
            "mod-audio-fork-1" => {
                let (agent, customer) = (side(&heard, 0, 2), side(&heard, 1, 2));
                assert_eq!(hash(&agent), audio["sha256_right"].as_str().unwrap());
                assert_eq!(hash(&customer), audio["sha256_left"].as_str().unwrap());
            }
            _ => assert_eq!(hash(&heard), audio["sha256_of_pcm"].as_str().unwrap(), "{name}"),
        }
        let sound = decode(&wav, None, &Limits::default()).unwrap();
        assert!(!sound.flags.contains(&QualityFlag::Truncated), "{name}");
    }
    let twilio = &stored(&client, "twilio-media-stream-1").await[0];
    assert_eq!(
        (&twilio["agents"], &twilio["disposition"]),
        (&json!(["dana"]), &json!("answered")),
        "{twilio}"
    );
    assert_eq!(twilio["legs"][0]["external_id"], "CA000000000000000000000000000000b1");
    let keys = twilio["legs"][0]["custom"].to_string();
    assert!(!keys.contains("dtmf"), "keys that were pressed are not kept: {keys}");
}

#[tokio::test]
async fn what_is_no_stream_is_refused_and_what_breaks_off_leaves_nothing_that_is_sent_again() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    source(&client, json!({ "name": "sound", "format": "audiosocket" })).await;
    let refused = send(&client, "/v1/intake/sound", b"hello, world".to_vec()).await;
    assert_eq!(refused.refusal(), (422, "undecodable"));
    let silent = send(&client, "/v1/intake/sound", [id_frame(), frame(0, b"")].concat()).await;
    assert_eq!(
        (silent.status, &silent.json["ignored"]),
        (202, &json!(1)),
        "{}",
        silent.json
    );
    assert_eq!(silent.json.get("recording"), None);
    let wrong = send(&client, "/v1/intake/sound?mix=quadro", id_frame()).await;
    assert_eq!(wrong.refusal(), (400, "invalid_parameter"));
    // A file without its hang-up is kept, and says that its end is missing.
    let cut = [
        id_frame(),
        frame(0x10, &tone(800)),
        frame(0x10, &tone(800))[..100].to_vec(),
    ]
    .concat();
    let sent = send(&client, "/v1/intake/sound", cut).await;
    assert_eq!(
        (sent.status, &sent.json["recording"]["truncated"]),
        (202, &json!(true)),
        "{}",
        sent.json
    );
    let wav = recording(&client, "sound").await;
    assert_eq!(samples(&wav), (tone(800), true));
    let live = app.folder.path().join("recordings/live");
    assert_eq!(std::fs::read_dir(live).unwrap().count(), 0);
}

#[tokio::test]
async fn asterisk_speaks_audiosocket_and_its_record_comes_before_or_after() {
    let app = listening(|_| ()).await;
    for is_first in [true, false] {
        let (_, client) = app.tenant(if is_first { "Before" } else { "After" }).await;
        source(&client, json!({ "name": "pbx", "format": "asterisk-cdr-csv" })).await;
        let port = audiosocket(&client, json!({ "records_from": "pbx" })).await;
        let row = format!(
            "\"\",\"12025550143\",\"201\",\"from-trunk\",\"\",\"PJSIP/trunk-0000002a\",\"PJSIP/201-0000002b\",\"Dial\",\"PJSIP/201,60\",\
             \"2026-03-02 09:00:00\",\"2026-03-02 09:00:05\",\"2026-03-02 09:01:00\",60,55,\"ANSWERED\",\"DOCUMENTATION\",\"1772442000.17\",\
             \"{UUID}\",\"\",\"1772442000.17\",1\n"
        );
        if is_first {
            assert_eq!(
                send(&client, "/v1/intake/pbx", row.clone().into_bytes()).await.status,
                202
            );
        }
        let sound = tone(8000);
        let mut stream = connect(port).await;
        let mut said = id_frame();
        said.extend(sound.chunks(320).flat_map(|piece| frame(0x10, piece)));
        said.extend([frame(0x03, b"5"), frame(0x00, b"")].concat());
        for piece in said.chunks(1001) {
            stream.write_all(piece).await.unwrap();
        }
        // It hangs up as well.
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).await.ok();
        assert_eq!(rest, b"", "nothing is said back");
        if !is_first {
            let orphans = async || client.get("/v1/recordings/orphans").await.json["data"].clone();
            eventually("the recording waits", async || {
                orphans().await.as_array().unwrap().len() == 1
            })
            .await;
            assert_eq!(orphans().await[0]["name"], UUID);
            // Nobody looks for its leg again: its record does.
            let rows = app.database.superuser().await;
            let end = "UPDATE loose_recordings SET next_try_at = NULL";
            assert_eq!(rows.execute(end, &[]).await.unwrap(), 1);
            assert_eq!(send(&client, "/v1/intake/pbx", row.into_bytes()).await.status, 202);
        }
        let wav = recording(&client, "pbx").await;
        assert_eq!(samples(&wav), (sound, false));
        let calls = client.get("/v1/calls").await;
        assert_eq!(
            calls.json["data"].as_array().unwrap().len(),
            1,
            "the record's, and no other: {}",
            calls.json
        );
        let off = json!({ "listener": null });
        let sources = client.get("/v1/sources").await;
        let own = sources.json["data"]
            .as_array()
            .unwrap()
            .iter()
            .find(|source| source["name"] == "sound")
            .unwrap();
        let path = format!("/v1/sources/{}", own["id"].as_str().unwrap());
        assert_eq!(
            client
                .send(client.request(Method::PATCH, &path).json(&off))
                .await
                .status,
            200
        );
        eventually("the port is closed", async || {
            TcpStream::connect(("127.0.0.1", port)).await.is_err()
        })
        .await;
    }
}

#[tokio::test]
async fn a_connection_that_breaks_off_or_goes_on_too_long_is_kept_and_says_so() {
    let app = listening(|config| config.sources.live_max_s = 2).await;
    let (_, client) = app.tenant("Acme").await;
    let port = audiosocket(&client, json!({})).await;
    // Scanners are hung up on, and nothing comes of them.
    let mut scanner = connect(port).await;
    scanner.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    scanner.read_to_end(&mut Vec::new()).await.ok();
    let mut stream = connect(port).await;
    let sound = tone(4000);
    stream
        .write_all(&[id_frame(), frame(0x10, &sound)].concat())
        .await
        .unwrap();
    drop(stream);
    let wav = recording(&client, "sound").await;
    assert_eq!(samples(&wav), (sound, true));
    assert!(
        decode(&wav, None, &Limits::default())
            .unwrap()
            .flags
            .contains(&QualityFlag::Truncated)
    );
    // The same call once more, and longer than may be: another leg of the same call.
    let mut stream = connect(port).await;
    let piece = frame(0x10, &tone(8000));
    let all = [id_frame(), piece.repeat(4)].concat();
    stream.write_all(&all).await.ok();
    stream.read_to_end(&mut Vec::new()).await.ok();
    eventually("there is a second leg", async || {
        let calls = stored(&client, "sound").await;
        calls.len() == 1 && calls[0]["legs"].as_array().unwrap().len() == 2
    })
    .await;
    let call = stored(&client, "sound").await.remove(0);
    let leg = call["legs"]
        .as_array()
        .unwrap()
        .iter()
        .find(|leg| leg["external_id"] != UUID)
        .unwrap();
    let path = format!(
        "/v1/calls/{}/recording?leg={}",
        call["id"].as_str().unwrap(),
        leg["id"].as_str().unwrap()
    );
    let (heard, is_cut) = samples(&client.get(&path).await.bytes);
    assert_eq!((heard, is_cut), (tone(8000).repeat(2), true), "two seconds and no more");
    eventually("both are counted, and none is open", async || {
        let metrics = app.anonymous().get("/metrics").await.text();
        let lines = [
            "audiapro_live_streams_ended_total{how=\"cut\"} 2\n",
            "audiapro_live_streams_ended_total{how=\"silent\"} 1\n",
            "audiapro_live_streams 0\n",
        ];
        lines.iter().all(|line| metrics.contains(line))
    })
    .await;
}

#[tokio::test]
async fn what_was_heard_when_the_server_ended_is_a_recording_after_its_next_start() {
    let mut app = listening(|_| ()).await;
    let (_, client) = app.tenant("Acme").await;
    let port = audiosocket(&client, json!({})).await;
    let mut stream = connect(port).await;
    let piece = tone(30_000);
    stream
        .write_all(&[id_frame(), frame(0x16, &piece).repeat(10)].concat())
        .await
        .unwrap();
    let live = app.folder.path().join("recordings/live");
    eventually("much of it is on the disk", async || {
        let files = std::fs::read_dir(&live)
            .unwrap()
            .map(|file| file.unwrap().metadata().unwrap().len());
        files.sum::<u64>() > 200_000
    })
    .await;
    app.stop().await;
    app.begin().await;
    drop(stream);
    let client = Client::new(app.url(), client.key().map(str::to_owned));
    let (heard, is_cut) = samples(&recording(&client, "sound").await);
    assert!(is_cut && heard.len() > 200_000, "{}", heard.len());
    assert_eq!(heard, piece.repeat(10)[..heard.len()]);
    eventually("nothing is left over", async || {
        std::fs::read_dir(&live).unwrap().count() == 0
    })
    .await;
}

/// What Twilio signs an address with.
fn signature(address: &str, token: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
    STANDARD.encode(hmac::sign(&key, address.as_bytes()))
}

#[tokio::test]
async fn twilio_is_let_in_by_its_signature_and_its_tracks_are_two_channels() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let address = "wss://calls.example.test/stream";
    let settings = json!({ "public_url": address });
    let body = json!({ "name": "media", "format": "twilio-media-stream", "settings": settings, "secrets": { "auth_token": "12345" } });
    let made = source(&client, body).await;
    let path = format!("/v1/intake/{}/ws", made["id"].as_str().unwrap());
    let anonymous = app.anonymous();
    let signed = |token: &str| format!("x-twilio-signature: {}\r\n", signature(address, token));
    for wrong in ["", "x-twilio-signature: AAAA\r\n", signed("54321").as_str()] {
        let (head, _) = Socket::upgrade(&anonymous, &path, wrong).await;
        assert!(head.starts_with("http/1.1 401 "), "{head}");
    }
    let (head, mut socket) = Socket::upgrade(&anonymous, &path, &signed("12345")).await;
    assert!(head.starts_with("http/1.1 101 "), "{head}");
    let sample = sample("twilio-media-stream-1");
    for line in std::str::from_utf8(&sample.payload).unwrap().lines() {
        socket.frame(0x80 | TEXT, line.as_bytes()).await;
    }
    assert_eq!(
        socket.next().await,
        Told::Closed(1000),
        "nothing is answered before the end"
    );
    let tracks = &sample.expected["audio"]["tracks"];
    let wav = recording(&client, "media").await;
    let (heard, is_cut) = samples(&wav);
    assert_eq!(hash(&side(&heard, 1, 1)), tracks["inbound"]["sha256"].as_str().unwrap());
    assert_eq!(
        hash(&side(&heard, 0, 1)),
        tracks["outbound"]["sha256"].as_str().unwrap()
    );
    assert!(!is_cut);
    // Another call, whose chunks come in any order and which breaks off: the third of four is lost.
    let (_, mut socket) = Socket::upgrade(&anonymous, &path, &signed("12345")).await;
    let start = json!({ "event": "start", "start": { "callSid": "CA2", "tracks": ["inbound"],
        "mediaFormat": { "encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1 } } });
    socket.frame(0x80 | TEXT, start.to_string().as_bytes()).await;
    for n in [0_u8, 3, 1] {
        let payload = STANDARD.encode([n; 160]);
        let media = json!({ "event": "media", "media": { "track": "inbound", "timestamp": (u32::from(n) * 20).to_string(), "payload": payload } });
        socket.frame(0x80 | TEXT, media.to_string().as_bytes()).await;
    }
    socket.hang_up().await;
    let leg = async || {
        let calls = stored(&client, "media").await;
        calls.into_iter().find(|call| call["legs"][0]["external_id"] == "CA2")
    };
    eventually("it is there", async || leg().await.is_some()).await;
    let path = format!("/v1/calls/{}/recording", leg().await.unwrap()["id"].as_str().unwrap());
    let wanted = [[0; 160], [1; 160], [0xff; 160], [3; 160]].concat();
    assert_eq!(samples(&client.get(&path).await.bytes), (wanted, true));
}

#[tokio::test]
async fn freeswitch_forks_both_sides_in_its_own_subprotocol() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let secrets = json!({ "basic": { "user": "fs", "password": "p" } });
    let made = source(
        &client,
        json!({ "name": "fs", "format": "mod-audio-fork", "secrets": secrets }),
    )
    .await;
    let path = format!("/v1/intake/{}/ws?rate=16000&mix=stereo", made["id"].as_str().unwrap());
    let headers = format!(
        "authorization: Basic {}\r\nsec-websocket-protocol: audio.drachtio.org\r\n",
        STANDARD.encode("fs:p")
    );
    let (head, mut socket) = Socket::upgrade(&app.anonymous(), &path, &headers).await;
    assert!(head.contains("sec-websocket-protocol: audio.drachtio.org"), "{head}");
    let about = json!({ "uuid": UUID, "direction": "outbound", "agent": "1001", "to": "+12025550143" });
    socket.frame(0x80 | TEXT, about.to_string().as_bytes()).await;
    let sound = tone(16_000);
    // Messages do not end where moments do.
    for piece in sound.chunks(1278) {
        socket.frame(0x80 | BINARY, piece).await;
    }
    socket.frame(0x80 | CLOSE, &1000_u16.to_be_bytes()).await;
    assert_eq!(socket.next().await, Told::Closed(1000));
    // The call went out: whoever called, on the left, is the agent, who stands first.
    let wav = recording(&client, "fs").await;
    assert_eq!(samples(&wav), (sound, false));
    let call = stored(&client, "fs").await.remove(0);
    assert_eq!(
        (&call["direction"], &call["to"]),
        (&json!("outbound"), &json!("+12025550143")),
        "{call}"
    );
    assert_eq!(
        (&call["agents"], &call["legs"][0]["external_id"]),
        (&json!(["1001"]), &json!(UUID))
    );
    // Whoever speaks otherwise is told so.
    let (_, mut socket) = Socket::upgrade(&client, "/v1/intake/fs/ws", "").await;
    socket.frame(0x80 | CLOSE, &1000_u16.to_be_bytes()).await;
    assert_eq!(socket.next().await, Told::Closed(1000));
    assert_eq!(stored(&client, "fs").await.len(), 1, "nothing was heard");
}

/// The record's direction says who the caller is, so the caller is left on the side where this system has him.
#[tokio::test]
async fn of_a_call_of_which_freeswitch_tells_the_caller_stays_on_the_left() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    source(&client, json!({ "name": "cdr", "format": "freeswitch-json-cdr" })).await;
    let record = json!({ "source_instance": "cdr", "source": "freeswitch-json-cdr", "external_id": UUID, "direction": "inbound", "talk_s": 1,
        "disposition": "answered", "started_at": "2026-11-24T10:00:00Z" });
    assert_eq!(client.post("/v1/calls", &record).await.status, 202);
    let secrets = json!({ "basic": { "user": "fs", "password": "p" } });
    let settings = json!({ "records_from": "cdr" });
    let body = json!({ "name": "fs", "format": "mod-audio-fork", "settings": settings, "secrets": secrets });
    let made = source(&client, body).await;
    let path = format!("/v1/intake/{}/ws?rate=16000&mix=stereo", made["id"].as_str().unwrap());
    let headers = format!(
        "authorization: Basic {}\r\nsec-websocket-protocol: audio.drachtio.org\r\n",
        STANDARD.encode("fs:p")
    );
    let (_, mut socket) = Socket::upgrade(&app.anonymous(), &path, &headers).await;
    let about = json!({ "uuid": UUID, "direction": "inbound" });
    socket.frame(0x80 | TEXT, about.to_string().as_bytes()).await;
    let sound = tone(16_000);
    for piece in sound.chunks(1280) {
        socket.frame(0x80 | BINARY, piece).await;
    }
    socket.frame(0x80 | CLOSE, &1000_u16.to_be_bytes()).await;
    assert_eq!(socket.next().await, Told::Closed(1000));
    assert_eq!(samples(&recording(&client, "cdr").await), (sound, false));
}

#[tokio::test]
async fn speech_that_is_heard_live_is_analysed_once() {
    let port = tests::free_port();
    let app = TestApp::configured(|config| {
        config.sources.tcp_address = "127.0.0.1".into();
        config.sources.tcp_ports = format!("{port}-{port}");
    })
    .await;
    let (_, client) = app.tenant("Acme").await;
    let port = audiosocket(&client, json!({})).await;
    let speech = std::fs::read(tests::project("tests/audio/read/jfk.flac")).unwrap();
    let sound = decode(&speech, None, &Limits::default()).unwrap();
    assert_eq!(sound.rate, 16_000);
    let samples = sound.channels[0].to_vec();
    let linear: Vec<u8> = samples
        .iter()
        .flat_map(|sample| ((sample * 32_767.0) as i16).to_le_bytes())
        .collect();
    let mut stream = connect(port).await;
    stream.write_all(&id_frame()).await.unwrap();
    for piece in linear.chunks(640) {
        stream.write_all(&frame(0x12, piece)).await.unwrap();
    }
    stream.write_all(&frame(0x00, b"")).await.unwrap();
    stream.read_to_end(&mut Vec::new()).await.ok();
    eventually("it is analysed", async || {
        let calls = stored(&client, "sound").await;
        calls.first().is_some_and(|call| call["analysis_status"] == "analyzed")
    })
    .await;
    let call = stored(&client, "sound").await.remove(0);
    let path = format!("/v1/calls/{}", call["id"].as_str().unwrap());
    let words = client
        .get(&format!("{path}/transcript?format=txt"))
        .await
        .text()
        .to_lowercase();
    assert!(words.contains("country"), "{words}");
    assert_eq!(
        call["legs"][0]["analysis"]["duration_ms"], sound.duration_ms,
        "{}",
        call["legs"][0]["analysis"]["quality"]
    );
    let trace = client.get(&format!("{path}/trace")).await;
    let steps = trace.json["steps"].as_array().unwrap().clone();
    let analysed = steps.iter().filter(|step| step["stage"] == "analyzed").count();
    assert_eq!(analysed, 1, "{steps:#?}");
}
