//! The AsyncAPI 3 document: topics, messages and their schemas. Compatible changes only: a field may be added, none may go or change.

use actors::kafka::topics::Topic;
use serde_json::{Map, Value, json};

/// An event by its type, with what it says.
struct Event {
    kind: &'static str,
    says: &'static str,
    data: &'static str,
}

const EVENTS: [Event; 14] = [
    Event {
        kind: "call.received",
        says: "A call is new",
        data: "Call",
    },
    Event {
        kind: "call.updated",
        says: "A leg, recording or tag has come, a withheld call was released, or an analysis was ordered or cancelled",
        data: "CallChange",
    },
    Event {
        kind: "call.analyzed",
        says: "A leg has been analysed",
        data: "Analysis",
    },
    Event {
        kind: "call.failed",
        says: "A leg could not be analysed",
        data: "Failure",
    },
    Event {
        kind: "call.corrected",
        says: "What a call says is otherwise than it was told: a leg came when it was believed to be over, or legs went to or came from another call",
        data: "Correction",
    },
    Event {
        kind: "call.deleted",
        says: "A call was taken away for good by hand, with its legs, its recordings and what was found in them",
        data: "Deletion",
    },
    Event {
        kind: "calls.updated",
        says: "Many calls were changed at once by hand",
        data: "CallsChange",
    },
    Event {
        kind: "note.created",
        says: "A note was written; what it says is told by nobody but GET /v1/calls/{id}/notes",
        data: "Note",
    },
    Event {
        kind: "note.updated",
        says: "A note was changed",
        data: "Note",
    },
    Event {
        kind: "note.deleted",
        says: "A note was taken away",
        data: "Note",
    },
    Event {
        kind: "usage.changed",
        says: "Calls were charged, withheld or released, or charges were given back",
        data: "UsageChange",
    },
    Event {
        kind: "usage.threshold_reached",
        says: "80 % or 100 % of the limit are reached; once a period",
        data: "Threshold",
    },
    Event {
        kind: "alert.raised",
        says: "Something is amiss, such as a source that usually speaks and is silent",
        data: "Alert",
    },
    Event {
        kind: "alert.resolved",
        says: "It is as it should be again",
        data: "Alert",
    },
];

pub fn document() -> Value {
    let (mut channels, mut operations, mut messages) = (Map::new(), Map::new(), Map::new());
    for (topic, says) in [
        (Topic::Results, "Events of calls"),
        (Topic::Usage, "Events of usage"),
        (Topic::Alerts, "Alerts"),
    ] {
        let mut of_channel = Map::new();
        for event in EVENTS
            .iter()
            .filter(|event| actors::kafka::relay::topic_of(event.kind) == Some(topic))
        {
            messages.insert(event.kind.into(), message(event));
            of_channel.insert(
                event.kind.into(),
                json!({"$ref": format!("#/components/messages/{}", event.kind)}),
            );
        }
        let name = topic.name();
        let says = format!("{says}, in the order of each tenant, at least once.");
        channels.insert(name.into(), channel(name, &says, of_channel));
        operations.insert(format!("read.{name}"), operation(name, "send"));
    }
    for (name, (verb, action), (kind, message), says) in [
        (
            Topic::Ingress.name(),
            ("write", "receive"),
            ("record", record()),
            "Records that integrations write themselves, in canonical form.",
        ),
        (
            Topic::DeadLetters.name(),
            ("read", "send"),
            ("dead-letter", dead_letter()),
            "What nobody can take, with the reason and the place where it was found.",
        ),
    ] {
        messages.insert(kind.into(), message);
        let held = json!({"$ref": format!("#/components/messages/{kind}")});
        let held = Map::from_iter([(kind.to_owned(), held)]);
        channels.insert(name.into(), channel(name, says, held));
        operations.insert(format!("{verb}.{name}"), operation(name, action));
    }
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "AudiaPro topics", "version": "1.0.0",
            "description": "What streams in and out over Kafka. Topic names begin with kafka.prefix, which is `audiapro` by default.",
        },
        "defaultContentType": "application/json",
        "channels": channels, "operations": operations,
        "components": {"messages": messages, "schemas": schemas()},
    })
}

fn channel(name: &str, says: &str, messages: Map<String, Value>) -> Value {
    json!({"address": format!("audiapro.{name}"), "description": says, "messages": messages})
}

fn operation(name: &str, action: &str) -> Value {
    json!({"action": action, "channel": {"$ref": format!("#/channels/{name}")}})
}

