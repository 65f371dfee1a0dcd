//! Payloads of telephone systems with their expected results, sent through the interface and compared with what is stored.

use reqwest::Method;
use serde_json::{Map, Value, json};

use super::client::{Answer, Client};

/// A payload with what it should give.
pub struct Sample {
    pub name: String,
    pub form: String,
    /// What a source is configured to be.
    pub settings: Map<String, Value>,
    pub secrets: Map<String, Value>,
    pub payload: Vec<u8>,
    pub expected: Value,
}

/// One request of a capture.
pub struct Request {
    /// What stands behind the path of its address.
    pub query: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// Every sample of records; live audio has none.
pub fn samples() -> Vec<Sample> {
    let folder = super::project("tests/pbx");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| Some(name.strip_suffix(".expected.json")?.to_owned()))
        .collect();
    names.sort();
    let samples = names.into_iter().map(|name| sample(&name));
    samples
        .filter(|sample| sample.expected.get("audio").is_none())
        .collect()
}

pub fn sample(name: &str) -> Sample {
    let folder = super::project("tests/pbx");
    let expected: Value =
        serde_json::from_slice(&std::fs::read(folder.join(format!("{name}.expected.json"))).unwrap()).unwrap();
    let payload = std::fs::read(folder.join(expected["payload"].as_str().unwrap())).unwrap();
    let context = expected["context"].as_object().unwrap();
    let mut settings = Map::new();
    for key in [
        "tz",
        "extension_pattern",
        "trunk_channel_prefixes",
        "trunk_devices",
        "inbound_contexts",
        "voicemail_pilots",
        "groups",
        "public_numbers",
        "withheld_words",
        "field_order",
        "layout",
        "date_format",
        "date_order",
        "recording_prefix",
        "public_url",
        "payload_type",
        "rate",
        "mix",
    ] {
        if let Some(value) = context.get(key) {
            settings.insert(key.to_owned(), value.clone());
        }
    }
    // What was signed then is old by now.
    if context.contains_key("timestamp_tolerance_s") || name.starts_with("vonage") {
        settings.insert("timestamp_tolerance_s".to_owned(), json!(4_000_000_000_i64));
    }
    Sample {
        form: context["source"].as_str().unwrap().to_owned(),
        secrets: context
            .get("secrets")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default(),
        name: name.to_owned(),
        settings,
        payload,
        expected,
    }
}

impl Sample {
    /// Makes a source for it; its JSON.
    pub async fn source(&self, client: &Client, name: &str) -> Value {
        let mut body = json!({ "name": name, "format": self.form, "settings": self.settings });
        if self.is_captured() {
            body["secrets"] = Value::Object(self.secrets.clone());
        }
        let made = client.post("/v1/sources", &body).await;
        assert_eq!(made.status, 201, "{}: {}", self.name, made.json);
        made.json
    }

    pub fn is_captured(&self) -> bool {
        self.payload.starts_with(b"POST ")
    }

    /// Sends all of it to the source: requests one by one with the source's own secrets, anything else at once with a key. How many
    /// requests were not let in.
    pub async fn send(&self, anonymous: &Client, client: &Client, source: &Value) -> usize {
        if !self.is_captured() {
            let sent = intake(client, source, self.payload.clone()).await;
            assert_eq!(sent.status, 202, "{}: {}", self.name, sent.json);
            return 0;
        }
        let mut turned_away = 0;
        for request in requests(&self.payload) {
            match request.send(anonymous, source).await {
                answer if answer.status == 401 => turned_away += 1,
                answer => assert_eq!(answer.status, 202, "{}: {}", self.name, answer.json),
            }
        }
        turned_away
    }

    /// What differs between what should be stored of this source and what is.
    pub async fn differences(&self, client: &Client, name: &str) -> Vec<String> {
        let stored = stored(client, name).await;
        let mut out = Vec::new();
        // A year that is not written is that of the day on which it came, which is today.
        let is_dated = !matches!(self.form.as_str(), "avaya-cm-cdr" | "mitel-smdr");
        let legs: Vec<&Value> = stored
            .iter()
            .flat_map(|call| call["legs"].as_array().unwrap())
            .collect();
        let wanted = self.expected["records"].as_array().unwrap();
        for record in wanted {
            let id = &record["external_id"];
            match legs.iter().find(|leg| leg["external_id"] == *id) {
                Some(leg) => compare(record, leg, &format!("{} {id}", self.name), is_dated, &mut out),
                None => out.push(format!("{}: leg {id} is missing", self.name)),
            }
        }
        if legs.len() != wanted.len() {
            out.push(format!(
                "{}: {} legs wanted, {} stored",
                self.name,
                wanted.len(),
                legs.len()
            ));
        }
        let calls = self.expected["calls"].as_array().unwrap();
        for call in calls {
            let id = &call["linked_id"];
            match stored.iter().find(|stored| stored["linked_id"] == *id) {
                Some(found) => {
                    let at = format!("{} call {id}", self.name);
                    let ids = |legs: &Value, name: &str| -> std::collections::BTreeSet<String> {
                        let legs = legs.as_array().unwrap().iter();
                        legs.map(|leg| leg.get(name).unwrap_or(leg).to_string()).collect()
                    };
                    let (wanted, stored) = (ids(&call["legs"], "external_id"), ids(&found["legs"], "external_id"));
                    if wanted != stored {
                        out.push(format!("{at}.legs: wanted {wanted:?}, stored {stored:?}"));
                    }
                    // Its legs and what they refer to stand in the legs here.
                    let mut call = call.clone();
                    for name in ["legs", "recording_ref"] {
                        call.as_object_mut().unwrap().remove(name);
                    }
                    compare(&call, found, &at, is_dated, &mut out);
                }
                None => out.push(format!("{}: call {id} is missing", self.name)),
            }
        }
        if stored.len() != calls.len() {
            out.push(format!(
                "{}: {} calls wanted, {} stored",
                self.name,
                calls.len(),
                stored.len()
            ));
        }
        out
    }
}

