//! Telephone systems that keep a WebSocket open: each message is kept before it is answered, whoever else knocks.

use serde_json::{Value, json};
use tests::pbx::{sample, stored};
use tests::{Client, TestApp, eventually};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub(crate) const TEXT: u8 = 1;
pub(crate) const CLOSE: u8 = 8;

/// The other end of a WebSocket, byte by byte, so that it can behave as no library would.
pub(crate) struct Socket(pub(crate) TcpStream);

/// What came.
#[derive(Debug, PartialEq)]
pub(crate) enum Told {
    Json(Value),
    /// With its code.
    Closed(u16),
    /// Without a word.
    Gone,
}

impl Socket {
    /// The status of the answer, and the socket if it is one.
    pub(crate) async fn open(client: &Client, source: &str, headers: &str) -> (u16, Self) {
        let (head, socket) = Self::upgrade(client, &format!("/v1/intake/{source}/ws"), headers).await;
        (head.split(' ').nth(1).unwrap().parse().unwrap(), socket)
    }

    /// The head of the answer, in lower case, and the socket if it is one.
    pub(crate) async fn upgrade(client: &Client, path: &str, headers: &str) -> (String, Self) {
        let address = client.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).await.unwrap();
        let key = client
            .key
            .as_deref()
            .map(|key| format!("authorization: Bearer {key}\r\n"));
        let head = format!(
            "GET {path} HTTP/1.1\r\nhost: {address}\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n{}{headers}\r\n",
            key.unwrap_or_default()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            let byte = stream.read_u8().await.unwrap();
            answer.push(byte);
        }
        (String::from_utf8(answer).unwrap().to_lowercase(), Self(stream))
    }

    pub(crate) async fn frame(&mut self, first: u8, payload: &[u8]) {
        let mut bytes = vec![first];
        match payload.len() {
            length @ 0..=125 => bytes.push(0x80 | length as u8),
            length @ 126..=65_535 => {
                bytes.push(0x80 | 126);
                bytes.extend_from_slice(&(length as u16).to_be_bytes());
            }
            length => {
                bytes.push(0x80 | 127);
                bytes.extend_from_slice(&(length as u64).to_be_bytes());
            }
        }
        // A mask of nothing: the payload as it is.
        bytes.extend_from_slice(&[0; 4]);
        bytes.extend_from_slice(payload);
        // Whoever has hung up does not hear it.
        self.0.write_all(&bytes).await.ok();
    }

    async fn send(&mut self, payload: &[u8]) {
        self.frame(0x80 | TEXT, payload).await;
    }

    /// Without a word, but so that all that was sent arrives: a reset, which unread pings would make of it, takes it away.
    pub(crate) async fn hang_up(mut self) {
        self.0.shutdown().await.unwrap();
        self.0.read_to_end(&mut Vec::new()).await.ok();
    }

    /// The next thing that is no ping.
    pub(crate) async fn next(&mut self) -> Told {
        loop {
            let Ok(first) = self.0.read_u8().await else {
                return Told::Gone;
            };
            let length = match self.0.read_u8().await.unwrap() {
                126 => usize::from(self.0.read_u16().await.unwrap()),
                127 => self.0.read_u64().await.unwrap() as usize,
                length => usize::from(length),
            };
            let mut payload = vec![0; length];
            self.0.read_exact(&mut payload).await.unwrap();
            match first & 0x0f {
                TEXT => return Told::Json(serde_json::from_slice(&payload).unwrap()),
                CLOSE if length >= 2 => return Told::Closed(u16::from_be_bytes([payload[0], payload[1]])),
                CLOSE => return Told::Closed(1005),
                _ => {}
            }
        }
    }

    async fn answer(&mut self) -> Value {
        match self.next().await {
            Told::Json(answer) => answer,
            other => panic!("an answer was awaited: {other:?}"),
        }
    }
}

async fn make(client: &Client, name: &str, form: &str, more: Value) -> Value {
    let mut body = json!({ "name": name, "format": form });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = client.post("/v1/sources", &body).await;
    assert_eq!(made.status, 201, "{}", made.json);
    made.json
}

fn row(n: usize) -> String {
    format!(
        "\"\",\"12025550143\",\"201\",\"from-trunk\",\"\"\"A\"\" <12025550143>\",\"PJSIP/trunk-0000002a\",\"PJSIP/201-0000002b\",\"Dial\",\
         \"PJSIP/201,60\",\"2026-03-02 09:00:00\",\"2026-03-02 09:00:05\",\"2026-03-02 09:01:00\",60,55,\"ANSWERED\",\"DOCUMENTATION\",\
         \"1772442000.{n}\",\"\",\"\",\"1772442000.{n}\",{n}\n"
    )
}

