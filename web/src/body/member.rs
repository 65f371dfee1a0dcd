//! Which member of a JSON body cannot be read, so that a refusal names it: of a value serde tells only the place where it stopped. Pure.

/// Reasons that name a member themselves.
const OF_NAMES: [&str; 3] = ["unknown field `", "missing field `", "duplicate field `"];

/// The member that this error is about, `settings.tz` of one inside of another; `None` where it is about the body as a whole.
pub fn of(error: &serde_json::Error, text: &[u8]) -> Option<String> {
    let outer = open(before(text, error.line(), error.column()));
    let why = error.to_string();
    let named = OF_NAMES.iter().find_map(|begin| why.strip_prefix(begin));
    let inner = named.and_then(|rest| rest.split('`').next());
    match (outer, inner) {
        (Some(outer), Some(inner)) => Some(format!("{outer}.{inner}")),
        (outer, inner) => outer.or(inner.map(str::to_owned)),
    }
}

/// The text up to a place: a line from 1, and so many bytes of it.
fn before(text: &[u8], line: usize, column: usize) -> &[u8] {
    let lines = text.split_inclusive(|byte| *byte == b'\n');
    let begin: usize = lines.take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    &text[..text.len().min(begin + column)]
}

/// The member of the outermost object in whose value this begin of a text ends.
fn open(begin: &[u8]) -> Option<String> {
    let (mut depth, mut is_escaped) = (0_usize, false);
    let mut string: Option<usize> = None;
    let (mut last, mut member) = (None, None);
    for (at, byte) in begin.iter().enumerate() {
        if let Some(start) = string {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'"' => (string, last) = (None, begin.get(start..=at)),
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => string = Some(at),
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    member = None;
                }
            }
            b':' if depth == 1 => member = last,
            b',' if depth == 1 => member = None,
            _ => {}
        }
    }
    member.and_then(|name| serde_json::from_slice(name).ok())
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only what cannot be read is looked at")]
    struct Order {
        name: String,
        #[serde(default)]
        ids: Vec<u64>,
        settings: Option<Settings>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only what cannot be read is looked at")]
    struct Settings {
        tz: String,
        rate: Option<u32>,
    }

    #[test]
    fn the_member_that_cannot_be_read_is_named() {
        for (text, member) in [
            (r#"{"name": 5}"#, Some("name")),
            (r#"{"name": {"a": [1]}}"#, Some("name")),
            (r#"{"name": null, "ids": []}"#, Some("name")),
            ("{\n  \"name\": \"a,\\\"{\",\n  \"ids\": [1, \"x\"]\n}", Some("ids")),
            (r#"{"name": "a", "ids": 7}"#, Some("ids")),
            (r#"{"n\u0061me": 5}"#, Some("name")),
            (r#"{"ids": [1]}"#, Some("name")),
            (r#"{"name": "a", "colour": 1}"#, Some("colour")),
            (r#"{"name": "a", "name": "b"}"#, Some("name")),
            (
                r#"{"name": "a", "settings": {"tz": "UTC", "rate": -1}}"#,
                Some("settings"),
            ),
            (
                r#"{"name": "a", "settings": {"tz": "UTC", "more": 1}}"#,
                Some("settings.more"),
            ),
            (r#"{"name": "a", "settings": {}}"#, Some("settings.tz")),
            (r#""name""#, None),
            ("null", None),
        ] {
            let error = serde_json::from_str::<Order>(text).unwrap_err();
            assert_eq!(of(&error, text.as_bytes()).as_deref(), member, "{text}: {error}");
        }
    }
}
