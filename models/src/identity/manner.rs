//! How a key is shown by whoever uses it, and so what is kept of it: of most a hash, of one that signs the secret itself, sealed.

use super::token::{self, Secret};
use crate::Error;
use crate::compliance::sealing::{DataKey, Place};
use crate::ids::{ApiKeyId, TenantId};

/// Keys that are no bearer's begin with it.
pub const WEBHOOK_MARK: &str = "apw_";
/// Every bearer's key begins with it.
pub const BEARER_MARK: &str = "ap_";
/// Letters kept readable, the mark included.
const PREFIX: usize = 9;
/// Letters of a user's name: `pbx-` and ten that nobody guesses.
const LOGIN: usize = 14;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Manner {
    /// `Authorization: Bearer`, or the password of anybody.
    #[default]
    Bearer,
    /// `Authorization: Basic` with its own user.
    Basic,
    /// `X-AudiaPro-Key`.
    Header,
    /// HMAC-SHA-256 of the raw bytes.
    Hmac,
}

impl Manner {
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Bearer, Self::Basic, Self::Header, Self::Hmac]
            .into_iter()
            .find(|manner| manner.as_str() == name)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bearer => "bearer",
            Self::Basic => "basic",
            Self::Header => "header",
            Self::Hmac => "hmac",
        }
    }

    fn has_login(self) -> bool {
        matches!(self, Self::Basic | Self::Hmac)
    }
}

/// What `basic` shows, as one text; it is looked up by its hash.
pub fn basic_text(login: &str, password: &str) -> String {
    format!("{login}:{password}")
}

/// A new key: what its holder is told once, and what is kept.
pub(super) struct Issued {
    pub secret: Secret,
    pub prefix: String,
    pub hash: Vec<u8>,
    pub login: Option<String>,
    pub sealed: Option<Vec<u8>>,
}

impl Issued {
    /// `login` is that of the key in whose place it comes. A key that signs needs the tenant's data key.
    pub fn new(
        manner: Manner,
        tenant: TenantId,
        id: ApiKeyId,
        login: Option<String>,
        data_key: Option<&DataKey>,
    ) -> Result<Self, Error> {
        let secret = Secret::random(match manner {
            Manner::Bearer => BEARER_MARK,
            Manner::Basic | Manner::Header | Manner::Hmac => WEBHOOK_MARK,
        })?;
        let login = match (manner.has_login(), login) {
            (false, _) => None,
            (true, Some(login)) => Some(login),
            (true, None) => Some(Secret::random("pbx-")?.reveal()[..LOGIN].to_owned()),
        };
        let text = secret.reveal();
        let (hash, sealed) = match (manner, data_key) {
            (Manner::Bearer | Manner::Header, _) => (secret.hash(), None),
            (Manner::Basic, _) => (token::hash(&basic_text(login.as_deref().unwrap_or(""), text)), None),
            (Manner::Hmac, Some(key)) => (secret.hash(), Some(key.seal(place(tenant, &id), text.as_bytes())?)),
            (Manner::Hmac, None) => {
                return Err(Error::Invalid("a key that signs is made by a running server".into()));
            }
        };
        let prefix = text[..PREFIX].to_owned();
        Ok(Self {
            secret,
            prefix,
            hash,
            login,
            sealed,
        })
    }
}

/// Where a secret that signs is sealed.
pub fn place(tenant: TenantId, id: &ApiKeyId) -> Place<'_> {
    Place {
        tenant,
        table: "api_keys",
        row: id.0.as_bytes(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_key_that_signs_the_secret_is_sealed_and_of_any_other_only_a_hash_is_kept() {
        let (tenant, id) = (TenantId(uuid::Uuid::from_u128(1)), ApiKeyId::random());
        let data_key = DataKey::random().expect("key");
        for manner in [Manner::Bearer, Manner::Basic, Manner::Header] {
            let issued = Issued::new(manner, tenant, id, None, Some(&data_key)).expect("issued");
            assert_eq!((issued.sealed, issued.hash.len()), (None, 32));
            assert_eq!(issued.login.is_some(), manner == Manner::Basic);
            assert_eq!(Manner::from_name(manner.as_str()), Some(manner));
        }
        let signing = Issued::new(Manner::Hmac, tenant, id, Some("pbx-rome".into()), Some(&data_key)).expect("issued");
        let opened = data_key.open(place(tenant, &id), &signing.sealed.expect("sealed"));
        assert_eq!(opened.expect("opened"), signing.secret.reveal().as_bytes());
        assert_eq!(signing.login.as_deref(), Some("pbx-rome"));
        assert!(Issued::new(Manner::Hmac, tenant, id, None, None).is_err());
    }
}
