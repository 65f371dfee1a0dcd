//! What a source says of its recordings: from where they are fetched, with which secret, and how their names are read.

use engine::pbx::recording_name::NamePattern;
use reqwest::Url;
use serde::{Deserialize, Serialize};

use super::address::{Origin, web_address};
use super::answer::is_pointer;
use super::path::relative;
use super::s3;
pub use super::s3::Bucket;
use super::token::TokenPlace;

/// Seconds by which the begin of a recording and that of its leg may differ, if nobody says otherwise.
const TOLERANCE_S: u32 = 60;
const TOLERANCE_MAX_S: u32 = 3600;
const HOSTS_MAX: usize = 50;

/// As it is kept. Where several places are said, a reference that is an address is asked of its host, any other one is looked for in the
/// folder, else in the store, else below the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
    /// There is a place to fetch from.
    pub fetched: bool,
    /// Below this address; or with `{ref}`, `{path}`, `{external_id}` or `{linked_id}` in it, exactly there.
    pub base_url: Option<String>,
    /// What is answered there is JSON; at this pointer in it stands the address of the recording.
    pub link: Option<String>,
    /// Where a token is asked for with the secret's user and password.
    pub token: Option<TokenPlace>,
    /// Where addresses in records may lead: `HOST`, `HOST:PORT` (by TLS), or `http://HOST:PORT`.
    pub hosts: Vec<String>,
    /// Below the folder that this server has for the tenant.
    pub folder: Option<String>,
    pub s3: Option<Bucket>,
    /// Pattern of the names of files.
    pub names: Option<String>,
    pub tolerance_s: Option<u32>,
}

/// How we say who we are.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Secret {
    Basic {
        user: String,
        password: String,
    },
    Digest {
        user: String,
        password: String,
    },
    Bearer(String),
    Token {
        user: String,
        password: String,
    },
    S3 {
        access_key: String,
        secret_key: String,
        /// Beside keys that were lent for a while.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        session_token: Option<String>,
    },
}

impl Secret {
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Basic { .. } => "basic",
            Self::Digest { .. } => "digest",
            Self::Bearer(_) => "bearer",
            Self::Token { .. } => "token",
            Self::S3 { .. } => "s3",
        }
    }

    fn is_whole(&self) -> bool {
        let is_text = |text: &String| !text.trim().is_empty() && !text.chars().any(char::is_control);
        match self {
            Self::Basic { user, password } | Self::Digest { user, password } => {
                is_text(user) && is_text(password) && !user.contains(':')
            }
            Self::Bearer(token) => is_text(token),
            Self::Token { user, password } => is_text(user) && is_text(password),
            Self::S3 {
                access_key,
                secret_key,
                session_token,
            } => is_text(access_key) && is_text(secret_key) && session_token.iter().all(is_text),
        }
    }
}

// It is never logged.
impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secret::{}(…)", self.kind())
    }
}

impl Told {
    pub fn tolerance_s(&self) -> i64 {
        i64::from(self.tolerance_s.unwrap_or(TOLERANCE_S))
    }

    /// Whether an address may be asked.
    pub fn allows(&self, url: &Url) -> bool {
        Origin::of(url).is_some_and(|origin| self.places().any(|place| place == origin))
    }

    /// Whether a secret that was given for what was told before is for this as well: no place is new. Each may be the one that is asked first,
    /// for a record may name an address there.
    pub fn is_where(&self, before: &Self) -> bool {
        self.places().all(|place| before.places().any(|known| known == place))
    }

    /// Where addresses may lead.
    fn places(&self) -> impl Iterator<Item = Origin> {
        let named = self.hosts.iter().filter_map(|host| Origin::parse(host));
        let places = [
            self.base_url.as_deref().and_then(web_address),
            self.token.as_ref().and_then(|token| web_address(&token.url)),
            self.s3.as_ref().and_then(|bucket| s3::address(bucket, "")),
        ];
        let places = places.into_iter().flatten();
        named.chain(places.filter_map(|place| Origin::of(&place)))
    }

