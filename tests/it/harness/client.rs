//! An HTTP client whose every answer is held against the OpenAPI document.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use super::contract::Contract;

#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    pub url: String,
    pub key: Option<String>,
}

/// An answer that keeps the contract.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    /// Null where the body is not JSON.
    pub json: Value,
}

impl Client {
    pub fn new(url: String, key: Option<String>) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Self { http, url, key }
    }

    /// For programs that are told it.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url));
        match &self.key {
            Some(key) => request.bearer_auth(key),
            None => request,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn get_with(&self, path: &str, header: (&'static str, &str)) -> Answer {
        let (name, value) = (
            HeaderName::from_static(header.0),
            HeaderValue::from_str(header.1).unwrap(),
        );
        self.send(self.request(Method::GET, path).header(name, value)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    pub async fn post_text(&self, path: &str, kind: &str, body: impl Into<String>) -> Answer {
        self.send(
            self.request(Method::POST, path)
                .header("content-type", kind)
                .body(body.into()),
        )
        .await
    }

    pub async fn put(&self, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        self.send(self.request(Method::PUT, path).header("content-type", kind).body(body))
            .await
    }

    /// Sends, reads, and checks.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let (client, request) = request.build_split();
        let request = request.unwrap();
        let (method, path) = (request.method().clone(), request.url().path().to_owned());
        let response = client.execute(request).await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.unwrap().to_vec();
        let kind = headers
            .get("content-type")
            .and_then(|kind| kind.to_str().ok())
            .unwrap_or("")
            .to_owned();
        let json = if kind.contains("json") && !kind.contains("ndjson") && method != Method::HEAD {
            serde_json::from_slice(&bytes).expect("a body that says it is JSON")
        } else {
            Value::Null
        };
        for header in ["x-request-id", "x-content-type-options", "content-security-policy"] {
            assert!(headers.contains_key(header), "{method} {path} answers without {header}");
        }
        Contract::check(&method, &path, (status, &headers), &kind, &json);
        Answer {
            status,
            headers,
            bytes,
            json,
        }
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("")
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    /// The stable code of a problem.
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or("")
    }

    /// Status and code at once, for one assertion.
    pub fn refusal(&self) -> (u16, &str) {
        (self.status, self.code())
    }
}
