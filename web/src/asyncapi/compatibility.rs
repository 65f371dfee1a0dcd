//! What was released stays: whoever reads or writes by the document of the last version does so by this one.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// The document of the last version; a release replaces it.
const RELEASED: &str = include_str!("../../../docs/asyncapi.released.json");

/// Who has to go on working.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Customer {
    Reads,
    Writes,
}

/// What a customer of `released` would trip over in `now`.
fn breaks(released: &Value, now: &Value) -> Vec<String> {
    let mut all = Vec::new();
    for (name, channel) in object(&released["channels"]) {
        let same = &now["channels"][name];
        if same["address"] != channel["address"] {
            all.push(format!("channel {name} is gone or has another address"));
            continue;
        }
        let customer = match object(&released["operations"])
            .any(|(_, one)| one["channel"]["$ref"] == format!("#/channels/{name}") && one["action"] == "receive")
        {
            true => Customer::Writes,
            false => Customer::Reads,
        };
        for message in object(&channel["messages"]).map(|(message, _)| message) {
            if same["messages"][message].is_null() {
                all.push(format!("{name}: {message} is gone"));
                continue;
            }
            for part in ["payload", "headers"] {
                let of = |document: &Value| flat(&document["components"]["messages"][message][part], document);
                compare(
                    &format!("{message} {part}"),
                    &of(released),
                    &of(now),
                    customer,
                    &mut all,
                );
            }
        }
    }
    all
}

fn compare(at: &str, released: &Value, now: &Value, customer: Customer, all: &mut Vec<String>) {
    for word in ["type", "const", "format"] {
        if !released[word].is_null() && released[word] != now[word] {
            all.push(format!("{at}: {word} was {}, is {}", released[word], now[word]));
        }
    }
    for (name, before) in object(&released["properties"]) {
        match now["properties"].get(name) {
            Some(after) => compare(&format!("{at}.{name}"), before, after, customer, all),
            None => all.push(format!("{at}.{name} is gone")),
        }
    }
    for word in ["anyOf", "oneOf"] {
        let (before, after) = (list(&released[word]), list(&now[word]));
        if before.len() != after.len() {
            all.push(format!("{at}: {word} had {} parts, has {}", before.len(), after.len()));
        }
        for (n, (before, after)) in before.iter().zip(after).enumerate() {
            compare(&format!("{at} {word} {n}"), before, after, customer, all);
        }
    }
    if !released["items"].is_null() {
        compare(&format!("{at}[]"), &released["items"], &now["items"], customer, all);
    }
    allowed(at, released, now, customer, all);
    let (before, after) = (required(released), required(now));
    match customer {
        Customer::Reads => all.extend(
            before
                .difference(&after)
                .map(|name| format!("{at}.{name} may be missing now")),
        ),
        Customer::Writes => all.extend(
            after
                .difference(&before)
                .map(|name| format!("{at}.{name} must be there now")),
        ),
    }
}

/// Values that a reader did not expect, or that a writer may no longer send.
fn allowed(at: &str, released: &Value, now: &Value, customer: Customer, all: &mut Vec<String>) {
    let values = |schema: &Value| schema["enum"].as_array().cloned();
    // Without an enumeration everything is allowed.
    let (wide, narrow, what) = match customer {
        Customer::Reads => (values(released), values(now), "may be read now"),
        Customer::Writes => (values(now), values(released), "may not be written now"),
    };
    match (wide, narrow) {
        (Some(wide), Some(narrow)) => all.extend(
            narrow
                .iter()
                .filter(|value| !wide.contains(value))
                .map(|value| format!("{at}: {value} {what}")),
        ),
        (Some(_), None) => all.push(format!("{at}: other values {what}")),
        (None, _) => {}
    }
    if customer == Customer::Reads {
        return;
    }
    if now["additionalProperties"] == json!(false) && released["additionalProperties"] != json!(false) {
        all.push(format!("{at}: other keys {what}"));
    }
    for (word, sign) in [
        ("maximum", 1.0),
        ("maxLength", 1.0),
        ("minimum", -1.0),
        ("minLength", -1.0),
    ] {
        let bound = |schema: &Value| schema[word].as_f64().map_or(f64::INFINITY, |bound| bound * sign);
        if bound(now) < bound(released) {
            all.push(format!("{at}: {word} was {}, is {}", released[word], now[word]));
        }
    }
}

