//! JSON that a server answers with, as far as it is looked at.

use reqwest::Response;
use serde_json::Value;

use super::Trouble;
use super::response::broken;

const BYTES_MAX: usize = 64 * 1024;
/// Letters of it that people are shown.
const SHOWN_MAX: usize = 200;
const POINTER_MAX: usize = 200;

/// What a server said. Null where it is no JSON.
#[derive(Debug)]
pub(super) struct Answer {
    json: Value,
    text: String,
}

impl Answer {
    pub(super) async fn read(mut response: Response) -> Result<Self, Trouble> {
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|error| broken(&error))? {
            body.extend_from_slice(&piece);
            if body.len() > BYTES_MAX {
                let detail = format!("the server's answer has more than {BYTES_MAX} bytes");
                return Err(Trouble::again("bad_answer", detail));
            }
        }
        Ok(Self::of(&body))
    }

    fn of(body: &[u8]) -> Self {
        Self {
            json: serde_json::from_slice(body).unwrap_or_default(),
            text: String::from_utf8_lossy(body).into_owned(),
        }
    }

    /// The text at a JSON pointer, if something is said there.
    pub(super) fn text(&self, pointer: &str) -> Option<&str> {
        let text = self.json.pointer(pointer)?.as_str()?.trim();
        Some(text).filter(|text| !text.is_empty())
    }

    /// The whole number there, also where it is written as a text.
    pub(super) fn number(&self, pointer: &str) -> Option<u64> {
        let value = self.json.pointer(pointer)?;
        value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
    }

    /// Nothing is said at a JSON pointer; what is said instead is shown without what is `hidden`.
    pub(super) fn lacks(&self, pointer: &str, hidden: &[&str]) -> Trouble {
        let said = hidden
            .iter()
            .filter(|hidden| !hidden.is_empty())
            .fold(self.text.clone(), |said, hidden| said.replace(*hidden, "…"));
        let is_shown = |letter: &char| !letter.is_control();
        let said: String = said.trim().chars().filter(is_shown).take(SHOWN_MAX).collect();
        Trouble {
            said: Some(said),
            ..Trouble::again("bad_answer", format!("the server's answer has nothing at {pointer}"))
        }
    }
}

/// Whether a text is a JSON pointer (RFC 6901) to something within a document.
pub(super) fn is_pointer(text: &str) -> bool {
    text.starts_with('/') && text.len() <= POINTER_MAX && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_what_stands_at_a_pointer() {
        let answer = Answer::of(br#"{"errcode": 0, "data": [{"url": " /a.wav "}], "lasts": "1800", "none": ""}"#);
        assert_eq!(answer.text("/data/0/url"), Some("/a.wav"));
        assert_eq!(
            (answer.text("/none"), answer.text("/errcode"), answer.text("/x")),
            (None, None, None)
        );
        assert_eq!(
            (answer.number("/errcode"), answer.number("/lasts")),
            (Some(0), Some(1800))
        );
        assert_eq!(answer.number("/data"), None);
    }

    #[test]
    fn what_is_said_instead_is_shown_without_secrets() {
        let answer = Answer::of(b"{\"errmsg\":\"s3same of\nt0k3n EXPIRED\"}");
        let trouble = answer.lacks("/url", &["t0k3n", "s3same", ""]);
        assert_eq!((trouble.code, trouble.again), ("bad_answer", true));
        assert_eq!(trouble.said.as_deref(), Some("{\"errmsg\":\"… of… EXPIRED\"}"));
        assert!(trouble.detail.ends_with("nothing at /url"), "{}", trouble.detail);
        let page = Answer::of("ü".repeat(1000).as_bytes());
        let said = page.lacks("/url", &[]).said.unwrap();
        assert_eq!(said.chars().count(), SHOWN_MAX);
    }

    #[test]
    fn a_pointer_leads_into_a_document() {
        assert!(is_pointer("/download_resource_url") && is_pointer("/data/0/url"));
        assert!(!is_pointer("") && !is_pointer("url") && !is_pointer("/a\nb") && !is_pointer(&"/a".repeat(101)));
    }
}
