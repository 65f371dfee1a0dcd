//! A recording at an address → the spool: with the source's secret or the token that it was given, from where it was left, along redirects that
//! the source allows, within its bounds.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{
    AUTHORIZATION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_RANGE,
    LAST_MODIFIED, RANGE, WWW_AUTHENTICATE,
};
use reqwest::{Method, Request, Response, Url};
use uuid::Uuid;

use super::Trouble;
use super::address::Origin;
use super::digest::Challenge;
use super::response::{broken, number, refused, text};
use super::s3;
use super::spool::Spool;
use super::token::TokenPlace;
use super::told::{Secret, Told};
use crate::outbound::{Outbound, OutboundError, next_stop};

const REDIRECTS_MAX: usize = 5;

#[derive(Clone)]
pub struct Web<'a> {
    pub outbound: &'a Outbound,
    pub told: &'a Told,
    pub secret: Option<&'a Secret>,
    /// For whom the secret is: where the first of all requests goes.
    pub home: Option<Origin>,
    /// Given for the secret.
    pub token: Option<&'a str>,
    pub bytes_max: u64,
}

/// From which byte on, and of which content.
pub(super) struct Resume {
    at: u64,
    known: String,
}

impl Web<'_> {
    /// The same with a token.
    pub fn showing<'t>(&'t self, token: &'t str) -> Web<'t> {
        Web {
            token: Some(token),
            ..self.clone()
        }
    }

    /// Goes on where the connection breaks off, as long as something comes.
    pub async fn fetch(&self, url: &Url, spool: &mut Spool) -> Result<(), Trouble> {
        loop {
            let before = spool.length();
            let fetched = self.go_on(url, spool).await;
            spool.flush().await?;
            match fetched {
                Err(trouble) if trouble.code == "broken" && spool.length() > before => {}
                fetched => return fetched,
            }
        }
    }

    async fn go_on(&self, url: &Url, spool: &mut Spool) -> Result<(), Trouble> {
        // What the server could not know again is begun anew.
        let known = spool.validator().map(str::to_owned).filter(|_| spool.length() > 0);
        let from = known.map(|known| Resume {
            at: spool.length(),
            known,
        });
        let at = from.as_ref().map_or(0, |from| from.at);
        let mut response = self.ask(url, from.as_ref()).await?;
        let whole = match (response.status().as_u16(), part(response.headers())) {
            (206, Some((Some(begin), whole))) if at > 0 && begin == at => whole,
            (416, Some((None, Some(whole)))) if at > 0 && whole == at => return Ok(()),
            (206 | 416, _) => {
                spool.restart(None).await?;
                return Err(Trouble::again("broken", "the server has another content by now"));
            }
            (200, _) => {
                refuse_pages(response.headers())?;
                let length = number(response.headers(), CONTENT_LENGTH);
                self.within(length.unwrap_or(0))?;
                spool.restart(validator(response.headers())).await?;
                length
            }
            _ => return Err(self.refused(response).await),
        };
        while let Some(piece) = response.chunk().await.map_err(|error| broken(&error))? {
            self.within(spool.length() + piece.len() as u64)?;
            spool.push(&piece).await?;
        }
        match whole {
            Some(whole) if whole != spool.length() => Err(Trouble::again("broken", "the transfer ended too early")),
            _ => Ok(()),
        }
    }

    fn within(&self, bytes: u64) -> Result<(), Trouble> {
        match bytes <= self.bytes_max {
            true => Ok(()),
            false => {
                let detail = format!("a recording has at most {} bytes", self.bytes_max);
                Err(Trouble::never("too_large", detail))
            }
        }
    }

    /// A store that speaks S3 says in its answer why: a wrong key, no such bucket.
    pub(super) async fn refused(&self, mut response: Response) -> Trouble {
        let trouble = refused(&response);
        if self.told.s3.is_none() {
            return trouble;
        }
        let mut body = Vec::new();
        while let Ok(Some(piece)) = response.chunk().await {
            body.extend_from_slice(&piece);
            if body.len() >= s3::REFUSAL_MAX {
                break;
            }
        }
        match s3::code(&body) {
            Some(code) => Trouble {
                detail: format!("{}: {code}", trouble.detail),
                ..trouble
            },
            None => trouble,
        }
    }

    /// Every stop on the way is one that the source names. The secret goes home and to no other.
    pub(super) async fn ask(&self, first: &Url, from: Option<&Resume>) -> Result<Response, Trouble> {
        let mut url = first.clone();
        for _ in 0..=REDIRECTS_MAX {
            if !self.told.allows(&url) {
                let host = url.host_str().unwrap_or_default();
                let detail = format!("it leads to {host}, which the source does not name as a host of recordings");
                return Err(Trouble::never("redirect_refused", detail));
            }
            let secret = self.secret.filter(|_| Origin::of(&url) == self.home);
            let mut response = self.outbound.send(self.request(&url, from, secret)?).await?;
            if let (401, Some(Secret::Digest { user, password })) = (response.status().as_u16(), secret) {
                let challenge = challenge(response.headers()).ok_or_else(|| {
                    Trouble::again("unauthorized", "the server asks for no digest that could be given")
                })?;
                let mut again = self.request(&url, from, None)?;
                let cnonce = Uuid::new_v4().simple().to_string();
                let header = challenge.answer(user, password, "GET", &target(&url), &cnonce);
                put(again.headers_mut(), AUTHORIZATION, &header)?;
                response = self.outbound.send(again).await?;
            }
            if !response.status().is_redirection() {
                return Ok(response);
            }
            url = next_stop(&url, &response)?;
        }
        Err(Trouble::never("redirect_refused", "it leads on and on"))
    }

    fn request(&self, url: &Url, from: Option<&Resume>, secret: Option<&Secret>) -> Result<Request, Trouble> {
        let token = self.token.filter(|_| self.gives_token(url));
        let parameter = self.told.token.as_ref().and_then(|place| place.parameter.as_deref());
        let mut address = url.clone();
        if let (Some(token), Some(parameter)) = (token, parameter) {
            address.query_pairs_mut().append_pair(parameter, token);
        }
        let mut request = Request::new(Method::GET, address);
        let headers = request.headers_mut();
        let range = from.map(|from| format!("bytes={}-", from.at));
        if let (Some(from), Some(range)) = (from, &range) {
            put(headers, RANGE, range)?;
            put(headers, IF_RANGE, &from.known)?;
        }
        if let (Some(token), None) = (token, parameter) {
            put(headers, AUTHORIZATION, &format!("Bearer {token}"))?;
        }
        match secret {
            None | Some(Secret::Digest { .. } | Secret::Token { .. }) => {}
            Some(Secret::Basic { user, password }) => {
                let text = STANDARD.encode(format!("{user}:{password}"));
                put(headers, AUTHORIZATION, &format!("Basic {text}"))?;
            }
            Some(Secret::Bearer(token)) => put(headers, AUTHORIZATION, &format!("Bearer {token}"))?,
            Some(Secret::S3 {
                access_key,
                secret_key,
                session_token,
            }) => {
                let region = self.told.s3.as_ref().map_or("us-east-1", |s3| s3.region.as_str());
                let mut others: Vec<(&str, &str)> = range.iter().map(|range| ("range", range.as_str())).collect();
                if let Some(token) = session_token {
                    put(headers, HeaderName::from_static(s3::SESSION_TOKEN), token)?;
                    others.push((s3::SESSION_TOKEN, token.as_str()));
                }
                let signed = s3::signed(url, region, (access_key, secret_key), &others, chrono::Utc::now());
                for (name, value) in signed {
                    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| unsendable())?;
                    put(headers, name, &value)?;
                }
            }
        }
        Ok(request)
    }

    /// Who has given the token is shown it, and nobody else.
    fn gives_token(&self, url: &Url) -> bool {
        let origin = self.told.token.as_ref().and_then(TokenPlace::origin);
        origin.is_some() && origin == Origin::of(url)
    }
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) -> Result<(), Trouble> {
    let mut value = HeaderValue::from_str(value).map_err(|_| unsendable())?;
    value.set_sensitive(name == AUTHORIZATION || name == s3::SESSION_TOKEN);
    headers.insert(name, value);
    Ok(())
}