    /// As it is to be kept, or the key that is wrong and why.
    pub fn checked(mut self, secret: Option<&str>) -> Result<Self, (&'static str, String)> {
        if let Some(base) = &self.base_url {
            web_address(base).ok_or((
                "base_url",
                "it is an http or https address, without a user in it".to_owned(),
            ))?;
        }
        self.check_steps(secret)?;
        if self.hosts.len() > HOSTS_MAX {
            return Err(("hosts", format!("at most {HOSTS_MAX}")));
        }
        if let Some(wrong) = self.hosts.iter().find(|host| Origin::parse(host).is_none()) {
            return Err(("hosts", format!("{wrong:?} is not HOST, HOST:PORT or http://HOST:PORT")));
        }
        if let Some(folder) = &self.folder {
            relative(folder).ok_or(("folder", "it is a folder below the tenant's, without `..`".to_owned()))?;
        }
        if let Some(s3) = &mut self.s3 {
            let address = web_address(&s3.endpoint);
            address.ok_or(("s3", "`endpoint` is an http or https address".to_owned()))?;
            if s3.bucket.is_empty() || s3.bucket.contains('/') {
                return Err(("s3", "`bucket` is the name of one".into()));
            }
            if s3::address(s3, "").is_none() {
                return Err((
                    "s3",
                    "with `bucket_in_host` the bucket is the begin of a host's name".into(),
                ));
            }
            if s3.region.is_empty() {
                s3.region = "us-east-1".into();
            }
            if secret.is_some_and(|kind| kind != "s3") {
                return Err(("secret", "a store that speaks S3 takes a secret `s3`".into()));
            }
        } else if secret == Some("s3") {
            return Err(("secret", "`s3` is for a store that speaks S3".into()));
        }
        if let Some(names) = &self.names {
            NamePattern::new(names).map_err(|fault| ("names", fault.to_string()))?;
        }
        if self.tolerance_s.is_some_and(|seconds| seconds > TOLERANCE_MAX_S) {
            return Err(("tolerance_s", format!("at most {TOLERANCE_MAX_S}")));
        }
        self.fetched = self.base_url.is_some() || !self.hosts.is_empty() || self.folder.is_some() || self.s3.is_some();
        Ok(self)
    }
}

impl Told {
    /// What is asked before the recording itself: its address, a token.
    fn check_steps(&self, secret: Option<&str>) -> Result<(), (&'static str, String)> {
        if let Some(link) = &self.link {
            if !is_pointer(link) {
                return Err(("link", "it is a JSON pointer such as /download_resource_url".into()));
            }
            if self.base_url.is_none() || self.folder.is_some() || self.s3.is_some() {
                let why = "it is what a `base_url` answers, and not for a folder or a store that speaks S3";
                return Err(("link", why.into()));
            }
        }
        let Some(token) = &self.token else {
            return match secret {
                Some("token") => Err((
                    "token",
                    "a secret `token` needs it: where the token is asked for".into(),
                )),
                _ => Ok(()),
            };
        };
        if let Some(fault) = token.fault(self.base_url.as_deref()) {
            return Err(("token", fault));
        }
        match secret {
            Some("token") => Ok(()),
            _ => Err((
                "secret",
                "the token is asked for with a secret `token {user, password}`".into(),
            )),
        }
    }
}

