//! The AsyncAPI 3 document: topics, messages and their schemas. Compatible changes only: a field may be added, none may go or change.

use actors::kafka::topics::Topic;
use serde_json::{Map, Value, json};

/// An event by its type, with what it says.
struct Event {
    kind: &'static str,
    says: &'static str,
    data: &'static str,
}

const EVENTS: [Event; 6] = [
    Event {
        kind: "call.received",
        says: "A call is new",
        data: "Call",
    },
    Event {
        kind: "call.updated",
        says: "A leg or recording has come, or a withheld call was released",
        data: "Call",
    },
    Event {
        kind: "call.analyzed",
        says: "A leg has been analysed",
        data: "Object",
    },
    Event {
        kind: "call.failed",
        says: "A leg could not be analysed",
        data: "Object",
    },
    Event {
        kind: "usage.changed",
        says: "Calls were charged",
        data: "Object",
    },
    Event {
        kind: "usage.threshold_reached",
        says: "80 % or 100 % of the limit are reached; once a period",
        data: "Object",
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
        channels.insert(
            name.into(),
            json!({
                "address": format!("audiapro.{name}"), "description": format!("{says}, in the order of each tenant, at least once."),
                "messages": of_channel,
            }),
        );
        operations.insert(
            format!("read.{name}"),
            json!({"action": "send", "channel": {"$ref": format!("#/channels/{name}")}}),
        );
    }
    messages.insert("record".into(), record());
    channels.insert(
        "ingress".into(),
        json!({
            "address": "audiapro.ingress", "description": "Records that integrations write themselves, in canonical form.",
            "messages": {"record": {"$ref": "#/components/messages/record"}},
        }),
    );
    operations.insert(
        "write.ingress".into(),
        json!({"action": "receive", "channel": {"$ref": "#/channels/ingress"}}),
    );
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

fn message(event: &Event) -> Value {
    json!({
        "name": event.kind, "summary": event.says, "contentType": "application/json",
        "headers": {"type": "object", "properties": {"id": {"type": "string"}, "type": {"const": event.kind}}, "required": ["id", "type"]},
        "bindings": {"kafka": {"key": {"type": "string", "format": "uuid", "description": "The tenant; its hash is murmur2, as Java's"}}},
        "payload": {"allOf": [
            {"$ref": "#/components/schemas/Event"},
            {"type": "object", "properties": {
                "type": {"const": event.kind}, "data": {"$ref": format!("#/components/schemas/{}", event.data)},
            }},
        ]},
    })
}

fn record() -> Value {
    json!({
        "name": "record", "summary": "A call record in canonical form", "contentType": "application/json",
        "headers": {
            "type": "object", "required": ["api-key"],
            "properties": {"api-key": {"type": "string", "description": "A key that may send calls"}, "schema": {"const": "1"}},
        },
        "payload": {"type": "object", "description": "As the body of POST /v1/calls; see the OpenAPI document, CanonicalRecord",
                    "required": ["external_id", "started_at", "direction"]},
    })
}

fn schemas() -> Value {
    json!({
        "Event": {
            "type": "object", "required": ["v", "id", "seq", "type", "at", "tenant_id", "data"],
            "properties": {
                "v": {"const": 1, "description": "Version of this form"},
                "id": {"type": "string", "description": "Tenant and number; the same however often it comes"},
                "seq": {"type": "integer", "minimum": 1, "description": "Grows without gaps over all topics of a tenant"},
                "type": {"type": "string"}, "at": {"type": "string", "format": "date-time"},
                "tenant_id": {"type": "string", "format": "uuid"}, "data": {"type": "object"},
            },
        },
        "Call": {
            "type": "object", "required": ["call_id", "source_instance", "direction", "analysis_status"],
            "properties": {
                "call_id": {"type": "string", "format": "uuid"}, "source_instance": {"type": "string"},
                "direction": {"type": "string"}, "disposition": {"type": "string"},
                "started_at": {"type": "string", "format": "date-time"}, "talk_s": {"type": "integer"},
                "legs": {"type": "integer"}, "recordings": {"type": "integer"}, "analysis_status": {"type": "string"},
                "charge": {"type": "string"},
            },
        },
        "Object": {"type": "object"},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_that_is_checked_in_is_this_one() {
        let checked_in: Value = serde_json::from_str(include_str!("../../asyncapi.json")).unwrap();
        assert!(checked_in == document(), "run: audiapro asyncapi > asyncapi.json");
    }
}
