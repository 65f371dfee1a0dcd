//! The OpenAPI document as a judge of answers: is the status among those of the operation, the media type among those of the
//! status, the body of its schema, and are the headers those that the document names? And the AsyncAPI document as one of events: does it
//! have the event, and all that it says?

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jsonschema::Validator;
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Map, Value, json};

pub struct Contract {
    document: Value,
}

/// Pages for people and what they are made of: no operations.
const PAGES: [&str; 7] = [
    "/docs",
    "/problems",
    "/app",
    "/assets",
    "/sign-in",
    "/verify",
    "/boot.js",
];

impl Contract {
    fn get() -> &'static Self {
        static CONTRACT: OnceLock<Contract> = OnceLock::new();
        CONTRACT.get_or_init(|| Contract {
            document: serde_json::to_value(web::openapi::document()).unwrap(),
        })
    }

    /// Panics where an answer breaks the contract.
    pub fn check(method: &Method, path: &str, (status, headers): (u16, &HeaderMap), kind: &str, json: &Value) {
        let contract = Self::get();
        if PAGES
            .iter()
            .any(|page| path == *page || path.starts_with(&format!("{page}/")))
            && status < 400
        {
            return;
        }
        let told = format!("{method} {path} → {status} {kind}");
        let Some(responses) = contract.responses(method, path) else {
            assert!(
                matches!(status, 204 | 404 | 405),
                "{told}: no such operation in the document"
            );
            if status != 204 && method != Method::HEAD {
                contract.validate(&told, &json!({ "$ref": "#/components/schemas/Problem" }), json);
            }
            return;
        };
        let response = responses.get(&status.to_string());
        let response =
            response.unwrap_or_else(|| panic!("{told}: the document does not know this status. Body: {json}"));
        contract.compare(&told, response, status, headers);
        let Some(contents) = response.get("content").and_then(Value::as_object) else {
            return;
        };
        if method == Method::HEAD {
            return;
        }
        let content =
            content(contents, kind).unwrap_or_else(|| panic!("{told}: the document does not know this media type"));
        if json != &Value::Null {
            contract.validate(&told, &content["schema"], json);
        }
    }

    fn responses(&self, method: &Method, path: &str) -> Option<&Map<String, Value>> {
        let paths = self.document["paths"].as_object()?;
        // A path without parameters wins over one with.
        let found = paths
            .get_key_value(path)
            .or_else(|| paths.iter().find(|(pattern, _)| matches(pattern, path)));
        let operations = found?.1;
        let own = operations.get(method.as_str().to_ascii_lowercase());
        // HEAD is GET without its body, where the document has none of its own and asking tells nothing.
        let is_head = method == Method::HEAD && !path.starts_with("/v1/intake/");
        let own = own.or_else(|| operations.get("get").filter(|_| is_head));
        own?.get("responses")?.as_object()
    }

    /// An answer carries the headers that the document names there, and no other of those that it knows.
    fn compare(&self, told: &str, response: &Value, status: u16, headers: &HeaderMap) {
        let named = |name: &String| response["headers"].get(name).is_some();
        for name in self.document["components"]["headers"].as_object().unwrap().keys() {
            match (named(name), headers.contains_key(name.as_str())) {
                (true, false) => assert!(is_of_some(name, status), "{told}: the answer has no {name}"),
                (false, true) => assert!(
                    // How a key stands is told by its refusals too.
                    name.starts_with("RateLimit-") && status >= 400,
                    "{told}: the document knows of no {name} here"
                ),
                _ => {}
            }
        }
    }

    fn validate(&self, told: &str, schema: &Value, json: &Value) {
        let root = json!({ "allOf": [schema], "components": self.document["components"] });
        let validator = jsonschema::draft202012::new(&root).expect("the document's schemas are valid");
        let errors: Vec<String> = validator
            .iter_errors(json)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(
            errors.is_empty(),
            "{told}: the body breaks its schema: {errors:#?}\n{json:#}"
        );
    }
}

/// Whether a header that the document names is on some answers of this status only: it has to do with what was asked, or with one of
/// several refusals.
fn is_of_some(name: &str, status: u16) -> bool {
    match name {
        "Idempotent-Replayed" | "Preference-Applied" => true,
        "Retry-After" => status == 409,
        "WWW-Authenticate" => status == 401,
        // A sender without a valid signature has no key that could stand in any way.
        _ => name.starts_with("RateLimit-") && status == 429,
    }
}

/// What the AsyncAPI document knows of one kind of events.
struct Documented {
    validator: Validator,
    /// Names of what they may say.
    names: Vec<String>,
}

fn events() -> &'static BTreeMap<String, Documented> {
    static EVENTS: OnceLock<BTreeMap<String, Documented>> = OnceLock::new();
    EVENTS.get_or_init(|| {
        let document = web::asyncapi::document();
        let messages = document["components"]["messages"].as_object().unwrap();
        // The others are no events.
        let events = messages
            .iter()
            .filter(|(_, message)| message["payload"]["allOf"].is_array());
        let events = events.map(|(kind, _)| (kind.clone(), documented(kind, &document)));
        events.collect()
    })
}

fn documented(kind: &str, document: &Value) -> Documented {
    let message = &document["components"]["messages"][kind];
    let data = &message["payload"]["allOf"][1]["properties"]["data"];
    let schema = data["$ref"].as_str().unwrap().trim_start_matches('#');
    let names = document.pointer(schema).unwrap()["properties"].as_object().unwrap();
    let root = json!({ "allOf": [data], "components": document["components"] });
    Documented {
        validator: jsonschema::draft202012::new(&root).expect("the document's schemas are valid"),
        names: names.keys().cloned().collect(),
    }
}

/// Panics where an event is not as the AsyncAPI document has it. `data`: what it says.
pub fn event(kind: &str, data: &Value) {
    let documented = events().get(kind);
    let documented = documented.unwrap_or_else(|| panic!("the AsyncAPI document does not know {kind}: {data}"));
    let errors: Vec<String> = documented
        .validator
        .iter_errors(data)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{kind} breaks its schema: {errors:#?}\n{data:#}");
    let said = data.as_object().unwrap().keys();
    let unknown: Vec<&String> = said.filter(|name| !documented.names.contains(name)).collect();
    assert!(
        unknown.is_empty(),
        "{kind} says {unknown:?}, of which its schema knows nothing"
    );
}

fn content<'a>(contents: &'a Map<String, Value>, kind: &str) -> Option<&'a Value> {
    let essence = |kind: &str| kind.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let exact = contents.iter().find(|(known, _)| essence(known) == essence(kind));
    exact
        .or_else(|| contents.get_key_value("*/*"))
        .map(|(_, content)| content)
}

fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    pattern.len() == path.len()
        && pattern
            .iter()
            .zip(path)
            .all(|(p, s)| *p == s || (p.starts_with('{') && !s.is_empty()))
}
