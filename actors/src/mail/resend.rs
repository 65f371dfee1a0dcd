//! Mails by Resend's HTTP interface: <https://resend.com/docs/api-reference/emails/send-email>.

use std::time::Duration;

use lettre::Address;
use models::platform::mail::Mail;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use reqwest::{Method, Request, Response, StatusCode, Url};
use serde_json::json;

use super::Carried;
use super::sender::{CourierError, Sender};
use crate::outbound::Outbound;

/// Of an answer that says what was wrong, so much is read.
const ANSWER_CHARS_MAX: usize = 500;

#[derive(Clone)]
pub(super) struct Resend {
    sender: Sender,
    url: Url,
    authorization: HeaderValue,
    outbound: Outbound,
}

impl std::fmt::Debug for Resend {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Resend")
            .field("url", &self.url.as_str())
            .finish_non_exhaustive()
    }
}

impl Resend {
    pub(super) fn new(sender: Sender, url: &str, key: String, outbound: Outbound) -> Result<Self, CourierError> {
        let wrong = || CourierError::Url(url.to_owned());
        let mut authorization = HeaderValue::try_from(format!("Bearer {key}")).map_err(|_| wrong())?;
        authorization.set_sensitive(true);
        let base = Url::parse(url).map_err(|_| wrong())?;
        Ok(Self {
            sender,
            url: base.join("emails").map_err(|_| wrong())?,
            authorization,
            outbound,
        })
    }

    pub(super) async fn carry(&self, mail: &Mail, to: &Address) -> Carried {
        match self.outbound.send(self.request(mail, to)).await {
            Ok(response) => judge(response).await,
            Err(error) => Carried::Again {
                error: error.to_string(),
                after: None,
            },
        }
    }

    fn request(&self, mail: &Mail, to: &Address) -> Request {
        let mut body = json!({
            "from": self.sender.from.to_string(),
            "to": [to.to_string()],
            "subject": mail.content.subject,
            "text": mail.content.text,
            "html": mail.content.html,
            "headers": { "Auto-Submitted": "auto-generated" },
        });
        if let Some(reply_to) = &self.sender.reply_to {
            body["reply_to"] = reply_to.to_string().into();
        }
        let mut request = Request::new(Method::POST, self.url.clone());
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.authorization.clone());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Ok(id) = HeaderValue::try_from(mail.id.to_string()) {
            headers.insert("idempotency-key", id);
        }
        *request.body_mut() = Some(body.to_string().into());
        request
    }
}

async fn judge(response: Response) -> Carried {
    let status = response.status();
    if status.is_success() {
        return Carried::Taken;
    }
    let after = response
        .headers()
        .get(RETRY_AFTER)
        .and_then(|after| after.to_str().ok()?.parse().ok())
        .map(Duration::from_secs);
    let said: String = response
        .text()
        .await
        .unwrap_or_default()
        .chars()
        .take(ANSWER_CHARS_MAX)
        .collect();
    let error = format!("{status}: {said}");
    match status {
        // What it says about the mail itself; a wrong key or sender is the operator's to mend.
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::PAYLOAD_TOO_LARGE => {
            Carried::Refused(error)
        }
        _ => Carried::Again { error, after },
    }
}
