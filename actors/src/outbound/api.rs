//! A server of ours, spoken to by a command with a key. Whoever runs the command says where it is, so no address is refused.

use std::path::Path;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use reqwest::{Body, Method, Request, Url};
use serde_json::Value;
use tokio_util::io::ReaderStream;

use super::{Outbound, OutboundError};

/// A server and a key.
#[derive(Clone)]
pub struct Api {
    outbound: Outbound,
    base: String,
    key: String,
}

/// What it said.
#[derive(Clone, Debug)]
pub struct Answered {
    pub status: u16,
    pub retry_after: Option<Duration>,
    /// Null where the body is not JSON.
    pub json: Value,
}

impl Api {
    pub fn new(base: &str, key: &str) -> Result<Self, OutboundError> {
        let anywhere = ["0.0.0.0/0", "::/0"].iter().filter_map(|subnet| subnet.parse().ok());
        Ok(Self {
            outbound: Outbound::new(anywhere.collect())?,
            base: base.trim_end_matches('/').to_owned(),
            key: key.to_owned(),
        })
    }

    pub async fn get(&self, path: &str) -> Result<Answered, OutboundError> {
        self.answer(self.request(Method::GET, path)?).await
    }

    /// A part of a file, with where it stands in which, percent-encoded, and, of lines without ids, which are not the first of their kind.
    pub async fn post_part(
        &self,
        path: &str,
        origin: &str,
        lines: Option<&str>,
        body: Vec<u8>,
    ) -> Result<Answered, OutboundError> {
        let value = |text: &str| HeaderValue::from_str(text).map_err(|_| OutboundError::Address(path.to_owned()));
        let mut request = self.request(Method::POST, path)?;
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
        headers.insert("x-audiapro-origin", value(origin)?);
        if let Some(lines) = lines {
            headers.insert("x-audiapro-lines", value(lines)?);
        }
        *request.body_mut() = Some(body.into());
        self.answer(request).await
    }

    /// The bytes of a file, as they are read.
    pub async fn post_file(&self, path: &str, file: &Path) -> Result<Answered, OutboundError> {
        let unreadable = |error: std::io::Error| OutboundError::File {
            path: file.display().to_string(),
            reason: error.to_string(),
        };
        let open = tokio::fs::File::open(file).await.map_err(unreadable)?;
        let length = open.metadata().await.map_err(unreadable)?.len();
        let mut request = self.request(Method::POST, path)?;
        request
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
        request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
        *request.body_mut() = Some(Body::wrap_stream(ReaderStream::new(open)));
        self.answer(request).await
    }

    fn request(&self, method: Method, path: &str) -> Result<Request, OutboundError> {
        let address = format!("{}{path}", self.base);
        let wrong = || OutboundError::Address(address.clone());
        let url = Url::parse(&address).map_err(|_| wrong())?;
        let mut request = Request::new(method, url);
        let mut bearer = HeaderValue::from_str(&format!("Bearer {}", self.key)).map_err(|_| wrong())?;
        bearer.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, bearer);
        Ok(request)
    }

    async fn answer(&self, request: Request) -> Result<Answered, OutboundError> {
        let host = request.url().host_str().unwrap_or_default().to_owned();
        let response = self.outbound.send(request).await?;
        let status = response.status().as_u16();
        let retry_after = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.parse().ok())
            .map(Duration::from_secs);
        let bytes = response.bytes().await.map_err(|error| OutboundError::Transfer {
            host,
            reason: super::innermost(&error),
        })?;
        Ok(Answered {
            status,
            retry_after,
            json: serde_json::from_slice(&bytes).unwrap_or_default(),
        })
    }
}
