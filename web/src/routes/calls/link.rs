//! The list of the calls that a filter wants, as an address: what `wanted::filter` reads back.

use chrono::{DateTime, SecondsFormat, Utc};
use models::calls::filter::{CallFilter, NumberIs};

use super::custom;

/// Without whose rows are seen: that is decided anew for whoever follows it.
pub fn to(filter: &CallFilter) -> String {
    let mut link = Link::default();
    let ids: Vec<String> = filter.ids.iter().map(ToString::to_string).collect();
    link.list("id", &ids);
    link.time("started_from", filter.started_from);
    link.time("started_before", filter.started_before);
    link.list("direction", &filter.direction);
    link.list("disposition", &filter.disposition);
    link.list("analysis_status", &filter.analysis_status);
    link.list("sentiment", &filter.sentiment_label);
    link.text("agent", filter.agent.as_deref());
    link.value("agent_exact", filter.agent_exact.then_some(true));
    link.text("queue", filter.queue.as_deref());
    link.number("number", filter.number.as_ref());
    link.number("from", filter.from.as_ref());
    link.number("to", filter.to.as_ref());
    link.text("source_instance", filter.source_instance.as_deref());
    link.text("external_id", filter.external_id.as_deref());
    link.text("linked_id", filter.linked_id.as_deref());
    link.value("sentiment_min", filter.sentiment_min);
    link.value("sentiment_max", filter.sentiment_max);
    link.value("talk_min_s", filter.talk_min_s);
    link.value("talk_max_s", filter.talk_max_s);
    link.value("wait_min_s", filter.wait_min_s);
    link.value("wait_max_s", filter.wait_max_s);
    link.value("caller_known", filter.caller_known);
    link.value("vip", filter.vip);
    if let Some(searched) = &filter.searched {
        link.text("q", Some(&searched.text));
        link.text("speaker", searched.speaker.as_deref());
    }
    let tags: Vec<String> = filter.tags.iter().map(ToString::to_string).collect();
    link.list("tag", &tags);
    for condition in &filter.custom {
        let (name, value) = custom::told(condition);
        link.text(&name, Some(&value));
    }
    link.value("archived", filter.archived);
    link.value("has_recording", filter.has_recording);
    link.text("charge_kind", filter.charge_kind.as_deref());
    link.time("charged_period", filter.charged_period);
    link.text("language", filter.language.as_deref());
    link.text("flag", filter.flag.as_deref());
    if let Some(moment) = &filter.moment {
        let weekdays: Vec<String> = moment.weekdays.iter().map(ToString::to_string).collect();
        link.list("weekday", &weekdays);
        link.value("hour", moment.hour);
    }
    link.value("after_hours", filter.after_hours.as_ref().map(|hours| hours.after));
    if let Some(again) = filter.again {
        let name = if again.called {
            "called_again_within_d"
        } else {
            "not_called_again_within_d"
        };
        link.value(name, Some(again.within_d));
    }
    link.value("called_once", filter.once);
    link.time("as_of", filter.as_of);
    link.address
}

struct Link {
    address: String,
}

impl Default for Link {
    fn default() -> Self {
        Self {
            address: "/v1/calls".into(),
        }
    }
}

impl Link {
    fn text(&mut self, name: &str, value: Option<&str>) {
        let Some(value) = value else { return };
        self.address.push(if self.address.contains('?') { '&' } else { '?' });
        self.address.push_str(name);
        self.address.push('=');
        for byte in value.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b',' | b':' | b'*' => {
                    self.address.push(char::from(byte));
                }
                other => self.address.push_str(&format!("%{other:02X}")),
            }
        }
    }

    fn value(&mut self, name: &str, value: Option<impl ToString>) {
        self.text(name, value.map(|value| value.to_string()).as_deref());
    }

    fn list(&mut self, name: &str, values: &[String]) {
        let list = (!values.is_empty()).then(|| values.join(","));
        self.text(name, list.as_deref());
    }

    fn time(&mut self, name: &str, at: Option<DateTime<Utc>>) {
        self.value(name, at.map(|at| at.to_rfc3339_opts(SecondsFormat::AutoSi, true)));
    }

    fn number(&mut self, name: &str, number: Option<&NumberIs>) {
        match number {
            Some(NumberIs::Whole(number)) => self.text(name, Some(number)),
            Some(NumberIs::Begins(begin)) => self.text(name, Some(&format!("{begin}*"))),
            None => (),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_cannot_hold_is_escaped() {
        let filter = CallFilter {
            disposition: vec!["missed".into(), "abandoned".into()],
            number: Some(NumberIs::Begins("+49".into())),
            agent: Some("Ü & Co".into()),
            as_of: Some("2026-11-28T10:00:00.000001Z".parse().unwrap()),
            ..CallFilter::default()
        };
        assert_eq!(
            to(&filter),
            "/v1/calls?disposition=missed,abandoned&agent=%C3%9C%20%26%20Co&number=%2B49*&as_of=2026-11-28T10:00:00.000001Z"
        );
        assert_eq!(to(&CallFilter::default()), "/v1/calls");
    }
}
