//! A telephone system that signs what it sends: its user in a header or in the address, and HMAC-SHA-256 of the raw bytes. The body has to be
//! there as a whole before it is known whose it is.

use std::sync::Arc;

use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest, dev, web};
use actors::engine::pbx::signature;
use models::identity::manner::place;
use models::identity::signer::{self, Signer};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::can::{self, CallsSend, Can, Needs};
use super::door::at_the_door;
use super::key::{Caller, note};
use crate::body;
use crate::problem::{Code, Problem};
use crate::query;
use crate::state::bodies::Held;
use crate::state::{Running, State};

pub const USER: &str = "x-audiapro-user";
pub const SIGNATURE: &str = "x-audiapro-signature";

/// Who sends records, and what they send.
pub struct Sender {
    pub caller: Caller,
    pub payload: web::Payload,
    /// That a body takes which is in memory as a whole.
    pub room: Option<Held>,
}

impl Sender {
    /// Whoever may send calls; by a signature where there is one and nothing else is shown.
    pub async fn of(request: &HttpRequest, payload: web::Payload, state: &State) -> Result<Self, Problem> {
        let shown = request.headers().get(SIGNATURE).and_then(|value| value.to_str().ok());
        let (Some(shown), Some(user)) = (shown, user(request)?) else {
            let caller = Can::<CallsSend>::from_request(request, &mut dev::Payload::None).await?;
            return Ok(Self {
                caller: caller.into_inner(),
                payload,
                room: None,
            });
        };
        let running = state.running()?.clone();
        let signers = signer::of_login(&running.pools.app, &user).await?;
        // Nobody's bytes are collected for long.
        if signers.is_empty() {
            at_the_door(request, state)?;
            return Err(unsigned());
        }
        let (bytes, held) = body::whole(request, payload, state).await?;
        let Some(signer) = proved(&running, signers, &bytes, shown).await? else {
            at_the_door(request, state)?;
            return Err(unsigned());
        };
        let caller = let_in(request, state, running, signer)?;
        let payload = web::Payload::from_request(request, &mut dev::Payload::from(Bytes::from(bytes))).await;
        Ok(Self {
            caller,
            payload: payload.map_err(Problem::internal)?,
            room: Some(held),
        })
    }
}

fn unsigned() -> Problem {
    let detail = "no key of this user, or of none that is living, signed these bytes";
    Problem::new(Code::BadSignature, detail)
}

/// In the header, else in the address: some systems let one set an address and no header.
fn user(request: &HttpRequest) -> Result<Option<String>, Problem> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Query {
        user: Option<String>,
    }
    let query: Query = query::of(request)?;
    let header = request.headers().get(USER).and_then(|value| value.to_str().ok());
    Ok(header.map(|user| user.trim().to_owned()).or(query.user))
}

async fn proved(running: &Running, signers: Vec<Signer>, bytes: &[u8], shown: &str) -> Result<Option<Signer>, Problem> {
    for signer in signers {
        let tenant = signer.authority.tenant;
        let key = running.sealer.data_key(tenant).await?;
        let secret = key
            .open(place(tenant, &signer.key), &signer.sealed)
            .map_err(Problem::internal)?;
        let secret = String::from_utf8(secret).map_err(Problem::internal)?;
        let is_signed = signature::hmac_sha256_hex(bytes, Some(shown), &secret)
            || signature::hmac_sha256(bytes, Some(shown), &secret);
        if is_signed {
            return Ok(Some(signer));
        }
    }
    Ok(None)
}

fn let_in(request: &HttpRequest, state: &State, running: Running, signer: Signer) -> Result<Caller, Problem> {
    let hash: [u8; 32] = Sha256::new()
        .chain_update(b"signed")
        .chain_update(signer.key.0)
        .finalize()
        .into();
    let authority = Arc::new(signer.authority);
    // Only for when it was noted last: a signature is looked at each time.
    state.authorities.remember(hash, Some(authority.clone()));
    note(&state.authorities, &hash, &running, &authority);
    let caller = Caller::let_in(request, state, running, authority)?;
    can::permit(&caller.authority, CallsSend::PERMISSION)?;
    Ok(caller)
}
