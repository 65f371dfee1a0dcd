//! The id of the request that is being answered: taken from `X-Request-Id` where the caller sent a usable one, else made
//! here. Every problem and every line of the log about the request carries it.

use actix_web::http::header::HeaderMap;
use uuid::Uuid;

/// Header in which it comes and goes.
pub const HEADER: &str = "x-request-id";

/// Longest id that is taken from a caller.
const LENGTH_MAX: usize = 128;

tokio::task_local! {
    static CURRENT: String;
}

/// A caller's id if it is short and plain (it is logged and sent back), else a new one.
pub fn of(headers: &HeaderMap) -> String {
    let plain = |id: &&str| {
        (1..=LENGTH_MAX).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b))
    };
    let given = headers.get(HEADER).and_then(|value| value.to_str().ok()).filter(plain);
    given.map_or_else(|| Uuid::now_v7().to_string(), str::to_owned)
}

/// Runs the work of one request under its id.
pub async fn scope<F: Future>(id: String, work: F) -> F::Output {
    CURRENT.scope(id, work).await
}

/// The id of the request that this task answers; a new one outside of any request.
pub fn current() -> String {
    CURRENT
        .try_with(String::clone)
        .unwrap_or_else(|_| Uuid::now_v7().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};

    fn headers(id: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(HeaderName::from_static(HEADER), HeaderValue::from_str(id).unwrap());
        headers
    }

    #[test]
    fn a_plain_id_is_taken_and_any_other_replaced() {
        assert_eq!(of(&headers("abc-1.2_3:4")), "abc-1.2_3:4");
        for bad in ["", "a b", "<script>", &"x".repeat(129)] {
            assert_ne!(of(&headers(bad)), bad);
        }
    }
}