fn unsendable() -> Trouble {
    Trouble::never("bad_secret", "the source's secret cannot stand in a header")
}

fn target(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

fn challenge(headers: &HeaderMap) -> Option<Challenge> {
    let asked = headers.get_all(WWW_AUTHENTICATE).into_iter();
    asked.filter_map(|value| value.to_str().ok()).find_map(Challenge::parse)
}

/// `bytes 5-9/10` → (5, 10), `bytes */10` → (nothing, 10).
fn part(headers: &HeaderMap) -> Option<(Option<u64>, Option<u64>)> {
    let (range, whole) = text(headers, CONTENT_RANGE)?
        .trim()
        .strip_prefix("bytes ")?
        .split_once('/')?;
    let begin = range.split_once('-').and_then(|(begin, _)| begin.trim().parse().ok());
    Some((begin, whole.trim().parse().ok()))
}

/// By what the server knows the content again; a weak tag does not.
fn validator(headers: &HeaderMap) -> Option<String> {
    let tag = text(headers, ETAG).filter(|tag| !tag.starts_with("W/"));
    tag.or_else(|| text(headers, LAST_MODIFIED)).map(str::to_owned)
}

/// Some systems answer 200 with the page that says what is wrong.
fn refuse_pages(headers: &HeaderMap) -> Result<(), Trouble> {
    let kind = text(headers, CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_owned();
    let is_page = kind.starts_with("text/html") || kind.ends_with("json") || kind.ends_with("xml");
    match is_page {
        true => Err(Trouble::again("not_a_recording", format!("the server sends {kind}"))),
        false => Ok(()),
    }
}

impl From<OutboundError> for Trouble {
    fn from(error: OutboundError) -> Self {
        let detail = error.to_string();
        match error {
            OutboundError::Private { .. } => Self::never("private_address", detail),
            OutboundError::Redirect { .. } => Self::never("redirect_refused", detail),
            OutboundError::Address(_) => Self::never("bad_reference", detail),
            OutboundError::Connect { .. } => Self::again("unreachable", detail),
            OutboundError::Transfer { .. } => Self::again("broken", detail),
            OutboundError::Client(_) | OutboundError::Counter(_) | OutboundError::File { .. } => {
                Self::again("internal", detail)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn a_part_says_where_it_begins_and_how_long_the_whole_is() {
        assert_eq!(part(&headers(CONTENT_RANGE, "bytes 5-9/10")), Some((Some(5), Some(10))));
        assert_eq!(part(&headers(CONTENT_RANGE, "bytes 5-9/*")), Some((Some(5), None)));
        assert_eq!(part(&headers(CONTENT_RANGE, "bytes */10")), Some((None, Some(10))));
        assert_eq!(part(&headers(CONTENT_RANGE, "items 1-2/3")), None);
        assert_eq!(part(&HeaderMap::new()), None);
    }

    #[test]
    fn pages_are_no_recordings_and_weak_tags_know_nothing_again() {
        for page in [
            "text/html; charset=utf-8",
            "application/problem+json",
            "application/xml",
        ] {
            assert_eq!(
                refuse_pages(&headers(CONTENT_TYPE, page)).unwrap_err().code,
                "not_a_recording"
            );
        }
        assert!(refuse_pages(&headers(CONTENT_TYPE, "audio/wav")).is_ok() && refuse_pages(&HeaderMap::new()).is_ok());
        assert_eq!(validator(&headers(ETAG, "W/\"1\"")), None);
        assert_eq!(validator(&headers(ETAG, "\"1\"")).as_deref(), Some("\"1\""));
    }
}