#[tokio::test]
async fn each_message_is_answered_once_it_is_kept_in_order() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    make(&client, "rome", "asterisk-cdr-csv", json!({})).await;
    let (status, mut socket) = Socket::open(&client, "rome", "").await;
    assert_eq!(status, 101);
    for n in 1..=3 {
        socket.send(row(n).as_bytes()).await;
    }
    // A message in parts, with a ping between them; and what cannot be read beside what can.
    let text = format!("{}{}not a record\n", row(4), row(5));
    socket.frame(TEXT, &text.as_bytes()[..100]).await;
    socket.frame(0x89, b"ping").await;
    socket.frame(0x80, &text.as_bytes()[100..]).await;
    for n in 1..=3 {
        let answer = socket.answer().await;
        assert_eq!(
            (&answer["message"], answer["legs"].as_array().map(Vec::len)),
            (&json!(n), Some(1)),
            "{answer}"
        );
        let leg = answer["legs"][0].as_str().unwrap();
        let known = client.get("/v1/calls?source_instance=rome").await;
        assert!(
            known.json["data"].as_array().unwrap().len() >= n,
            "answered before it was kept: {leg}"
        );
    }
    let answer = socket.answer().await;
    assert_eq!(
        (&answer["message"], &answer["quarantined"]),
        (&json!(4), &json!(1)),
        "{answer}"
    );
    assert_eq!(answer["legs"].as_array().unwrap().len(), 2);
    // The same again is known.
    socket.send(row(1).as_bytes()).await;
    assert_eq!(socket.answer().await["message"], 5);
    assert_eq!(stored(&client, "rome").await.len(), 5);
    socket.frame(0x80 | CLOSE, &1000_u16.to_be_bytes()).await;
    assert_eq!(socket.next().await, Told::Closed(1000));
}

#[tokio::test]
async fn a_sources_own_password_opens_it_and_nothing_else_does() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let sample = sample("freepbx-cdr-1");
    let secrets = json!({ "settings": sample.settings, "secrets": { "basic": { "user": "u", "password": "p" } } });
    let source = make(&client, "ucm", &sample.form, secrets).await;
    let id = source["id"].as_str().unwrap();
    let anonymous = app.anonymous();
    let (status, mut socket) = Socket::open(&anonymous, id, "authorization: Basic dTpw\r\n").await;
    assert_eq!(status, 101);
    socket.send(&sample.payload).await;
    assert_eq!(socket.answer().await["message"], 1);
    assert_eq!(sample.differences(&client, "ucm").await, Vec::<String>::new());
    assert_eq!(
        Socket::open(&anonymous, id, "authorization: Basic dTpx\r\n").await.0,
        401
    );
    assert_eq!(Socket::open(&anonymous, "ucm", "").await.0, 401);
    let (_, other) = app.tenant("Other").await;
    assert_eq!(Socket::open(&other, "ucm", "").await.0, 404);
    // A form of whole requests, headers among them, does not come in messages.
    make(&client, "carrier", "grandstream-cdr-push", json!({})).await;
    assert_eq!(Socket::open(&client, "carrier", "").await.0, 415);
    // A change of the source ends what was begun under the old one.
    let path = format!("/v1/sources/{id}");
    let changed = client
        .send(
            client
                .request(reqwest::Method::PATCH, &path)
                .json(&json!({ "enabled": false })),
        )
        .await;
    assert_eq!(changed.status, 200);
    assert_eq!(socket.next().await, Told::Closed(1012));
}

#[tokio::test]
async fn who_speaks_otherwise_is_hung_up_on_and_keeps_nobody_out() {
    let app = TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.sources.source_connections_max = 2;
    })
    .await;
    let (_, client) = app.tenant("Acme").await;
    make(&client, "rome", "asterisk-cdr-csv", json!({})).await;
    let plain = client.get("/v1/intake/rome/ws").await;
    assert_eq!(plain.refusal(), (400, "invalid_parameter"));
    let open = async || {
        let mut opened = None;
        eventually("there is a place", async || {
            let (status, socket) = Socket::open(&client, "rome", "").await;
            opened = (status == 101).then_some(socket);
            opened.is_some()
        })
        .await;
        opened.unwrap()
    };
    // Too long, announced and sent; reserved bits; no mask; text that is none; a close that is none.
    let mut socket = open().await;
    socket.send(&vec![b'x'; 1024 * 1024 + 1]).await;
    assert_eq!(socket.next().await, Told::Closed(1009));
    let mut socket = open().await;
    socket
        .0
        .write_all(&[0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])
        .await
        .unwrap();
    assert!(matches!(socket.next().await, Told::Closed(1009 | 1002) | Told::Gone));
    let mut socket = open().await;
    socket
        .0
        .write_all(&[0x81, 5, b'h', b'e', b'l', b'l', b'o'])
        .await
        .unwrap();
    assert!(matches!(socket.next().await, Told::Closed(1002) | Told::Gone));
    let mut socket = open().await;
    socket.send(&[0xff, 0xfe]).await;
    assert!(matches!(socket.next().await, Told::Closed(1002 | 1007) | Told::Gone));
    let mut socket = open().await;
    socket.0.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    assert!(matches!(socket.next().await, Told::Closed(_) | Told::Gone));
    // Half of a frame, and then nothing: it holds its own place and no other.
    let mut half = open().await;
    half.0.write_all(&[0x81, 0xfe, 0x10]).await.unwrap();
    let mut good = open().await;
    let (status, _) = Socket::open(&client, "rome", "").await;
    assert_eq!(status, 429, "both places are taken");
    good.send(row(1).as_bytes()).await;
    assert_eq!(good.answer().await["legs"].as_array().unwrap().len(), 1);
    drop(half);
    let mut again = open().await;
    again.send(b"no record").await;
    assert_eq!(again.answer().await["quarantined"], 1);
    assert_eq!(stored(&client, "rome").await.len(), 1);
}