fn message(event: &Event) -> Value {
    json!({
        "name": event.kind, "summary": event.says, "contentType": "application/json",
        "headers": {
            "type": "object", "required": ["id", "type"],
            "properties": {"id": {"type": "string"}, "type": {"const": event.kind}, "traceparent": traceparent()},
        },
        "bindings": {"kafka": {"key": {"type": "string", "format": "uuid", "description": "The tenant; its hash is murmur2, as Java's"}}},
        "payload": {"allOf": [
            {"$ref": "#/components/schemas/Event"},
            {"type": "object", "properties": {
                "type": {"const": event.kind}, "data": {"$ref": format!("#/components/schemas/{}", event.data)},
            }},
        ]},
    })
}

fn traceparent() -> Value {
    json!({"type": "string", "description": "W3C Trace Context of what led to it, where traces are recorded"})
}

fn record() -> Value {
    json!({
        "name": "record", "summary": "A call record in canonical form", "contentType": "application/json",
        "headers": {
            "type": "object", "required": ["api-key"],
            "properties": {"api-key": {"type": "string", "description": "A key that may send calls"}, "schema": {"const": "1"}, "traceparent": traceparent()},
        },
        "payload": {"$ref": "#/components/schemas/Record"},
    })
}

fn dead_letter() -> Value {
    let text = |says: &str| json!({"type": "string", "description": says});
    json!({
        "name": "dead-letter", "summary": "A message as it came, or the beginning of a long one", "contentType": "application/octet-stream",
        "headers": {
            "type": "object", "required": ["reason", "detail", "topic", "partition", "offset"],
            "properties": {
                "reason": text("Stable, as in docs/kafka.md; later versions may know more"), "detail": text("Why, in a sentence"),
                "topic": text("Where it was found"), "partition": text("A number"), "offset": text("A number"),
                "schema": text("As it came with the message"), "traceparent": traceparent(),
            },
        },
    })
}

/// Data of the events, the record, and what it names.
fn schemas() -> Value {
    let mut schemas = events();
    for (name, data) in by_hand() {
        schemas[name] = data;
    }
    // The record is the one of POST /v1/calls.
    let of_rest = serde_json::to_value(crate::openapi::document()).unwrap_or_default();
    for name in ["Record", "Direction", "Disposition"] {
        schemas[name] = of_rest["components"]["schemas"][name].clone();
    }
    schemas
}

fn events() -> Value {
    let (id, time, count) = (
        json!({"type": "string", "format": "uuid"}),
        json!({"type": "string", "format": "date-time"}),
        json!({"type": "integer", "minimum": 0}),
    );
    let status = json!({"type": "string", "description": "none, withheld, queued, analyzing, failed or analyzed; later versions may know more"});
    let call = json!({
        "call_id": id, "source_instance": {"type": "string"}, "direction": {"type": "string"}, "disposition": {"type": "string"},
        "started_at": time, "talk_s": {"type": "integer"}, "legs": count, "recordings": count, "analysis_status": status,
        "charge": {"type": "string", "description": "included, overage, withheld or none"},
    });
    let moved = json!({
        "moved_legs": {"type": "array", "items": {"type": "object", "properties": {"leg_id": id, "from": id, "to": id}},
            "description": "Legs that a later event has put into another call: which left this one, and which came to it"},
        "moved_to": {"type": "string", "format": "uuid",
            "description": "Its last leg went to that call: from now on it is another name of that one, and counts nowhere"},
    });
    json!({
        "Event": {
            "type": "object", "required": ["v", "id", "seq", "type", "at", "tenant_id", "data"],
            "properties": {
                "v": {"const": 1, "description": "Version of this form"},
                "id": {"type": "string", "description": "Tenant and number; the same however often it comes"},
                "seq": {"type": "integer", "minimum": 1, "description": "Grows without gaps over all topics of a tenant"},
                "type": {"type": "string"}, "at": time, "tenant_id": id,
                "data": {"type": "object", "properties": {
                    "cut": {"const": true, "description": "It was larger than a message may be, and comes without its lists"},
                }},
            },
        },
        "Call": object(&["call_id", "source_instance", "direction", "analysis_status"], [call.clone(), json!({"external_id": {"type": "string"}})]),
        "CallChange": object(&["call_id"], [call.clone(), moved.clone(), json!({
            "new_legs": {"type": "array", "items": id}, "merged_legs": {"type": "array", "items": id}, "released": {"const": true},
            "changed": {"description": "What was changed by hand, such as tags"},
            "reanalysis": {"type": "string", "description": "queued: it is analysed anew"},
            "dead_letter": {"type": "string", "description": "retried or discarded"},
            "analysis": {"type": "string", "description": "cancelled or imported"},
        })]),
        "Correction": object(&["call_id", "before"], [call, moved, json!({
            "new_legs": {"type": "array", "items": id}, "merged_legs": {"type": "array", "items": id},
            "before": {"type": "object", "description": "What the call said before, by name, of what it says otherwise now"},
        })]),
        "Alert": object(&["kind", "subject"], [json!({
            "kind": {"type": "string", "description": "source_silent or source_failing; later versions know more"},
            "subject": {"type": "string", "description": "What it is about, as in source:NAME"},
            "source_instance": {"type": "string"}, "label": {"type": "string"},
            "last_at": {"anyOf": [time, {"type": "null"}], "description": "When the last record came"},
            "work": {"type": "string", "description": "Which work fails: caller, folder or fetch"},
            "code": {"type": ["string", "null"], "description": "Why"},
            "since": {"type": "string", "format": "date-time", "description": "Since when it fails, or has not any more"},
        })]),
        "Analysis": object(&["call_id", "leg_id", "analysis_status", "duration_ms"], [json!({
            "call_id": id, "leg_id": id, "analysis_status": status, "duration_ms": count, "reanalysis": {"const": true},
            "sentiment_label": {"type": ["string", "null"]}, "sentiment_score": {"type": ["number", "null"], "minimum": -5, "maximum": 5},
        })]),
        "Failure": object(&["call_id", "leg_id", "analysis_status", "code", "dead_lettered"], [json!({
            "call_id": id, "leg_id": id, "analysis_status": status, "reanalysis": {"const": true},
            "code": {"type": "string", "description": "As in the OpenAPI document"}, "dead_lettered": {"type": "boolean"},
        })]),
        "UsageChange": object(&["period_start", "period_end", "added", "policy", "has_access", "used", "limit", "withheld"], [json!({
            "period_start": time, "period_end": time,
            "added": object(&["included", "overage", "withheld"], [json!({"included": count, "overage": count, "withheld": count})]),
            "credited": object(&["included", "overage", "withheld"], [json!({"included": count, "overage": count, "withheld": count})]),
            "released": count, "policy": {"type": "string"}, "has_access": {"type": "boolean"}, "used": count,
            "limit": {"type": ["integer", "null"]}, "balance": {"type": ["integer", "null"]}, "overage": count, "withheld": count,
        })]),
        "Threshold": object(&["percent", "period_start", "period_end", "used", "limit"], [json!({
            "percent": {"type": "integer"}, "period_start": time, "period_end": time, "used": count, "limit": {"type": ["integer", "null"]},
        })]),
    })
}

