//! Reads a stream of server-sent events as a browser does.

use std::time::Duration;

use futures::StreamExt;
use futures::stream::BoxStream;
use reqwest::RequestBuilder;
use serde_json::Value;

use crate::contract;

/// One block of the stream. A heartbeat has a number and no event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    pub id: Option<i64>,
    pub event: String,
    pub data: Value,
    pub comment: String,
}

pub struct Follow {
    bytes: BoxStream<'static, reqwest::Result<Vec<u8>>>,
    text: String,
}

impl Follow {
    /// A stream that is let in, behind its first block.
    pub async fn begin(request: RequestBuilder) -> (Self, Told) {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200, "{:?}", response.text().await);
        let kind = response.headers()["content-type"].to_str().unwrap();
        assert!(kind.starts_with("text/event-stream"), "{kind}");
        let bytes = response.bytes_stream().map(|some| some.map(|some| some.to_vec()));
        let mut follow = Self {
            bytes: bytes.boxed(),
            text: String::new(),
        };
        let first = follow.block().await.expect("a stream begins with where it begins");
        (follow, first)
    }

    /// The next event, held against the AsyncAPI document; heartbeats are passed over. `None`: the server has ended the stream.
    pub async fn next(&mut self) -> Option<Told> {
        loop {
            let told = self.block().await?;
            match told.event.as_str() {
                "" => {}
                "reset" | "end" => return Some(told),
                kind => {
                    contract::event(kind, &told.data["data"]);
                    return Some(told);
                }
            }
        }
    }

    /// So many events.
    pub async fn take(&mut self, count: usize) -> Vec<Told> {
        let mut all = Vec::new();
        while all.len() < count {
            all.push(self.next().await.expect("the stream goes on"));
        }
        all
    }

    /// The next block, whatever it is.
    pub async fn block(&mut self) -> Option<Told> {
        loop {
            if let Some(end) = self.text.find("\n\n") {
                let block: String = self.text.drain(..end + 2).collect();
                return Some(parse(&block));
            }
            let some = tokio::time::timeout(Duration::from_secs(60), self.bytes.next()).await;
            // A connection that is cut is an end too.
            let Some(Ok(some)) = some.expect("the stream says something, and be it that it is alive") else {
                return None;
            };
            self.text.push_str(&String::from_utf8(some).unwrap());
        }
    }
}

fn parse(block: &str) -> Told {
    let mut told = Told::default();
    for line in block.lines().filter(|line| !line.is_empty()) {
        match line.split_once(": ").unwrap_or((line, "")) {
            ("id", id) => told.id = Some(id.parse().unwrap()),
            ("event", event) => told.event = event.to_owned(),
            ("data", data) => told.data = serde_json::from_str(data).unwrap(),
            ("", comment) => told.comment = comment.to_owned(),
            ("retry", _) => {}
            (other, _) => panic!("a field named {other}"),
        }
    }
    told
}
