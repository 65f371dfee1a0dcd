//! Sealing of single messages (transcripts, secrets, quarantined bytes) and the keys for it. AES-256-GCM; the tenant, table
//! and row id are associated data, so a ciphertext opens only where it was put. Recordings: `sealed_recording.rs`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use aws_lc_rs::{hmac, rand};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use zeroize::Zeroizing;

pub use super::master_key::{MasterKey, MasterKeySource};
use crate::Error;
use crate::db::Pool;
use crate::ids::TenantId;
use crate::schema::{platform_keys, tenant_keys};

/// First byte of every sealed message.
const VERSION: u8 = 1;

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SealError {
    /// Changed, cut, put elsewhere, or sealed under another key.
    #[error("the seal is broken")]
    Broken,
    #[error("sealed in form {0}, which this version does not know")]
    UnknownForm(u8),
    #[error("the system gives no random numbers")]
    NoRandom,
    #[error("longer than can be sealed")]
    TooLong,
    #[error("could not read the sealed recording: {0}")]
    Read(String),
}

/// Where a sealed value lives. It opens nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    pub tenant: TenantId,
    pub table: &'a str,
    /// The row's id inside the tenant, as text or bytes.
    pub row: &'a [u8],
}

impl Place<'_> {
    /// Every part with its length before it, so that no two places give the same bytes.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = b"audiapro/1".to_vec();
        for part in [self.tenant.0.as_bytes().as_slice(), self.table.as_bytes(), self.row] {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part);
        }
        bytes
    }
}

/// One tenant's key. Every use has a key of its own derived from it, so no nonce of one can meet another's.
#[derive(Clone)]
pub struct DataKey {
    bytes: Zeroizing<[u8; 32]>,
}

impl DataKey {
    pub fn random() -> Result<Self, SealError> {
        let mut bytes = Zeroizing::new([0; 32]);
        rand::fill(bytes.as_mut()).map_err(|_| SealError::NoRandom)?;
        Ok(DataKey { bytes })
    }

    /// form, nonce, ciphertext, tag. Nonces are random: at most 2³² messages a tenant (NIST SP 800-38D, 8.3).
    pub fn seal(&self, place: Place<'_>, message: &[u8]) -> Result<Vec<u8>, SealError> {
        seal(&self.derived(&[], &[b"messages"])?, place, message)
    }

    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        open(&self.derived(&[], &[b"messages"])?, place, sealed)
    }

    /// The key under which words become hashes.
    pub fn search_key(&self) -> Result<SearchKey, SealError> {
        let pseudo_random: Prk = Salt::new(HKDF_SHA256, &[]).extract(self.bytes.as_ref());
        let mut key = Zeroizing::new([0; 32]);
        pseudo_random
            .expand(&[b"search"], Length32)
            .and_then(|okm| okm.fill(key.as_mut()))
            .map_err(|_| SealError::Broken)?;
        Ok(SearchKey(hmac::Key::new(hmac::HMAC_SHA256, key.as_ref())))
    }

    /// HKDF-SHA-256 (RFC 5869) of the data key.
    pub(super) fn derived(&self, salt: &[u8], info: &[&[u8]]) -> Result<LessSafeKey, SealError> {
        let pseudo_random: Prk = Salt::new(HKDF_SHA256, salt).extract(self.bytes.as_ref());
        let mut key = Zeroizing::new([0; 32]);
        pseudo_random
            .expand(info, Length32)
            .and_then(|okm| okm.fill(key.as_mut()))
            .map_err(|_| SealError::Broken)?;
        cipher(&key)
    }
}

/// Makes a word a hash that only who has the tenant's key can make.
#[derive(Clone)]
pub struct SearchKey(hmac::Key);

impl SearchKey {
    /// 72 bits of HMAC-SHA-256, as twelve letters.
    pub fn token(&self, word: &str) -> String {
        let tag = hmac::sign(&self.0, word.as_bytes());
        URL_SAFE_NO_PAD.encode(tag.as_ref().get(..9).unwrap_or_default())
    }

    /// Of two words' hashes that follow each other: 18 bits, as three letters. Many pairs share one; it only tells where not to look.
    pub fn pair(&self, first: &str, second: &str) -> String {
        // No word has a space: no pair hashes as a word does.
        let tag = hmac::sign(&self.0, format!("{first} {second}").as_bytes());
        let mut letters = URL_SAFE_NO_PAD.encode(tag.as_ref().get(..3).unwrap_or_default());
        letters.truncate(3);
        letters
    }
}

impl MasterKey {
    /// The form in which a tenant's key lies in the database.
    pub fn wrap(&self, tenant: TenantId, key: &DataKey) -> Result<Vec<u8>, SealError> {
        seal(&cipher(self.bytes())?, key_place(tenant), key.bytes.as_ref())
    }