/// Whether a secret can be one.
pub fn check_secret(secret: &Secret) -> Result<(), String> {
    match secret.is_whole() {
        true => Ok(()),
        false => Err("a secret is not empty, and a user has no colon".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(hosts: &[&str]) -> Told {
        Told {
            hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
            base_url: Some("http://pbx.lan:8088/monitor/".into()),
            ..Told::default()
        }
    }

    #[test]
    fn only_hosts_that_were_named_are_asked_and_by_tls_unless_said_otherwise() {
        let told = told(&["api.example.com", "other.example.com:8443", "http://plain.example.com"])
            .checked(None)
            .unwrap();
        assert!(told.fetched);
        let allows = |url: &str| told.allows(&Url::parse(url).unwrap());
        assert!(allows("https://API.example.com/x") && allows("https://other.example.com:8443/x"));
        assert!(allows("http://plain.example.com/x") && allows("http://pbx.lan:8088/elsewhere"));
        for other in [
            "http://api.example.com/x",
            "https://api.example.com:8443/x",
            "https://api.example.com.evil.example/x",
            "https://plain.example.com/x",
            "http://pbx.lan/x",
        ] {
            assert!(!allows(other), "{other}");
        }
    }

    #[test]
    fn a_store_is_asked_where_its_buckets_are() {
        let allows = |bucket_in_host: bool, url: &str| {
            let s3 = Bucket {
                endpoint: "https://s3.example.com:9000".into(),
                bucket: "calls".into(),
                bucket_in_host,
                ..Bucket::default()
            };
            let told = Told {
                s3: Some(s3),
                ..Told::default()
            };
            told.allows(&Url::parse(url).unwrap())
        };
        let (below, before) = (
            "https://s3.example.com:9000/calls/a",
            "https://calls.s3.example.com:9000/a",
        );
        assert!(allows(false, below) && !allows(false, before));
        assert!(allows(true, before) && !allows(true, below));
    }

    #[test]
    fn keys_of_a_store_may_be_lent_with_a_token() {
        let secret = |text: &str| serde_json::from_str::<Secret>(text);
        let keys = secret(r#"{"s3":{"access_key":"a","secret_key":"b"}}"#).unwrap();
        assert!(check_secret(&keys).is_ok());
        assert_eq!(
            serde_json::to_string(&keys).unwrap(),
            r#"{"s3":{"access_key":"a","secret_key":"b"}}"#
        );
        let lent = r#"{"s3":{"access_key":"a","secret_key":"b","session_token":"c"}}"#;
        assert_eq!(serde_json::to_string(&secret(lent).unwrap()).unwrap(), lent);
        let empty = secret(r#"{"s3":{"access_key":"a","secret_key":"b","session_token":" "}}"#).unwrap();
        assert!(check_secret(&empty).is_err());
        assert!(secret(r#"{"s3":{"access_key":"a","secret_key":"b","token":"c"}}"#).is_err());
    }

    #[test]
    fn a_secret_is_for_the_place_for_which_it_was_given() {
        let at = |base: Option<&str>, hosts: &[&str]| Told {
            base_url: base.map(str::to_owned),
            ..told(hosts)
        };
        let before = told(&["api.example.com"]);
        assert!(at(Some("http://pbx.lan:8088/other/{path}"), &["API.example.com:443"]).is_where(&before));
        assert!(at(None, &["api.example.com"]).is_where(&before) && at(None, &[]).is_where(&before));
        for elsewhere in [
            at(Some("http://evil.example/"), &["api.example.com"]),
            // A record may name an address there, and then it is asked first.
            at(
                Some("http://pbx.lan:8088/monitor/"),
                &["api.example.com", "evil.example"],
            ),
            at(Some("http://pbx.lan:8088/monitor/"), &["http://api.example.com"]),
            at(Some("https://pbx.lan:8088/monitor/"), &[]),
            at(None, &["evil.example"]),
        ] {
            assert!(!elsewhere.is_where(&before), "{elsewhere:?}");
        }
        assert!(!at(Some("http://evil.example/"), &[]).is_where(&Told::default()));
    }

    #[test]
    fn a_link_and_a_token_are_of_the_address_at_which_recordings_are_asked_for() {
        let asked = |change: fn(&mut Told), secret: Option<&str>| {
            let mut asked = Told {
                link: Some("/url".into()),
                token: Some(TokenPlace {
                    url: "http://pbx.lan:8088/token".into(),
                    ..TokenPlace::default()
                }),
                ..told(&[])
            };
            change(&mut asked);
            asked.checked(secret).map_err(|(key, _)| key)
        };
        assert!(asked(|_| (), Some("token")).is_ok_and(|told| told.fetched));
        assert_eq!(asked(|_| (), Some("basic")), Err("secret"));
        assert_eq!(asked(|_| (), None), Err("secret"));
        assert_eq!(asked(|told| told.link = Some("url".into()), Some("token")), Err("link"));
        assert_eq!(
            asked(|told| told.folder = Some("calls".into()), Some("token")),
            Err("link")
        );
        assert_eq!(asked(|told| told.base_url = None, Some("token")), Err("link"));
        let elsewhere = |told: &mut Told| told.base_url = Some("http://other.lan:8088/".into());
        assert_eq!(asked(elsewhere, Some("token")), Err("token"));
        // It is no secret that says where the recording is: that goes without one, too.
        assert!(asked(|told| told.token = None, None).is_ok());
    }

    #[test]
    fn what_cannot_be_is_named() {
        let bucket = |bucket: &str| Told {
            s3: Some(Bucket {
                endpoint: "https://s3.example.com".into(),
                bucket: bucket.into(),
                bucket_in_host: true,
                ..Bucket::default()
            }),
            ..Told::default()
        };
        assert!(bucket("rome-calls.2026").checked(Some("s3")).is_ok());
        for (key, wrong) in [
            ("s3", bucket("rome calls")),
            ("s3", bucket("rome@evil.example")),
            ("s3", bucket("10.0.0.5:80")),
            ("hosts", told(&["https://user@host"])),
            ("hosts", told(&["host/path"])),
            (
                "base_url",
                Told {
                    base_url: Some("ftp://x".into()),
                    ..Told::default()
                },
            ),
            (
                "folder",
                Told {
                    folder: Some("a/../../b".into()),
                    ..Told::default()
                },
            ),
            (
                "names",
                Told {
                    names: Some("{what}".into()),
                    ..Told::default()
                },
            ),
            (
                "s3",
                Told {
                    s3: Some(Bucket {
                        endpoint: "x".into(),
                        ..Bucket::default()
                    }),
                    ..Told::default()
                },
            ),
            (
                "tolerance_s",
                Told {
                    tolerance_s: Some(90_000),
                    ..Told::default()
                },
            ),
        ] {
            assert_eq!(wrong.checked(None).unwrap_err().0, key);
        }
        assert_eq!(told(&[]).checked(Some("s3")).unwrap_err().0, "secret");
        assert_eq!(told(&[]).checked(Some("token")).unwrap_err().0, "token");
        assert!(!Told::default().checked(None).unwrap().fetched);
    }
}
