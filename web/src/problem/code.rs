//! The kinds of problems: stable names, their status, and what to do about each. Not the mapping from errors.

use actix_web::http::StatusCode;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $slug:literal, $status:ident, $title:literal, $explanation:literal;)*) => {
        /// A kind of problem. Its slug is part of the API and never changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable name.
            pub fn slug(self) -> &'static str {
                match self { $(Self::$name => $slug,)* }
            }

            pub fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)* }
            }

            /// The kind in a sentence.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// What it means and what to do.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$name => $explanation,)* }
            }
        }
    };
}

codes! {
    MalformedJson = "malformed_json", BAD_REQUEST, "The body is not JSON",
        "The body could not be read as JSON. `line` and `column` say where reading stopped, both from 1. Send UTF-8 without a trailing comma or a comment.";
    InvalidParameter = "invalid_parameter", BAD_REQUEST, "A parameter is not valid",
        "A parameter of the path or query, or a member of the body, has a value that cannot be used, or a name that this operation does not know. `parameter` names it; the operation's page in /docs lists what is allowed.";
    MalformedMultipart = "malformed_multipart", BAD_REQUEST, "The multipart body cannot be read",
        "Send `multipart/form-data` with two parts: `record` (JSON) first, then `file` (the bytes of the recording).";
    InterruptedBody = "interrupted_body", BAD_REQUEST, "The body ended early",
        "The connection delivered less than the request announced. Nothing of it was kept; send the request again.";
    MissingKey = "missing_key", UNAUTHORIZED, "No API key was given",
        "Send the header `Authorization: Bearer KEY` with a key of your tenant. `audiapro tenant create` prints one, once.";
    InvalidKey = "invalid_key", UNAUTHORIZED, "The API key is not valid",
        "The key is unknown, revoked or expired, or its tenant is closed. A change reaches every node within a second.";
    BadSignature = "bad_signature", UNAUTHORIZED, "The source did not prove that it is the one",
        "What a telephone system sends carries the secret of its source: a password, a key in a header, or a signature over the raw bytes. It was missing, wrong or too old; nothing of the request was kept. GET /v1/sources/{id} names the secrets that are asked for, POST /v1/sources/{id}/rotate makes a new one; a key that signs is made with POST /v1/keys.";
    InvalidSession = "invalid_session", UNAUTHORIZED, "The session has ended",
        "The session is unknown, expired, or was ended: by signing out, by a change of the membership, or because a refresh token came twice. Sign in again with POST /v1/auth/sign-in.";
    WrongCredentials = "wrong_credentials", UNAUTHORIZED, "The address or the password is wrong",
        "Nobody has this address with this password. Which of the two is wrong is not told. POST /v1/auth/password/forgot sends a link for a new one.";
    SecondFactorNeeded = "second_factor_needed", UNAUTHORIZED, "A code of the second factor is needed",
        "The password is right; this account has a second factor. Send `code` along: six digits of the telephone, or a recovery code. Each is taken once.";
    NoMembership = "no_membership", FORBIDDEN, "There is nowhere to sign in",
        "The account is an active member of no active tenant, or not of the one that was named. An administrator of the tenant can change that.";
    WrongPassword = "wrong_password", FORBIDDEN, "The password is wrong",
        "What was asked for needs the account's own password again.";
    WrongCode = "wrong_code", FORBIDDEN, "The code is wrong",
        "The code is not of this half minute, or was taken already. Wait for the next one.";
    TooManyAttempts = "too_many_attempts", TOO_MANY_REQUESTS, "Too many wrong passwords",
        "Five wrong passwords in a row are free; then the address is locked, for a minute at first and up to an hour. Come back after the seconds in `Retry-After`, or follow the link in the mail that its person got.";
    SharePassword = "share_password", UNAUTHORIZED, "The link has a password",
        "Whoever made the link set a password. Send it as `password`; `wrong` says whether one came and was not it. Ten wrong ones in a row lock the link for a quarter of an hour.";
    InvalidLink = "invalid_link", GONE, "The link is good no more",
        "It was followed already, a newer one was sent, or it is too old. Ask for a new one.";
    WeakPassword = "weak_password", UNPROCESSABLE_ENTITY, "The password cannot be taken",
        "A password has 10 to 256 letters, is in no list of stolen ones, is more than the name or the address, and none of the last five.";
    Forbidden = "forbidden", FORBIDDEN, "This is not permitted",
        "The key's scopes or the member's role do not include what this operation needs; `permission` names it where it is one. Nobody grants more than they have. GET /v1/auth/session says what a session may do.";
    TenantSuspended = "tenant_suspended", FORBIDDEN, "The account is suspended",
        "The tenant was suspended. Records and recordings are still taken, so that nothing is lost; nothing is analysed or read, and nobody signs in, until it is active again.";
    AddressNotAllowed = "address_not_allowed", FORBIDDEN, "Not from this address",
        "The tenant, or the key, allows requests only from certain addresses (CIDR lists), and this one is not among them.";
    SecondFactorRequired = "second_factor_required", FORBIDDEN, "A second factor is required",
        "The tenant asks for a second factor, and this session was begun without one. Set one up with POST /v1/auth/second-factor, then sign in again.";
    CrossSite = "cross_site", FORBIDDEN, "The request does not come from the page",
        "A request that is let in by a cookie and changes something carries the header `X-CSRF-Token`, as GET /v1/auth/session gives it. Programs use `Authorization: Bearer` instead.";
    Conflict = "conflict", CONFLICT, "It would break a rule",
        "The change is well-formed, but what is there now does not allow it: a name that is taken, the last admin, a role that members have. `detail` says which.";
    LimitReached = "limit_reached", PAYMENT_REQUIRED, "The limit of this period is reached",
        "The tenant's calls of this period are used up, and its policy is `reject`: new calls are not taken until the period ends, the limit is raised or the policy is another. Calls that are known already are accepted all the same. GET /v1/usage says when the period ends. `errors` has one entry for each refused record.";
    RequestTimeout = "request_timeout", REQUEST_TIMEOUT, "The body did not arrive in time",
        "The connection was silent for too long, or the body as a whole took too long (`server.body_idle_s`, `server.body_json_s`). `through`, where it is given, says how many records were stored; send the rest again.";
    TooManyRequests = "too_many_requests", TOO_MANY_REQUESTS, "The key sends too many requests",
        "Each key has a bucket of requests that fills up again by the minute (`bounds.key_requests_burst`, `bounds.key_requests_per_minute`). Come back after the seconds in `Retry-After`; `RateLimit-Remaining` of every answer says how many are left. Many records fit into one request.";
    TooManyStreams = "too_many_streams", TOO_MANY_REQUESTS, "Too many live streams",
        "As many live streams of events are open as this node, or the account, may have (`feed.streams_max`, `feed.tenant_streams_max`). One page of a browser needs one; close those that nobody looks at, or come back after the seconds in `Retry-After`.";
    IdempotencyInProgress = "idempotency_in_progress", CONFLICT, "A request with this Idempotency-Key is on its way",
        "Two requests with one `Idempotency-Key` at the same time: the second one has to wait. Send it again in a moment; it then gets the answer of the first.";
    IdempotencyKeyReused = "idempotency_key_reused", UNPROCESSABLE_ENTITY, "The Idempotency-Key belongs to another body",
        "This `Idempotency-Key` came with another body in the last 24 hours. Nothing of this request was taken; a new request needs a new key.";
    NotFound = "not_found", NOT_FOUND, "There is no such thing",
        "The id names nothing of this tenant. Things of other tenants are not found either.";
    NoRecording = "no_recording", NOT_FOUND, "There is no recording",
        "The call is known, but no recording has arrived for the leg that was asked for. Put one with PUT /v1/calls/{source_instance}/{external_id}/recording.";
    NoTranscript = "no_transcript", NOT_FOUND, "There is no transcript",
        "The call is known, but the leg that was asked for has no analysis, or none yet. `analysis_status` of the call says what it waits for.";
    UnknownPath = "unknown_path", NOT_FOUND, "There is nothing at this path",
        "No operation has this path. /docs lists all operations.";
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED, "This path does not answer this method",
        "The path exists, but not with this method. The header `Allow` lists those it answers.";
    RecordingConflict = "recording_conflict", CONFLICT, "Another recording is there already",
        "This leg has a recording with other content. The first one is kept: analyses and figures rest on it.";
    BodyTooLarge = "body_too_large", PAYLOAD_TOO_LARGE, "The body is too large",
        "The body exceeds the server's bound, which `bytes_max` names (`bounds.*` of the configuration). Send fewer records at once, or `application/x-ndjson`, whose length is not bounded.";
    TooManyRecords = "too_many_records", PAYLOAD_TOO_LARGE, "Too many records in one array",
        "The array holds more records than `bounds.records_max`. Send smaller arrays, or `application/x-ndjson`, whose length is not bounded.";
    UnsupportedMediaType = "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE, "The body's media type is not supported",
        "Give the `Content-Type` that the operation asks for.";
    RangeNotSatisfiable = "range_not_satisfiable", RANGE_NOT_SATISFIABLE, "The range lies outside the recording",
        "The header `Range` asks for bytes that the recording does not have. `Content-Range` of the answer gives its length.";
    Undecodable = "undecodable", UNPROCESSABLE_ENTITY, "The recording cannot be decoded",
        "The bytes are kept as they came and can be downloaded, but no sound can be made of them here: the format is unknown, or they are damaged. `detail` says which.";
    InvalidRecord = "invalid_record", UNPROCESSABLE_ENTITY, "No record could be taken",
        "None of the records is valid. `errors` has one entry for each, with its `index`, its `external_id` where that could be read, a stable `code` and a sentence that names the key.";
    UnrecognizedRecord = "unrecognized_record", UNPROCESSABLE_ENTITY, "Nobody knows this form",
        "None of the forms that are understood makes anything of what was sent. Send a whole record as the telephone system writes it, with its header line where it has one; name the `format` if you know it.";
    UnreadableRecording = "unreadable_recording", BAD_REQUEST, "The recording cannot be heard",
        "What was sent is no recording that can be read, or is in a language that the model does not know. `recording_code` is the stable code that an analysis would have: `empty`, `unreadable`, `unsupported_codec`, `too_long`, `too_many_channels`, `bad_rate`, `unsupported_language`.";
    EmptyRecording = "empty", UNPROCESSABLE_ENTITY, "The recording is empty",
        "The body has no bytes. Nothing was stored.";
    Internal = "internal", INTERNAL_SERVER_ERROR, "Something went wrong on our side",
        "This is a defect of the server or of its machine, not of the request. The log has the reason under `request_id`.";
    StorageFull = "storage_full", INSUFFICIENT_STORAGE, "There is no room for the recording",
        "The disk of the server is full, or its quota. Nothing of this recording was kept; its operator has to make room.";
    Maintenance = "maintenance", SERVICE_UNAVAILABLE, "The platform is being worked on",
        "The operator has switched the platform to a mode that does not let this through; `mode` names it. In `read_only` nothing is taken or changed, in `drain` no new records, in `offline` nothing at all. Nothing of the request was acknowledged; come back after the seconds in `Retry-After`.";
    Unavailable = "unavailable", SERVICE_UNAVAILABLE, "Not possible at the moment",
        "The database does not answer, or what waits for it fills its queue. Nothing of the request was acknowledged; try again after the seconds in `Retry-After`. Sending a record twice is harmless.";
}

impl Code {
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.slug() == slug)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_found_by_its_own_slug() {
        for code in Code::ALL {
            assert_eq!(Code::from_slug(code.slug()), Some(*code));
            assert!(code.status().is_client_error() || code.status().is_server_error());
        }
        assert_eq!(Code::from_slug("none_such"), None);
    }
}