    pub fn unwrap(&self, tenant: TenantId, wrapped: &[u8]) -> Result<DataKey, SealError> {
        let opened = Zeroizing::new(open(&cipher(self.bytes())?, key_place(tenant), wrapped)?);
        let bytes: [u8; 32] = opened.as_slice().try_into().map_err(|_| SealError::Broken)?;
        Ok(DataKey {
            bytes: Zeroizing::new(bytes),
        })
    }

    /// A sentence sealed by this key: whoever opens it has the right one.
    pub(crate) fn check_value(&self) -> Result<Vec<u8>, SealError> {
        seal(&cipher(self.bytes())?, CHECK, b"this is the master key")
    }

    pub(crate) fn opens(&self, check_value: &[u8]) -> bool {
        cipher(self.bytes())
            .and_then(|cipher| open(&cipher, CHECK, check_value))
            .is_ok()
    }
}

const CHECK: Place<'static> = Place {
    tenant: TenantId(uuid::Uuid::nil()),
    table: "installation",
    row: b"master_key_check",
};

fn key_place(tenant: TenantId) -> Place<'static> {
    Place {
        tenant,
        table: "tenant_keys",
        row: b"wrapped",
    }
}

struct Length32;

impl KeyType for Length32 {
    fn len(&self) -> usize {
        32
    }
}

fn cipher(key: &[u8; 32]) -> Result<LessSafeKey, SealError> {
    UnboundKey::new(&AES_256_GCM, key)
        .map(LessSafeKey::new)
        .map_err(|_| SealError::Broken)
}

fn seal(cipher: &LessSafeKey, place: Place<'_>, message: &[u8]) -> Result<Vec<u8>, SealError> {
    let mut nonce = [0; NONCE_LEN];
    rand::fill(&mut nonce).map_err(|_| SealError::NoRandom)?;
    let mut body = message.to_vec();
    cipher
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place.bytes()), &mut body)
        .map_err(|_| SealError::TooLong)?;
    let mut sealed = Vec::with_capacity(1 + NONCE_LEN + body.len());
    sealed.push(VERSION);
    sealed.extend_from_slice(&nonce);
    sealed.append(&mut body);
    Ok(sealed)
}

fn open(cipher: &LessSafeKey, place: Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    let (&form, rest) = sealed.split_first().ok_or(SealError::Broken)?;
    if form != VERSION {
        return Err(SealError::UnknownForm(form));
    }
    let (nonce, body) = rest.split_at_checked(NONCE_LEN).ok_or(SealError::Broken)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::Broken)?;
    let mut body = body.to_vec();
    let length = cipher
        .open_in_place(nonce, Aad::from(place.bytes()), &mut body)
        .map_err(|_| SealError::Broken)?
        .len();
    body.truncate(length);
    Ok(body)
}

/// How many tenants' keys are kept open in memory.
const OPEN_KEYS_MAX: usize = 10_000;

/// A key that was destroyed by another node opens nothing here after so long.
const FRESH: Duration = Duration::from_secs(1);

/// The master key with the tenants' keys as they lie in the database. Opened keys are kept in memory, and asked after. Cheap to clone.
#[derive(Clone)]
pub struct Sealer {
    app: Pool,
    master_key: MasterKey,
    open: Arc<Mutex<HashMap<TenantId, Opened>>>,
}

/// A key, and when it was last seen to be there.
struct Opened {
    key: DataKey,
    seen: Instant,
}

impl Sealer {
    pub fn new(app: Pool, master_key: MasterKey) -> Self {
        Sealer {
            app,
            master_key,
            open: Arc::default(),
        }
    }

    /// The tenant's key; `NotFound` once the tenant was erased.
    pub async fn data_key(&self, tenant: TenantId) -> Result<DataKey, Error> {
        if let Some(key) = self.opened(tenant, Some(FRESH)) {
            return Ok(key);
        }
        let wrapped: Option<Vec<u8>> = self
            .app
            .tenant(tenant, async move |conn| -> Result<_, Error> {
                Ok(tenant_keys::table
                    .filter(tenant_keys::tenant_id.eq(tenant.0))
                    .select(tenant_keys::wrapped)
                    .first(conn)
                    .await
                    .optional()?)
            })
            .await?;
        let Some(wrapped) = wrapped else {
            self.forget(tenant);
            return Err(Error::NotFound("tenant"));
        };
        let key = self.master_key.unwrap(tenant, &wrapped)?;
        self.keep(tenant, &key);
        Ok(key)
    }