/// Data of what people do to calls.
fn by_hand() -> [(&'static str, Value); 3] {
    let id = json!({"type": "string", "format": "uuid"});
    let many = json!({
        "call_ids": {"type": "array", "items": id, "description": "The calls; of more than 500 the first"},
        "count": {"type": "integer", "minimum": 0, "description": "How many they are"},
        "changed": {"type": "string", "description": "tags or archived; later versions may know more"},
    });
    let deletion = json!({"call_id": id, "source_instance": {"type": "string"}});
    let note = json!({
        "call_id": id, "note_id": id, "mentions": {"type": "array", "items": id, "description": "People who are named in it"},
    });
    [
        ("CallsChange", object(&["call_ids", "count", "changed"], [many])),
        ("Deletion", object(&["call_id", "source_instance"], [deletion])),
        ("Note", object(&["call_id", "note_id", "mentions"], [note])),
    ]
}

fn object<const N: usize>(required: &[&str], properties: [Value; N]) -> Value {
    let mut all = Map::new();
    for some in properties {
        if let Value::Object(some) = some {
            all.extend(some);
        }
    }
    json!({"type": "object", "required": required, "properties": all})
}

#[cfg(test)]
mod compatibility;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_in_a_topic_so_that_no_number_of_a_tenant_is_missing() {
        for event in &EVENTS {
            assert!(actors::kafka::relay::topic_of(event.kind).is_some(), "{}", event.kind);
        }
        let channels = document()["channels"].clone();
        for kind in [
            "call.deleted",
            "calls.updated",
            "note.created",
            "note.updated",
            "note.deleted",
        ] {
            assert!(channels["calls.results"]["messages"][kind].is_object(), "{kind}");
        }
    }

    #[test]
    fn every_topic_but_that_of_the_nodes_is_in_the_document() {
        let channels = document()["channels"].clone();
        for topic in Topic::ALL {
            let is_there = channels[topic.name()].is_object();
            assert_eq!(is_there, topic != Topic::Received, "{topic:?}");
        }
        let letter = document()["components"]["messages"]["dead-letter"]["headers"].clone();
        for name in actors::kafka::dead_letters::HEADERS {
            assert!(letter["properties"][name].is_object(), "{name}");
        }
    }

    #[test]
    fn the_document_that_is_checked_in_is_this_one() {
        let checked_in: Value = serde_json::from_str(include_str!("../../asyncapi.json")).unwrap();
        assert!(checked_in == document(), "run: audiapro asyncapi > asyncapi.json");
    }
}