impl Request {
    pub async fn send(&self, client: &Client, source: &Value) -> Answer {
        let path = format!("/v1/intake/{}{}", source["id"].as_str().unwrap(), self.query);
        let mut request = client.request(Method::POST, &path).body(self.body.clone());
        for (name, value) in &self.headers {
            if !["host", "content-length", "connection", "accept-encoding"].contains(&name.as_str()) {
                request = request.header(name, value);
            }
        }
        client.send(request).await
    }
}

/// The requests of a capture, one after the other.
pub fn requests(capture: &[u8]) -> Vec<Request> {
    let (found, rest) = engine::pbx::requests::captured(capture);
    assert_eq!(rest, None);
    let requests = found.into_iter().map(|request| Request {
        query: request
            .target
            .find('?')
            .map(|at| request.target[at..].to_owned())
            .unwrap_or_default(),
        headers: request.headers,
        body: request.body.to_vec(),
    });
    requests.collect()
}

/// Sends bytes to a source with a key.
pub async fn intake(client: &Client, source: &Value, payload: Vec<u8>) -> Answer {
    let path = format!("/v1/intake/{}", source["name"].as_str().unwrap());
    let request = client
        .request(Method::POST, &path)
        .header("content-type", "application/octet-stream");
    client.send(request.body(payload)).await
}

/// Every call of a source with its legs.
pub async fn stored(client: &Client, source: &str) -> Vec<Value> {
    let mut calls = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = client
            .get(&format!("/v1/calls?source_instance={source}&limit=200{cursor}"))
            .await;
        assert_eq!(page.status, 200, "{}", page.json);
        for call in page.json["data"].as_array().unwrap() {
            calls.push(
                client
                    .get(&format!("/v1/calls/{}", call["id"].as_str().unwrap()))
                    .await
                    .json,
            );
        }
        match page.json["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return calls,
        }
    }
}

/// Line `n` of an Asterisk's `Master.csv`, each another call.
pub fn master_csv_row(n: u32) -> String {
    let (minute, second) = (n / 60 % 60, n % 60);
    format!(
        "\"\",\"12025550143\",\"201\",\"from-trunk\",\"\"\"A\"\" <12025550143>\",\"PJSIP/trunk-0000002a\",\"PJSIP/201-0000002b\",\"Dial\",\
         \"PJSIP/201,60\",\"2026-03-02 09:{minute:02}:{second:02}\",\"2026-03-02 09:{minute:02}:{second:02}\",\"2026-03-02 10:{minute:02}:{second:02}\",\
         3600,3600,\"ANSWERED\",\"DOCUMENTATION\",\"1772442000.{n}\",\"\",\"\",\"1772442000.{n}\",{n}\n"
    )
}

/// Lines of Panasonic's, which have no ids: of each a call that ended in this minute.
pub fn smdr_lines(minutes: &[u32]) -> String {
    let line = |minute: &u32| format!("06/04/25 10:{minute:02}AM 124   01 <I>2025550150             0'07 00:05'00\r\n");
    minutes.iter().map(line).collect()
}

/// Key by key; of `custom` only what is wanted. A call's `custom` holds its agents, which have a key of their own here.
fn compare(wanted: &Value, found: &Value, at: &str, is_dated: bool, out: &mut Vec<String>) {
    for (key, value) in wanted.as_object().unwrap() {
        let other = &found[key];
        match key.as_str() {
            "started_at" | "answered_at" | "ended_at" => {
                let moment = |value: &Value| {
                    value
                        .as_str()
                        .map(|text| text.parse::<chrono::DateTime<chrono::Utc>>().unwrap())
                };
                let (one, two) = (moment(value), moment(other));
                if one.is_some() != two.is_some() || (is_dated && one != two) {
                    out.push(format!("{at}.{key}: wanted {value}, stored {other}"));
                }
            }
            "custom" if found.get("legs").is_some() => {
                let agents = value.get("agents").filter(|agents| **agents != found["agents"]);
                out.extend(agents.map(|agents| format!("{at}.agents: wanted {agents}, stored {}", found["agents"])));
            }
            "custom" => {
                for (name, value) in value.as_object().unwrap() {
                    if other[name] != *value {
                        out.push(format!("{at}.custom.{name}: wanted {value}, stored {}", other[name]));
                    }
                }
            }
            _ if value != other => out.push(format!("{at}.{key}: wanted {value}, stored {other}")),
            _ => {}
        }
    }
}
