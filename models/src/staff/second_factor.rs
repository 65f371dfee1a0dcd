//! The second factor of the platform's staff: the same codes as everybody's (`identity::second_factor`), kept with the account.
//! As owner.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Nullable, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::account::Staff;
use super::session;
use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::compliance::sealing::{DataKey, Place};
use crate::identity::second_factor::{Offer, new_recovery_codes, new_secret, recovery_hash, step_of};
use crate::ids::{PLATFORM, StaffId};

fn place(staff: &StaffId) -> Place<'_> {
    Place {
        tenant: PLATFORM,
        table: "staff",
        row: staff.0.as_bytes(),
    }
}

/// A new secret, in force once a code of it was given; one that is in force is not replaced.
pub async fn offer(conn: &mut AsyncPgConnection, key: &DataKey, staff: StaffId) -> Result<Offer, Error> {
    const OFFER: &str =
        "UPDATE staff SET totp_sealed = $2, totp_last_step = 0 WHERE id = $1 AND totp_confirmed_at IS NULL";
    let bytes = new_secret()?;
    let made = diesel::sql_query(OFFER)
        .bind::<SqlUuid, _>(staff.0)
        .bind::<Binary, _>(key.seal(place(&staff), bytes.as_ref())?)
        .execute(conn)
        .await?;
    if made == 0 {
        return Err(Error::Conflict(
            "there is a second factor already: take it away first".into(),
        ));
    }
    let email = Staff::find(conn, staff).await?.email;
    Ok(Offer::of(bytes.as_ref(), "AudiaPro Staff", &email))
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Nullable<Binary>)]
    sealed: Option<Vec<u8>>,
    #[diesel(sql_type = Bool)]
    is_set: bool,
    #[diesel(sql_type = BigInt)]
    last_step: i64,
    #[diesel(sql_type = BigInt)]
    now_s: i64,
}

async fn lock(conn: &mut AsyncPgConnection, staff: StaffId) -> Result<Option<Row>, Error> {
    const READ: &str =
        "SELECT totp_sealed AS sealed, totp_confirmed_at IS NOT NULL AS is_set, totp_last_step AS last_step,
            floor(extract(epoch FROM app_now()))::bigint AS now_s FROM staff WHERE id = $1 FOR UPDATE";
    let query = diesel::sql_query(READ).bind::<SqlUuid, _>(staff.0);
    Ok(query.get_result(conn).await.optional()?)
}

pub async fn is_set(conn: &mut AsyncPgConnection, staff: StaffId) -> Result<bool, Error> {
    Ok(Staff::find(conn, staff).await?.second_factor)
}

async fn take_code(
    conn: &mut AsyncPgConnection,
    key: &DataKey,
    staff: StaffId,
    row: &Row,
    given: &str,
) -> Result<bool, Error> {
    let Some(sealed) = &row.sealed else { return Ok(false) };
    let secret = zeroize::Zeroizing::new(key.open(place(&staff), sealed)?);
    let Some(step) = step_of(&secret, given, row.now_s, row.last_step) else {
        return Ok(false);
    };
    diesel::sql_query("UPDATE staff SET totp_last_step = $2 WHERE id = $1")
        .bind::<SqlUuid, _>(staff.0)
        .bind::<BigInt, _>(step)
        .execute(conn)
        .await?;
    Ok(true)
}

/// A code, or one from paper; each once.
pub async fn take(conn: &mut AsyncPgConnection, key: &DataKey, staff: StaffId, given: &str) -> Result<bool, Error> {
    const USE: &str =
        "UPDATE staff_recovery_codes SET used_at = app_now() WHERE staff_id = $1 AND hash = $2 AND used_at IS NULL";
    let Some(row) = lock(conn, staff).await?.filter(|row| row.is_set) else {
        return Ok(false);
    };
    if take_code(conn, key, staff, &row, given).await? {
        return Ok(true);
    }
    let used = diesel::sql_query(USE)
        .bind::<SqlUuid, _>(staff.0)
        .bind::<Binary, _>(recovery_hash(staff, given))
        .execute(conn)
        .await?;
    Ok(used == 1)
}

/// The first code puts the secret in force; the codes for paper are shown this once.
pub async fn confirm(
    conn: &mut AsyncPgConnection,
    key: &DataKey,
    staff: StaffId,
    given: &str,
) -> Result<Option<Vec<String>>, Error> {
    const KEEP: &str = "INSERT INTO staff_recovery_codes (staff_id, hash) SELECT $1, unnest($2)";
    let Some(row) = lock(conn, staff).await?.filter(|row| !row.is_set) else {
        return Ok(None);
    };
    if !take_code(conn, key, staff, &row, given).await? {
        return Ok(None);
    }
    diesel::sql_query("UPDATE staff SET totp_confirmed_at = app_now() WHERE id = $1")
        .bind::<SqlUuid, _>(staff.0)
        .execute(conn)
        .await?;
    let codes = new_recovery_codes()?;
    let hashes: Vec<Vec<u8>> = codes.iter().map(|code| recovery_hash(staff, code)).collect();
    diesel::sql_query(KEEP)
        .bind::<SqlUuid, _>(staff.0)
        .bind::<Array<Binary>, _>(hashes)
        .execute(conn)
        .await?;
    let entry = Entry::new(
        format!("staff:{staff}"),
        "staff.second_factor_set",
        format!("staff:{staff}"),
    );
    audit::append(conn, PLATFORM, &[entry]).await?;
    Ok(Some(codes))
}

/// Takes it away. By another hand than one's own, all sessions end with it.
pub async fn remove(conn: &mut AsyncPgConnection, actor: &str, staff: StaffId) -> Result<(), Error> {
    const REMOVE: &str =
        "UPDATE staff SET totp_sealed = NULL, totp_confirmed_at = NULL, totp_last_step = 0 WHERE id = $1";
    Staff::find(conn, staff).await?;
    diesel::sql_query("DELETE FROM staff_recovery_codes WHERE staff_id = $1")
        .bind::<SqlUuid, _>(staff.0)
        .execute(conn)
        .await?;
    diesel::sql_query(REMOVE)
        .bind::<SqlUuid, _>(staff.0)
        .execute(conn)
        .await?;
    if actor != format!("staff:{staff}") {
        session::end_all(conn, staff, None, "second factor taken away").await?;
    }
    let entry = Entry::new(actor, "staff.second_factor_removed", format!("staff:{staff}"));
    audit::append(conn, PLATFORM, &[entry]).await
}
