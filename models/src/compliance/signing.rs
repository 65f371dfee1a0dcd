//! The installation's own signature, Ed25519: what it signed is proved to be its word wherever its public key was noted. The private
//! half is sealed under the platform's key. As owner.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use diesel::prelude::*;
use diesel::sql_types::{Binary, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::sealing::{DataKey, Place, SealError};
use crate::Error;
use crate::ids::PLATFORM;

pub struct Signer(Ed25519KeyPair);

#[derive(QueryableByName)]
struct SealedKey {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Binary)]
    sealed: Vec<u8>,
}

impl Signer {
    /// The key is made when it is first needed.
    pub async fn of(conn: &mut AsyncPgConnection, key: &DataKey) -> Result<Self, Error> {
        const READ: &str = "SELECT id, sealed FROM signing_keys ORDER BY created_at DESC, id LIMIT 1";
        const LOCK: &str = "LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE";
        const KEEP: &str = "INSERT INTO signing_keys (id, public, sealed) VALUES ($1, $2, $3)";
        let mut known: Option<SealedKey> = diesel::sql_query(READ).get_result(conn).await.optional()?;
        if known.is_none() {
            // Of two that need it at once, one makes it.
            diesel::sql_query(LOCK).execute(conn).await?;
            known = diesel::sql_query(READ).get_result(conn).await.optional()?;
        }
        if let Some(known) = known {
            let pkcs8 = zeroize::Zeroizing::new(key.open(place(&known.id), &known.sealed)?);
            let pair = Ed25519KeyPair::from_pkcs8(&pkcs8);
            return pair
                .map(Self)
                .map_err(|_| Error::Refused("the key that signs for this installation cannot be used".into()));
        }
        let pair = Ed25519KeyPair::generate().map_err(|_| SealError::NoRandom)?;
        let pkcs8 = pair.to_pkcs8().map_err(|_| SealError::NoRandom)?;
        let id = Uuid::now_v7();
        diesel::sql_query(KEEP)
            .bind::<SqlUuid, _>(id)
            .bind::<Binary, _>(pair.public_key().as_ref())
            .bind::<Binary, _>(key.seal(place(&id), pkcs8.as_ref())?)
            .execute(conn)
            .await?;
        Ok(Self(pair))
    }

    /// In base64.
    pub fn public_key(&self) -> String {
        STANDARD.encode(self.0.public_key())
    }

    /// In base64.
    pub fn sign(&self, message: &[u8]) -> String {
        STANDARD.encode(self.0.sign(message))
    }
}

fn place(id: &Uuid) -> Place<'_> {
    Place {
        tenant: PLATFORM,
        table: "signing_keys",
        row: id.as_bytes(),
    }
}

/// Key and signature in base64.
pub fn is_signed(message: &[u8], key: &str, signature: &str) -> bool {
    let (Ok(key), Ok(signature)) = (STANDARD.decode(key), STANDARD.decode(signature)) else {
        return false;
    };
    UnparsedPublicKey::new(&ED25519, key)
        .verify(message, &signature)
        .is_ok()
}