    fn opened(&self, tenant: TenantId, within: Option<Duration>) -> Option<DataKey> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let known = open.get(&tenant)?;
        let is_fresh = within.is_none_or(|within| known.seen.elapsed() < within);
        is_fresh.then(|| known.key.clone())
    }

    fn keep(&self, tenant: TenantId, key: &DataKey) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.len() >= OPEN_KEYS_MAX {
            open.clear();
        }
        let (key, seen) = (key.clone(), Instant::now());
        open.insert(tenant, Opened { key, seen });
    }

    /// The platform's own key, for what belongs to no tenant.
    pub async fn platform_key(&self) -> Result<DataKey, Error> {
        let nobody = TenantId(uuid::Uuid::nil());
        // It is never destroyed.
        if let Some(key) = self.opened(nobody, None) {
            return Ok(key);
        }
        let read = async move |conn: &mut _| -> Result<Option<Vec<u8>>, Error> {
            Ok(platform_keys::table
                .select(platform_keys::wrapped)
                .first(conn)
                .await
                .optional()?)
        };
        let wrapped = self
            .app
            .transaction(read)
            .await?
            .ok_or(Error::NotFound("platform key"))?;
        let key = self.master_key.unwrap(nobody, &wrapped)?;
        self.keep(nobody, &key);
        Ok(key)
    }

    pub fn master_key(&self) -> &MasterKey {
        &self.master_key
    }

    /// After a tenant was erased.
    pub fn forget(&self, tenant: TenantId) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&tenant);
    }
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sealer")
            .field("master_key", &self.master_key)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    const TENANT: TenantId = TenantId(Uuid::from_u128(1));
    const OTHER: TenantId = TenantId(Uuid::from_u128(2));

    fn place(tenant: TenantId, row: &[u8]) -> Place<'_> {
        Place {
            tenant,
            table: "transcripts",
            row,
        }
    }

    proptest! {
        #[test]
        fn what_was_sealed_opens_in_its_place(message in proptest::collection::vec(any::<u8>(), 0..2000), row in any::<[u8; 16]>()) {
            let key = DataKey::random().expect("key");
            let sealed = key.seal(place(TENANT, &row), &message).expect("sealed");
            prop_assert_eq!(key.open(place(TENANT, &row), &sealed).expect("opened"), message);
        }

        #[test]
        fn any_change_any_cut_and_any_other_place_is_refused(
            message in proptest::collection::vec(any::<u8>(), 0..300), bit in any::<proptest::sample::Index>(), cut in any::<proptest::sample::Index>(),
        ) {
            let key = DataKey::random().expect("key");
            let row = place(TENANT, b"row");
            let sealed = key.seal(row, &message).expect("sealed");
            let mut changed = sealed.clone();
            let at = bit.index(changed.len() * 8);
            changed[at / 8] ^= 1 << (at % 8);
            prop_assert!(key.open(row, &changed).is_err());
            prop_assert!(key.open(row, &sealed[..cut.index(sealed.len())]).is_err());
            prop_assert_eq!(key.open(place(OTHER, b"row"), &sealed), Err(SealError::Broken));
            prop_assert_eq!(key.open(place(TENANT, b"row2"), &sealed), Err(SealError::Broken));
            prop_assert_eq!(key.open(Place { table: "quarantine", ..row }, &sealed), Err(SealError::Broken));
            prop_assert_eq!(DataKey::random().expect("key").open(row, &sealed), Err(SealError::Broken));
        }
    }

    #[test]
    fn the_parts_of_a_place_do_not_run_together() {
        assert_ne!(
            Place {
                tenant: TENANT,
                table: "ab",
                row: b"c"
            }
            .bytes(),
            Place {
                tenant: TENANT,
                table: "a",
                row: b"bc"
            }
            .bytes()
        );
    }

    #[test]
    fn a_wrapped_key_opens_only_for_its_tenant_and_under_its_master_key() {
        let master_key = MasterKey::from_bytes([1; 32]);
        let key = DataKey::random().expect("key");
        let wrapped = master_key.wrap(TENANT, &key).expect("wrapped");
        assert_eq!(master_key.unwrap(TENANT, &wrapped).expect("unwrapped").bytes, key.bytes);
        assert!(master_key.unwrap(OTHER, &wrapped).is_err());
        assert!(MasterKey::from_bytes([2; 32]).unwrap(TENANT, &wrapped).is_err());
    }

    #[test]
    fn the_check_value_tells_the_right_master_key_from_a_wrong_one() {
        let check = MasterKey::from_bytes([1; 32]).check_value().expect("check");
        assert!(MasterKey::from_bytes([1; 32]).opens(&check));
        assert!(!MasterKey::from_bytes([2; 32]).opens(&check));
    }
}