/// A schema with what it names and what it is put together from.
fn flat(schema: &Value, document: &Value) -> Value {
    if let Some(path) = schema["$ref"].as_str() {
        return flat(
            document.pointer(path.trim_start_matches('#')).unwrap_or(&Value::Null),
            document,
        );
    }
    let mut whole = schema.clone();
    if let Some(properties) = whole["properties"].as_object_mut() {
        for property in properties.values_mut() {
            *property = flat(property, document);
        }
    }
    if !whole["items"].is_null() {
        whole["items"] = flat(&whole["items"], document);
    }
    for word in ["anyOf", "oneOf"] {
        for part in whole.get_mut(word).and_then(Value::as_array_mut).into_iter().flatten() {
            *part = flat(part, document);
        }
    }
    let mut needed = required(&whole);
    for part in schema["allOf"].as_array().into_iter().flatten() {
        let part = flat(part, document);
        let mut properties = whole["properties"].as_object().cloned().unwrap_or_default();
        properties.extend(object(&part["properties"]).map(|(name, value)| (name.clone(), value.clone())));
        whole["properties"] = Value::Object(properties);
        needed.extend(required(&part));
    }
    whole["required"] = json!(needed);
    whole
}

fn required(schema: &Value) -> BTreeSet<String> {
    let names = schema["required"].as_array().into_iter().flatten();
    names.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[][..], Vec::as_slice)
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

#[test]
fn whoever_reads_and_writes_by_the_last_version_goes_on() {
    let released: Value = serde_json::from_str(RELEASED).unwrap();
    assert_eq!(breaks(&released, &super::document()), Vec::<String>::new());
}

#[test]
fn what_would_break_somebody_is_found() {
    let released = super::document();
    let broken = |change: fn(&mut Value)| {
        let mut now = released.clone();
        change(&mut now);
        breaks(&released, &now)
    };
    assert_eq!(broken(|_| ()), Vec::<String>::new());
    let gone = broken(|now| {
        drop(
            now["components"]["schemas"]["Call"]["properties"]
                .as_object_mut()
                .unwrap()
                .remove("legs"),
        )
    });
    assert_eq!(gone, ["call.received payload.data.legs is gone"]);
    let other = broken(|now| now["components"]["schemas"]["Event"]["properties"]["seq"]["type"] = json!("string"));
    assert!(
        !other.is_empty()
            && other
                .iter()
                .all(|one| one.ends_with("type was \"integer\", is \"string\"")),
        "{other:?}"
    );
    let less = broken(|now| now["components"]["schemas"]["Failure"]["required"] = json!(["call_id"]));
    assert!(
        less.contains(&"call.failed payload.data.code may be missing now".into()),
        "{less:?}"
    );
    let more = broken(|now| {
        now["components"]["schemas"]["Record"]["required"] = json!(["external_id", "direction", "started_at", "to"])
    });
    assert_eq!(more, ["record payload.to must be there now"]);
    let fewer = broken(|now| now["components"]["schemas"]["Direction"]["enum"] = json!(["inbound", "outbound"]));
    assert!(
        !fewer.is_empty() && fewer.iter().all(|one| one.starts_with("record payload.direction")),
        "{fewer:?}"
    );
    let shorter =
        broken(|now| now["components"]["schemas"]["Record"]["properties"]["external_id"]["maxLength"] = json!(8));
    assert_eq!(shorter.len(), 1, "{shorter:?}");
    let other = broken(|now| {
        now["components"]["schemas"]["CallChange"]["properties"]["new_legs"]["items"]["type"] = json!("integer");
    });
    assert_eq!(
        other,
        ["call.updated payload.data.new_legs[]: type was \"string\", is \"integer\""]
    );
    let moved = broken(|now| now["channels"]["usage"]["address"] = json!("usage"));
    assert_eq!(moved, ["channel usage is gone or has another address"]);
}
