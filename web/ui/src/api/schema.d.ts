// Generated from openapi.json by `npm run client`: never edited.
export interface paths {
    "/admin/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the password.
         * @description All other sessions end.
         */
        post: operations["change_staff_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/auth/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set up a second factor.
         * @description TOTP (SHA-1, 6 digits, 30 s). In force once a code was sent to `…/confirm`.
         */
        post: operations["offer_staff_second_factor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/auth/second-factor/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a second factor in force.
         * @description With the first code. The answer has recovery codes, this once. Sign in again for a session with a second factor.
         */
        post: operations["confirm_staff_second_factor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/auth/second-factor/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take the second factor away.
         * @description Asks for the password and a current code; the recovery codes end with it.
         */
        post: operations["remove_staff_second_factor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/auth/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who one is.
         * @description Name, role and permissions of this session, and the `csrf_token` of a browser's.
         */
        get: operations["get_staff_session"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/auth/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in as staff.
         * @description Five wrong passwords in a row are free; then the address is locked for a minute, and for twice as long each time after.
         */
        post: operations["staff_sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/auth/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign out.
         * @description Ends this session, on every node within a second.
         */
        post: operations["staff_sign_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/staff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the staff.
         * @description The longest there first.
         */
        get: operations["list_staff"];
        put?: never;
        /**
         * Add somebody to the staff.
         * @description The answer has their first password, this once.
         */
        post: operations["create_staff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/staff/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change somebody of the staff.
         * @description Name, role, status; in force everywhere within a second. Who is suspended or gets another role is signed out; the last active owner
         *     stays one.
         */
        patch: operations["change_staff"];
        trace?: never;
    };
    "/admin/v1/staff/{id}/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take somebody's second factor away.
         * @description For who lost the telephone and the codes. They are signed out.
         */
        delete: operations["reset_staff_second_factor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/demo/outbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Mails of a demo.
         * @description The latest 100. There only where `mail.outbox_open` is set, and only for this machine.
         */
        get: operations["get_demo_outbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Is the process alive? */
        get: operations["get_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Does it take calls? */
        get: operations["get_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Has it started? */
        get: operations["get_start"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics of this process.
         * @description In Prometheus' text format. No label ever holds a tenant, an id or anything a caller sent.
         */
        get: operations["get_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document.
         * @description OpenAPI 3.1, generated from the program that answers.
         */
        get: operations["get_openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the password.
         * @description All other sessions end.
         */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password/forgot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Forget a password.
         * @description If somebody has this address, a mail with a link follows, good once and for an hour.
         */
        post: operations["forget_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a new password.
         * @description With the link of the mail. All sessions end.
         */
        post: operations["reset_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange a refresh token.
         * @description For a new pair; the old access token is good no more. A refresh token that comes a second time was stolen from one of the two: the
         *     session ends.
         */
        post: operations["refresh_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set up a second factor.
         * @description TOTP (SHA-1, 6 digits, 30 s). In force once a code was sent to `…/confirm`.
         */
        post: operations["offer_second_factor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/second-factor/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a second factor in force.
         * @description With the first code. The answer has recovery codes, this once. Sign in again for a session with a second factor.
         */
        post: operations["confirm_second_factor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/second-factor/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * New recovery codes.
         * @description In the place of those before.
         */
        post: operations["renew_recovery_codes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/second-factor/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take the second factor away.
         * @description Asks for the password and a current code; the recovery codes end with it.
         */
        post: operations["remove_second_factor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who one is.
         * @description Person, tenant, role and permissions of this session, and the `csrf_token` of a browser's.
         */
        get: operations["get_session"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My sessions.
         * @description Wherever one is signed in, in all tenants.
         */
        get: operations["list_own_sessions"];
        put?: never;
        post?: never;
        /**
         * End my other sessions.
         * @description Everywhere but here.
         */
        delete: operations["end_other_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of my sessions.
         * @description In whichever tenant; it is let in nowhere within a second.
         */
        delete: operations["end_own_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in.
         * @description Five wrong passwords in a row are free; then the address is locked for a minute, and for twice as long each time after. That holds for
         *     addresses that nobody has, too. Its person gets a mail with a link that unlocks it.
         */
        post: operations["sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign out.
         * @description Ends this session: its access token, refresh token and cookie open nothing from here on, on any node within a second.
         */
        post: operations["sign_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sign-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign up.
         * @description A mail with a link follows, good for a day; the tenant is there when it is followed (POST /v1/auth/verify), on a trial. Again is a new
         *     link. An address that somebody has already is answered alike; its person gets a mail that says so.
         */
        post: operations["sign_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unlock an account.
         * @description With the link of the mail.
         */
        post: operations["unlock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm an address.
         * @description With the link of the mail, once: the tenant, its first admin and a trial of 14 days are there.
         */
        post: operations["verify_sign_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List calls.
         * @description Latest start first, or by `sort`. Filters combine with *and*. `next` of the answer is the `cursor` of the next page; a call that comes in
         *     between never repeats or hides another. A cursor belongs to its filters and order; with others it is refused.
         */
        get: operations["list_calls"];
        put?: never;
        /**
         * Send call records.
         * @description One record, an array, or NDJSON of any length. Records are final: the same content again is a duplicate, other content a
         *     conflict (the first is kept); both are accepted. An unknown top-level key is refused by name; `custom` is free. With
         *     `Prefer: respond-async` an NDJSON stream is acknowledged as it goes, with a line `{"through": n}` for each part that is
         *     stored, and the tally as its last line. An array of more than 2,000 records or 4 MiB is stored in parts as well: where a refusal
         *     comes after the first of them, `through` says how many records were settled; sending them again is harmless.
         */
        post: operations["send_calls"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export calls.
         * @description All calls that the filters of the list leave, in its order, however many. CSV by RFC 4180 with a header; a cell that a spreadsheet would take
         *     for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line end) has an apostrophe before it, telephone numbers too: NDJSON has the bare
         *     values. An answer that breaks off without its last chunk is not complete. Each export stands in the audit log.
         */
        get: operations["export_calls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/reanalyze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Analyse calls anew.
         * @description Those of the body's `ids`, or those that the filter of the query finds (the same as of the list of calls), at least one condition;
         *     a result for each. At most `limit`, by default and at most `bounds.bulk_max`, in one request: go on with `next`.
         */
        post: operations["reanalyze_calls"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A call.
         * @description With its legs, and of each its recording and its analysis including the turns. A call whose legs were moved to another one
         *     (a later event named another linked id) answers 308 to that one. Reading the words stands in the tenant's audit; an answer that the client
         *     has already (`If-None-Match`) reads none.
         */
        get: operations["get_call"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["patch_v1_calls_id_"];
        trace?: never;
    };
    "/v1/calls/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel the analysis of a call.
         * @description Of all its legs: what waits leaves the queue, what is at work stops within moments. A leg that had an analysis keeps it; one that had
         *     none is `none`, with the reason `cancelled`, until somebody has it analysed anew. What is withheld stays withheld.
         */
        post: operations["cancel_analysis"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{id}/reanalyze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Analyse a call anew.
         * @description In the lane `backfill`: behind what is fresh. What was found before is read until the new result is there, and stays if there is
         *     none. Costs no call: a call is charged once. A call that was not to be analysed, was cancelled or has failed is analysed after all.
         */
        post: operations["reanalyze_call"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{id}/recording": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The recording of a call.
         * @description The bytes as they came. `Range`, `If-Range` and `If-None-Match` work; the ETag is the SHA-256 of the whole. Reading stands in
         *     the tenant's audit.
         */
        get: operations["get_recording"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        /**
         * The recording of a call.
         * @description The bytes as they came. `Range`, `If-Range` and `If-None-Match` work; the ETag is the SHA-256 of the whole. Reading stands in
         *     the tenant's audit.
         */
        head: operations["head_recording"];
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{id}/trace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The trace of a call.
         * @description Every stage with its attempt, latency and reason: why a call was or was not analysed stands here.
         */
        get: operations["get_trace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{id}/transcript": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The transcript of a call.
         * @description As JSON with word times and sentiment, as plain text, or as subtitles.
         */
        get: operations["get_transcript"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{source_instance}/{external_id}/recording": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put the recording of a leg.
         * @description Before or after its record, whichever comes first. The bytes decide what it is, not the name or the media type; headerless
         *     audio is named by `format` and `rate`. A recording that cannot be analysed is kept; `analysis_error` of the leg says why.
         */
        put: operations["put_recording"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List dead letters.
         * @description Latest first. An analysis is given up after its last attempt (`analysis.attempts_max`), or at once where trying again cannot help.
         *     A recording that cannot be analysed as it is (`empty`, `unreadable` …) is no dead letter: its call has failed.
         */
        get: operations["list_dead_letters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Drop many.
         * @description As with trying again.
         */
        post: operations["discard_dead_letters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try many again.
         * @description Those that are named, or those that match, the latest first; a result for each. At most `bounds.bulk_max` in one request.
         */
        post: operations["retry_dead_letters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A dead letter.
         * @description With every step of its leg that the trace has kept: each attempt, its reason, how long it took.
         */
        get: operations["get_dead_letter"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters/{id}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Drop a dead letter.
         * @description The leg stays as it is, `failed` with its reason, or with the analysis that it had before.
         */
        post: operations["discard_dead_letter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try an analysis again.
         * @description It goes back into the queue with all its attempts before it, into the lane that it had.
         */
        post: operations["retry_dead_letter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow what happens.
         * @description Server-sent events, each within a second of its commit: `call.received`, `call.updated`, `call.analyzed`, `call.failed`, `call.corrected`,
         *     `usage.changed`, `usage.threshold_reached`; further ones may come. `id` is the event's number, which rises by one from event to event of
         *     the account, on every node; `data` is one line of JSON with `id`, `seq`, `type`, `at` and `data`. Events are kept for a day. Whoever asks for older
         *     ones, or for a number that is not there yet, gets `event: reset` first: read anew what is shown, the stream goes on from its end.
         *
         *     Whoever sees the calls of some agents only is told of these calls and of nothing else; `usage.*` needs the permission `usage.read`. Where
         *     nothing happens a comment comes every few seconds. `event: end` with a problem's `code` is the last one for whose key, session or
         *     account may no longer follow. The browser's cookie is enough: `new EventSource("/v1/events")`.
         */
        get: operations["follow_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List keys.
         * @description The oldest first, revoked and expired ones too. A key's text is nowhere to be had.
         */
        get: operations["list_keys"];
        put?: never;
        /**
         * Make a key.
         * @description Its text is in the answer, this once. It may do no more than its maker.
         */
        post: operations["create_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a key.
         * @description For good. To replace one without a gap, rotate it.
         */
        delete: operations["revoke_key"];
        options?: never;
        head?: never;
        /**
         * Change a key.
         * @description Name, scopes, addresses, rate, end. In force within a second.
         */
        patch: operations["change_key"];
        trace?: never;
    };
    "/v1/keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate a key.
         * @description A new key with the same settings takes its place; the old one is taken for `grace_s` seconds more (0 if the body is empty).
         */
        post: operations["rotate_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The analysis queue.
         * @description What of yours waits in each lane, since when, and when it will have been done. A call's lane follows from how long ago it ended: an
         *     import of old calls is `backfill` and never in the way of those of today. The trace of a call says what that call waits for.
         */
        get: operations["get_queue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recordings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a record and its recording at once.
         * @description Two parts: `record` as JSON first, then `file` with the bytes, which are streamed into the sealed store. The recording is stored
         *     before the record, so that a call never stands there with half of what was sent.
         */
        post: operations["send_recording"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/settings/security": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Security settings.
         * @description How long sessions last, whether a second factor is asked for, from where people may come.
         */
        get: operations["get_security_settings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change security settings.
         * @description A list of addresses that would shut out the one who sets it is refused.
         */
        patch: operations["change_security_settings"];
        trace?: never;
    };
    "/v1/team/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List groups.
         * @description With their members. Members of row scope `group` see the calls of everybody in their groups.
         */
        get: operations["list_groups"];
        put?: never;
        /**
         * Make a group.
         * @description Its name is the tenant's only one.
         */
        post: operations["create_group"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/team/groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a group.
         * @description Its members stay members.
         */
        delete: operations["delete_group"];
        options?: never;
        head?: never;
        /**
         * Change a group.
         * @description The members that are named are all it has afterwards.
         */
        patch: operations["change_group"];
        trace?: never;
    };
    "/v1/team/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List members.
         * @description The longest there first. Filters combine with *and*.
         */
        get: operations["list_members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/team/members/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A member.
         * @description Role, row scope, agents and status.
         */
        get: operations["get_member"];
        put?: never;
        post?: never;
        /**
         * Remove a member.
         * @description They are signed out and belong to the tenant no more. The last active admin stays.
         */
        delete: operations["remove_member"];
        options?: never;
        head?: never;
        /**
         * Change a member.
         * @description Role, row scope, agents, status; in force everywhere within a second. Nobody grants or takes away more than they have, and the
         *     last active admin stays one. Who is suspended or inactive is signed out.
         */
        patch: operations["change_member"];
        trace?: never;
    };
    "/v1/team/members/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Sign a member out.
         * @description All their sessions in this tenant.
         */
        delete: operations["end_sessions_of_member"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/team/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What there is to be permitted.
         * @description Names for custom roles and for the scopes of keys.
         */
        get: operations["list_permissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/team/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List roles.
         * @description The four that everybody has first, then the tenant's own.
         */
        get: operations["list_roles"];
        put?: never;
        /**
         * Make a role.
         * @description Out of permissions that the maker has; `GET /v1/team/permissions` lists them.
         */
        post: operations["create_role"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/team/roles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a role.
         * @description One that nobody has.
         */
        delete: operations["delete_role"];
        options?: never;
        head?: never;
        /**
         * Change a role.
         * @description For everybody who has it, within a second.
         */
        patch: operations["change_role"];
        trace?: never;
    };
    "/v1/team/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sessions of the team.
         * @description Where members are signed in: program or browser, address, second factor.
         */
        get: operations["list_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/team/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a session.
         * @description Of any member.
         */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Usage of the current period.
         * @description Exact at the moment of the answer: it comes from where calls are admitted, not from a report.
         */
        get: operations["get_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage/periods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Usage period by period.
         * @description The latest first, the running one among them once something was charged in it; periods of which there is nothing are left out.
         */
        get: operations["list_usage_periods"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Analyse withheld calls after all.
         * @description The oldest first, as far as the limit of this period reaches; each is charged to this period. Done within seconds: watch
         *     `GET /v1/usage` or the events `call.updated` and `usage.changed`. With the policies `queue` and `overage` it happens by itself.
         */
        post: operations["release_withheld"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/analytics/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_v1_analytics_overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/analytics/volume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_v1_analytics_volume"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/analytics/sentiment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_v1_analytics_sentiment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/analytics/hours": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_v1_analytics_hours"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/analytics/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_v1_analytics_agents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/analytics/callers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_v1_analytics_callers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/analytics/handle-time": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_v1_analytics_handle_time"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/analytics/first-call-resolution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_v1_analytics_first_call_resolution"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_v1_tags"];
        put?: never;
        post: operations["post_v1_tags"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tags/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["delete_v1_tags_id_"];
        options?: never;
        head?: never;
        patch: operations["patch_v1_tags_id_"];
        trace?: never;
    };
    "/v1/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_v1_views"];
        put?: never;
        post: operations["post_v1_views"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/views/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["delete_v1_views_id_"];
        options?: never;
        head?: never;
        patch: operations["patch_v1_views_id_"];
        trace?: never;
    };
    "/v1/calls/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post_v1_calls_bulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_v1_calls_id_notes"];
        put?: never;
        post: operations["post_v1_calls_id_notes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{id}/notes/{note_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["delete_v1_calls_id_notes_note_id_"];
        options?: never;
        head?: never;
        patch: operations["patch_v1_calls_id_notes_note_id_"];
        trace?: never;
    };
    "/v1/calls/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_v1_calls_count"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What the engine found in one recording. Times are whole milliseconds from its start. */
        Analysis: {
            /** Format: date-time */
            analyzed_at: string;
            /** Format: int32 */
            channels: number;
            characteristics: components["schemas"]["Characteristics"];
            /** Format: int64 */
            duration_ms: number;
            /** @description ISO 639-1. */
            language: string;
            /** Format: double */
            language_confidence: number;
            models: components["schemas"]["ModelNames"];
            quality: components["schemas"]["Quality"];
            sentiment: components["schemas"]["CallSentiment"];
            /** @description Time of each stage. */
            timings_ms: components["schemas"]["Timings"];
            turns: components["schemas"]["Turn"][];
        };
        AnalysisError: {
            /** @description Stable: `empty unreadable unsupported_codec too_long too_many_channels bad_rate model_failed` … */
            code: string;
            detail: string | null;
        };
        /** @enum {string} */
        AnalysisStatus: "none" | "queued" | "analyzing" | "analyzed" | "failed" | "withheld";
        /** @description The two answers. */
        Answer: components["schemas"]["Taken"] | components["schemas"]["Tally"];
        /** @description A key, but for its text. */
        ApiKey: {
            /** @description CIDR blocks from which it is taken; none: from anywhere. */
            addresses: string[];
            /** Format: date-time */
            created_at: string;
            /** @description Who made it. */
            created_by: string;
            /** Format: date-time */
            expires_at: string | null;
            /** Format: uuid */
            id: string;
            /**
             * Format: date-time
             * @description To the minute.
             */
            last_used_at: string | null;
            name: string;
            /** @description How its text begins. */
            prefix: string;
            /**
             * Format: int32
             * @description Its own rate; null: as the server is configured.
             */
            requests_per_minute: number | null;
            /** Format: date-time */
            revoked_at: string | null;
            /** @description What it may do; `*`: everything. */
            scopes: string[];
        };
        /**
         * @description A key that is to be.
         * @example {
         *       "addresses": [
         *         "203.0.113.0/24"
         *       ],
         *       "name": "PBX Rome",
         *       "scopes": [
         *         "calls.send"
         *       ]
         *     }
         */
        ApiKeyBody: {
            addresses?: string[];
            /** Format: date-time */
            expires_at?: string | null;
            name: string;
            /** Format: int32 */
            requests_per_minute?: number | null;
            /** @description Permissions by name, or `*`. */
            scopes: string[];
        };
        /** @description What is to be changed; what is missing stays, null takes away. */
        ApiKeyChange: {
            addresses?: string[] | null;
            /** Format: date-time */
            expires_at?: string | null;
            name?: string | null;
            /** Format: int32 */
            requests_per_minute?: number | null;
            scopes?: string[] | null;
        };
        ApiKeyList: {
            data: components["schemas"]["ApiKey"][];
        };
        /**
         * @description For how long the old key is still taken.
         * @example {
         *       "grace_s": 3600
         *     }
         */
        ApiKeyRotation: {
            /** Format: int32 */
            grace_s?: number;
        };
        Begin: {
            /** @description Of the account: it is set up by its person alone. */
            password: string;
        };
        /** @description The parts of the multipart body. */
        Both: {
            /**
             * Format: binary
             * @description The bytes of the recording.
             */
            file: string;
            /** @description The record as JSON; it comes first. */
            record: components["schemas"]["Record"];
        };
        /** @description A call with its legs. */
        Call: {
            /** Format: date-time */
            analysis_eta?: string | null;
            legs?: components["schemas"]["Leg"][];
        } & (components["schemas"]["CallSummary"] & {
            /**
             * Format: date-time
             * @description While the call is `queued` or `analyzing`: when all of it will have been analysed, as far as that can be foreseen.
             */
            analysis_eta: string | null;
            legs: components["schemas"]["Leg"][];
        });
        /** @description One page of calls, newest first. */
        CallPage: {
            data: components["schemas"]["CallSummary"][];
            /** @description The cursor of the next page; null on the last one. */
            next: string | null;
        };
        /** @description A record and its recording were stored. */
        CallReceipt: components["schemas"]["RecordingReceipt"] & {
            /** Format: uuid */
            call_id: string;
        };
        /** @description The label follows the customer; null with fewer than three scored customer turns. */
        CallSentiment: {
            by_speaker: {
                [key: string]: components["schemas"]["SpeakerSentiment"];
            };
            ends_negative: boolean;
            label: components["schemas"]["SentimentLabel"] | null;
        };
        /** @description A call: the roll-up of its legs. */
        CallSummary: {
            agent: string | null;
            /** @description Everybody of your side who took part, in order. */
            agents: string[];
            analysis_status: components["schemas"]["AnalysisStatus"];
            /** Format: date-time */
            answered_at: string | null;
            /** @description How it was charged: `included`, `overage`, `withheld`, `none`. */
            charge_kind: string;
            /**
             * Format: date-time
             * @description Begin of the period to which it was charged.
             */
            charged_period: string | null;
            /** Format: date-time */
            created_at: string;
            custom: Record<string, never>;
            /** @description One of the samples that come with the program. */
            demo: boolean;
            direction: components["schemas"]["Direction"];
            disposition: components["schemas"]["Disposition"];
            /** Format: date-time */
            ended_at: string | null;
            from: string | null;
            /** Format: uuid */
            id: string;
            /** Format: int32 */
            leg_count: number;
            /** @description What groups its legs; the external id of the single leg where the system has nothing. */
            linked_id: string;
            queue: string | null;
            /** Format: int32 */
            recording_count: number;
            sentiment: components["schemas"]["SummarySentiment"];
            source: string;
            source_instance: string;
            /** Format: date-time */
            started_at: string;
            /** Format: int32 */
            talk_s: number;
            to: string | null;
            /** Format: date-time */
            updated_at: string;
            /** Format: int32 */
            wait_s: number | null;
            /** Format: date-time */
            archived_at?: string | null;
            tags: components["schemas"]["TagOfCall"][];
            archived: boolean;
        };
        /**
         * @description What was taken out of the queue.
         * @example {
         *       "call_id": "2b77195b-a06f-55ac-9d53-b5d6e5245684",
         *       "running": 0,
         *       "waiting": 1
         *     }
         */
        Cancelled: {
            /** Format: uuid */
            call_id: string;
            /** @description Analyses that were at work: they stop within moments, and nothing of them is kept. */
            running: number;
            /** @description Analyses of its legs that had not begun. */
            waiting: number;
        };
        /** @description Figures of the conversation. Maps by speaker hold only speakers for whom the figure exists. */
        Characteristics: {
            /**
             * Format: int64
             * @description From the start of the recording to the end of the last turn.
             */
            conversation_ms: number;
            /**
             * Format: double
             * @description Changes of speaker a minute.
             */
            interactivity: number | null;
            interruptions: components["schemas"]["Interruptions"];
            longest_monologue_ms: {
                [key: string]: number;
            };
            /** @description How loud each spoke, by second, 0 to 100. */
            loudness: Record<string, never>;
            non_talk: components["schemas"]["NonTalk"];
            /** @description Turns that begin while somebody else is speaking ÷ turns. */
            overtalk_share: {
                [key: string]: number;
            };
            /**
             * Format: int64
             * @description Median of the agent's pauses after the customer stops.
             */
            patience_ms: number | null;
            questions: {
                [key: string]: number;
            };
            /** Format: double */
            silence_share: number | null;
            talk_ms: components["schemas"]["TalkTime"];
            /**
             * Format: double
             * @description Agent talk ÷ (agent + customer talk), 0 to 1.
             */
            talk_ratio: number | null;
            turns: {
                [key: string]: number;
            };
            words: {
                [key: string]: number;
            };
            words_per_minute: {
                [key: string]: number;
            };
        };
        Check: {
            detail?: string | null;
            /** @description `ok`, `waiting`, `down`. */
            status: string;
        };
        Checks: {
            /** @description Recordings are analysed. Waiting is no reason to take this node out: calls are kept and analysed later. */
            analysis: components["schemas"]["Check"];
            /** @description Calls can be stored. */
            database: components["schemas"]["Check"];
        };
        CodeBody: {
            code: string;
        };
        /** @description The password is shown this once: hand it over, to be changed. */
        CreatedStaffMember: {
            password: string;
            staff: components["schemas"]["StaffMember"];
        };
        /**
         * @description An analysis that was given up after its last attempt.
         * @example {
         *       "agent": "201",
         *       "at": "2026-11-24T10:06:00Z",
         *       "attempts": 3,
         *       "audio_s": 245.4,
         *       "call_id": "2b77195b-a06f-55ac-9d53-b5d6e5245684",
         *       "code": "worker_panicked",
         *       "detail": "the worker panicked",
         *       "external_id": "a-1",
         *       "id": "f106c8e1-98ae-5e98-af8a-d93f43245fbb",
         *       "lane": "fresh",
         *       "reanalysis": false,
         *       "source_instance": "api",
         *       "started_at": "2026-11-24T10:00:00Z"
         *     }
         */
        DeadLetter: {
            agent: string | null;
            /**
             * Format: date-time
             * @description When it was given up.
             */
            at: string;
            /** Format: int32 */
            attempts: number;
            /**
             * Format: double
             * @description Seconds of audio, as far as they are known.
             */
            audio_s: number;
            /** Format: uuid */
            call_id: string;
            /** @description Why: stable. */
            code: string;
            detail: string;
            external_id: string;
            /**
             * Format: uuid
             * @description The leg's id.
             */
            id: string;
            /** @description `live`, `fresh` or `backfill`. */
            lane: string;
            /** @description An earlier analysis is there and stays. */
            reanalysis: boolean;
            source_instance: string;
            /** Format: date-time */
            started_at: string;
        };
        /** @description A dead letter with what was tried. */
        DeadLetterDetail: components["schemas"]["DeadLetter"] & {
            /** @description What happened to this leg, oldest first, as far as the trace is kept. */
            steps: components["schemas"]["TraceStep"][];
        };
        /** @description Filters combine with *and*; an empty one is all. */
        DeadLetterFilter: {
            /**
             * Format: date-time
             * @description Given up before this moment.
             */
            before?: string | null;
            /** Format: uuid */
            call_id?: string | null;
            code?: string | null;
            /**
             * Format: date-time
             * @description Given up at this moment or later.
             */
            from?: string | null;
            /** @description `live`, `fresh` or `backfill`. */
            lane?: string | null;
            source_instance?: string | null;
        };
        /**
         * @description Which dead letters are meant: some by id, or all that match.
         * @example {
         *       "filter": {
         *         "code": "timed_out"
         *       }
         *     }
         */
        DeadLetterOrder: {
            filter?: components["schemas"]["DeadLetterFilter"] | null;
            /** @description At most as many as `bounds.bulk_max` says. */
            ids?: string[] | null;
        };
        /** @description One page of dead letters, latest first. */
        DeadLetterPage: {
            data: components["schemas"]["DeadLetter"][];
            /** @description The cursor of the next page; null on the last one. */
            next: string | null;
        };
        /**
         * @example {
         *       "id": "f106c8e1-98ae-5e98-af8a-d93f43245fbb",
         *       "result": "retried"
         *     }
         */
        DeadLetterResult: {
            /** Format: uuid */
            id: string;
            /** @description `retried`, `discarded`, or `not_found`: there is no such dead letter, or none any more. */
            result: string;
        };
        /** @description What became of each. */
        DeadLetterResults: {
            data: components["schemas"]["DeadLetterResult"][];
            /** @description More match the filter: ask again. */
            more: boolean;
        };
        /** @enum {string} */
        Direction: "inbound" | "outbound" | "internal" | "transit" | "unknown";
        /** @enum {string} */
        Disposition: "answered" | "missed" | "no_answer" | "busy" | "failed" | "rejected" | "cancelled" | "abandoned" | "voicemail" | "unknown";
        Forgot: {
            email: string;
        };
        /** @description A group. */
        Group: {
            /** Format: uuid */
            id: string;
            /** @description Ids of members. */
            members: string[];
            name: string;
        };
        /** @description What is to be changed; what is missing stays. */
        GroupChange: {
            members?: string[] | null;
            name?: string | null;
        };
        GroupList: {
            data: components["schemas"]["Group"][];
        };
        /**
         * @description The answer to a probe.
         * @example {
         *       "checks": {
         *         "analysis": {
         *           "status": "ok"
         *         },
         *         "database": {
         *           "status": "ok"
         *         }
         *       },
         *       "stage": "running",
         *       "status": "ready"
         *     }
         */
        Health: {
            checks?: components["schemas"]["Checks"] | null;
            /** @description `configured`, `starting_database`, `migrating`, `loading_models`, `running`, `draining`. */
            stage: string;
            /** @description `live`, `started`, `ready`, or `starting`, `not_ready`. */
            status: string;
        };
        /** @description Who is signed in, and what they may do here. */
        Identity: {
            /** @description Of a browser's session: what changes something carries it in `X-CSRF-Token`. */
            csrf_token?: string | null;
            email: string;
            name: string;
            permissions: string[];
            /** Format: uuid */
            person_id: string;
            /** @description `admin`, `manager`, `agent`, `viewer`, or a custom role's id. */
            role: string;
            /** @description Whose calls are seen: `all`, `group`, `own`. */
            row_scope: string;
            /** @description The person has a second factor. */
            second_factor: boolean;
            /** @description The tenant asks for a second factor, and this session has none. */
            second_factor_missing: boolean;
            /** Format: uuid */
            tenant_id: string;
            /** @description Where one may sign in, this tenant among them. */
            tenants: components["schemas"]["Place"][];
        };
        /** @description Who took the word from whom. */
        Interruptions: {
            /** @description By who interrupts: from where that turn begins to where the other one stops. */
            by_speaker: {
                [key: string]: components["schemas"]["Stretch"][];
            };
            /** Format: int64 */
            count: number;
            /** Format: int64 */
            total_ms: number;
        };
        /** @description One leg: a normalised record, its recording and what was found in it. */
        Leg: {
            agent: string | null;
            analysis: components["schemas"]["Analysis"] | null;
            analysis_error: components["schemas"]["AnalysisError"] | null;
            analysis_status: components["schemas"]["AnalysisStatus"];
            /** Format: date-time */
            answered_at: string | null;
            custom: Record<string, never>;
            direction: components["schemas"]["Direction"];
            disposition: components["schemas"]["Disposition"];
            /** Format: date-time */
            ended_at: string | null;
            external_id: string;
            from: string | null;
            hangup_cause: string | null;
            /** Format: uuid */
            id: string;
            linked_id: string | null;
            queue: string | null;
            /** Format: date-time */
            received_at: string;
            recording: components["schemas"]["Recording"] | null;
            recording_ref: string | null;
            source: string;
            source_instance: string;
            /** Format: date-time */
            started_at: string;
            /** Format: int32 */
            talk_s: number;
            to: string | null;
            /** Format: int32 */
            wait_s: number | null;
        };
        /** @description The text of a link that was sent. */
        LinkToken: {
            token: string;
        };
        LowestPoint: {
            /** Format: double */
            score: number;
            /** Format: int64 */
            start_ms: number;
        };
        /** @description The same for everybody. */
        MailQueued: {
            /** @description `queued`, whether there is anybody to send to or not. */
            mail: string;
        };
        /** @description A member of the tenant. */
        Member: {
            /** @description What telephone systems call them. */
            agents: string[];
            /** Format: date-time */
            created_at: string;
            email: string;
            /**
             * Format: uuid
             * @description The person's.
             */
            id: string;
            /** Format: date-time */
            last_seen_at: string | null;
            name: string;
            /** @description `admin`, `manager`, `agent`, `viewer`, or a custom role's id. */
            role: string;
            /** @description Whose calls they see: `all`, `group`, `own`. */
            row_scope: string;
            /** @description `active`, `inactive`, `suspended`. */
            status: string;
        };
        /**
         * @description What is to be changed; what is missing stays. Another role brings its row scope along, unless one is named too.
         * @example {
         *       "agents": [
         *         "201",
         *         "SIP/anna"
         *       ],
         *       "role": "agent"
         *     }
         */
        MemberChange: {
            agents?: string[] | null;
            role?: string | null;
            row_scope?: string | null;
            status?: string | null;
        };
        /** @description Members, the longest there first. */
        MemberPage: {
            data: components["schemas"]["Member"][];
            /** @description `cursor` of the next page. */
            next: string | null;
        };
        ModelNames: {
            sentiment: string;
            speech: string;
        };
        /** @description A new key with its text, which is shown this once. */
        NewApiKey: components["schemas"]["ApiKey"] & {
            /** @description Only its hash is kept. */
            secret: string;
        };
        /**
         * @description A group that is to be.
         * @example {
         *       "members": [],
         *       "name": "Support"
         *     }
         */
        NewGroup: {
            members?: string[];
            name: string;
        };
        /**
         * @example {
         *       "email": "sam@platform.example",
         *       "name": "Sam Reed",
         *       "role": "support"
         *     }
         */
        NewStaffMember: {
            email: string;
            name: string;
            /** @description `owner`, `admin`, `support`. */
            role: string;
        };
        /** @description Gaps of more than 3 s without a word of anyone. */
        NonTalk: {
            instances: components["schemas"]["Stretch"][];
            /** Format: int64 */
            total_ms: number;
        };
        Outbox: {
            data: components["schemas"]["OutboxMail"][];
        };
        /** @description A mail as it was written. */
        OutboxMail: {
            /** Format: date-time */
            created_at: string;
            html: string;
            /** Format: uuid */
            id: string;
            kind: string;
            recipient: string;
            /** @description `queued`, `sending`, `sent`, `failed`, `suppressed`. */
            state: string;
            subject: string;
            text: string;
        };
        PasswordChange: {
            current: string;
            password: string;
        };
        Period: {
            /** Format: date-time */
            end: string;
            /** Format: date-time */
            start: string;
        };
        /** @description One thing that may be done. */
        PermissionInfo: {
            does: string;
            name: string;
        };
        PermissionList: {
            data: components["schemas"]["PermissionInfo"][];
        };
        /** @description A tenant in which one is somebody. */
        Place: {
            name: string;
            role: string;
            /** Format: uuid */
            tenant_id: string;
            /** @description IANA name of its zone: days and hours are counted in it. */
            zone: string;
        };
        Probabilities: {
            /** Format: double */
            negative: number;
            /** Format: double */
            neutral: number;
            /** Format: double */
            positive: number;
        };
        /**
         * @description The body of a problem, as RFC 9457 has it, with our `code` and `request_id`.
         * @example {
         *       "code": "invalid_key",
         *       "detail": "the key is unknown, revoked or expired",
         *       "request_id": "0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11",
         *       "status": 401,
         *       "title": "The API key is not valid",
         *       "type": "/problems/invalid_key"
         *     }
         */
        Problem: {
            /** @description Stable name of the kind, for programs. */
            code: string;
            /** @description What was wrong with this very request. */
            detail: string;
            /** @description Names this request in the server's log. */
            request_id: string;
            /**
             * Format: int32
             * @description The HTTP status again.
             */
            status: number;
            /** @description The kind of problem in a sentence. */
            title: string;
            /** @description Path of the page that explains this kind of problem. */
            type: string;
        } & {
            [key: string]: unknown;
        };
        Quality: {
            /** @description `dual_mono`, `clipped`, `truncated` … */
            flags: string[];
            /** Format: double */
            mean_confidence: number | null;
            /** Format: double */
            speech_ratio: number;
        };
        /** @description The queue as a tenant sees it. */
        Queue: {
            /**
             * @description `live`, `fresh`, `backfill`: the highest first. A higher one is served before a lower one, of which a least share is served
             *     all the same.
             */
            lanes: components["schemas"]["QueueLane"][];
            /** @description Nothing is claimed at the moment: the operator has paused analysis. Records and recordings are taken. */
            paused: boolean;
            /**
             * Format: double
             * @description Worker seconds for a second of audio, a moving mean; null: nothing was measured yet.
             */
            real_time_factor: number | null;
            /**
             * Format: int32
             * @description Of all nodes.
             */
            workers: number;
        };
        /**
         * @example {
         *       "audio_s": 2140.5,
         *       "eta": "2026-11-28T10:00:29.600Z",
         *       "eta_s": 21.4,
         *       "lane": "fresh",
         *       "oldest_at": "2026-11-28T10:00:00Z",
         *       "oldest_s": 8.2,
         *       "retrying": 1,
         *       "running": 2,
         *       "waiting": 12,
         *       "withheld": 0
         *     }
         */
        QueueLane: {
            /**
             * Format: double
             * @description Seconds of audio of those that wait.
             */
            audio_s: number;
            /**
             * Format: date-time
             * @description The same as a time.
             */
            eta: string | null;
            /**
             * Format: double
             * @description Seconds until all that waits here is done, by what waits before it, the number of workers and their measured speed. Null:
             *     nothing waits, nobody works, or nothing was measured yet.
             */
            eta_s: number | null;
            lane: string;
            /**
             * Format: date-time
             * @description Since when the oldest of those that wait does.
             */
            oldest_at: string | null;
            /**
             * Format: double
             * @description The age of that.
             */
            oldest_s: number | null;
            /**
             * Format: int64
             * @description Of them those in such a pause.
             */
            retrying: number;
            /**
             * Format: int64
             * @description Being analysed.
             */
            running: number;
            /**
             * Format: int64
             * @description Analyses that wait for a worker, those in a pause after a failed attempt included.
             */
            waiting: number;
            /**
             * Format: int64
             * @description Beyond the limit: they wait for a decision and not for a worker.
             */
            withheld: number;
        };
        /** @description Calls by id. */
        ReanalysisOrder: {
            /** @description At most as many as `bounds.bulk_max` says. */
            ids?: string[] | null;
        };
        /**
         * @description What became of the order for one call.
         * @example {
         *       "call_id": "2b77195b-a06f-55ac-9d53-b5d6e5245684",
         *       "result": "queued"
         *     }
         */
        ReanalysisResult: {
            /** Format: uuid */
            call_id: string;
            /**
             * @description `queued`; `already_queued`: it waits or is being analysed; `withheld`: beyond the limit, `POST /v1/usage/release` analyses it;
             *     `nothing_to_analyze`: no recording; `not_found`.
             */
            result: string;
        };
        /** @description What became of each call, and where the filter's calls go on. */
        ReanalysisResults: {
            data: components["schemas"]["ReanalysisResult"][];
            /** @description More calls match: the `cursor` of the next request, with the same filter. Null where these were the last. */
            next: string | null;
            /** @description How many of them were queued. */
            queued: number;
        };
        /**
         * @description A call record in canonical form.
         * @example {
         *       "agent": "200",
         *       "answered_at": "2026-11-24T09:00:08Z",
         *       "direction": "inbound",
         *       "disposition": "answered",
         *       "ended_at": "2026-11-24T09:04:31Z",
         *       "external_id": "1731000000.17",
         *       "from": "+390612345678",
         *       "queue": "support",
         *       "started_at": "2026-11-24T09:00:00Z",
         *       "talk_s": 263,
         *       "to": "200"
         *     }
         */
        Record: {
            /** @description Extension or user of your side. */
            agent?: string | null;
            /** @description `false`: keep the record, analyse nothing. */
            analyze?: boolean | null;
            /** Format: date-time */
            answered_at?: string | null;
            /** @description Anything else worth keeping. */
            custom?: unknown;
            direction: components["schemas"]["Direction"];
            disposition?: components["schemas"]["Disposition"] | null;
            /** Format: date-time */
            ended_at?: string | null;
            /** @description Unique for each leg inside its source instance; the same again is a duplicate. */
            external_id: string;
            from?: string | null;
            hangup_cause?: string | null;
            /** @description Groups the legs of one call. */
            linked_id?: string | null;
            queue?: string | null;
            recording_ref?: string | null;
            /** @description Where the recording can be fetched. */
            recording_url?: string | null;
            /** @description Form in which the system itself had it. */
            source?: string | null;
            /** @description The telephone system it came from; `api` if not given. */
            source_instance?: string | null;
            /**
             * Format: date-time
             * @description RFC 3339.
             */
            started_at: string;
            /** Format: int32 */
            talk_s?: number | null;
            to?: string | null;
            /** Format: int32 */
            wait_s?: number | null;
        };
        Recording: {
            /** Format: int64 */
            bytes: number;
            /** Format: int32 */
            channels: number | null;
            /** Format: int32 */
            declared_channels: number | null;
            /** @description What the sender said of audio without a header. */
            declared_format: string | null;
            /** Format: int32 */
            declared_rate: number | null;
            /**
             * Format: int64
             * @description As far as its header says.
             */
            duration_ms: number | null;
            media_type: string | null;
            /** Format: date-time */
            received_at: string;
            /** @description SHA-256 of its bytes, hex; also its ETag. */
            sha256: string;
        };
        /** @description A recording was stored. */
        RecordingReceipt: {
            /** Format: int64 */
            bytes: number;
            /**
             * Format: int64
             * @description As far as its header says.
             */
            duration_ms: number | null;
            /** @description `new`, or `duplicate`: the same bytes were there. */
            fate: string;
            /** Format: uuid */
            leg_id: string;
            /** @description Of the bytes, hex. */
            sha256: string;
        };
        /** @description Either body. */
        Records: components["schemas"]["Record"] | components["schemas"]["Record"][];
        /** @description Each good once, in place of a code. Shown this once. */
        RecoveryCodes: {
            recovery_codes: string[];
        };
        Refresh: {
            refresh_token: string;
        };
        /** @description Why one record of many was refused. */
        Refused: {
            /**
             * @description Stable: `not_a_record unknown_key missing_field bad_value bad_timestamp end_before_start too_large bad_json refused
             *     limit_reached` …
             */
            code: string;
            detail: string;
            external_id?: string | null;
            /**
             * Format: int64
             * @description Position in the array, or line of the stream that is not blank, from 0.
             */
            index: number;
        };
        /**
         * @description Which withheld calls are to be analysed after all.
         * @example {
         *       "calls": 100
         *     }
         */
        ReleaseOrder: {
            /**
             * Format: int64
             * @description At most so many; all that fit if it is missing.
             */
            calls?: number | null;
        };
        /**
         * @description The order was taken.
         * @example {
         *       "calls": 100,
         *       "withheld": 340
         *     }
         */
        ReleaseReceipt: {
            /**
             * Format: int64
             * @description So many of them will be analysed, the oldest first: as many as were asked for and fit into the limit.
             */
            calls: number;
            /**
             * Format: int64
             * @description Calls that are withheld at the moment.
             */
            withheld: number;
        };
        Removal: {
            code: string;
            password: string;
        };
        Reset: {
            password: string;
            token: string;
        };
        /** @description A role and what it may do. */
        Role: {
            /** @description Of the tenant's own making. */
            custom: boolean;
            /** @description `admin`, `manager`, `agent`, `viewer`, or the id of a custom role. */
            id: string;
            name: string;
            permissions: string[];
            /** @description Whose calls its members see where nothing else is said: `all`, `group`, `own`. */
            row_scope: string;
        };
        /**
         * @description A custom role as it is to be.
         * @example {
         *       "name": "Quality",
         *       "permissions": [
         *         "calls.read",
         *         "calls.listen"
         *       ],
         *       "row_scope": "group"
         *     }
         */
        RoleBody: {
            name: string;
            permissions: string[];
            row_scope: string;
        };
        RoleList: {
            data: components["schemas"]["Role"][];
        };
        /** @description Shown this once. */
        SecondFactorOffer: {
            /** @description Base 32, for typing. */
            secret: string;
            /** @description For a QR code. */
            uri: string;
        };
        /**
         * @description Security settings of the tenant.
         * @example {
         *       "addresses": [],
         *       "second_factor_required": false,
         *       "session_absolute_s": 2592000,
         *       "session_idle_s": 43200
         *     }
         */
        SecuritySettings: {
            /** @description CIDR blocks from which people may come; none: from anywhere. Keys have lists of their own. */
            addresses: string[];
            second_factor_required: boolean;
            /**
             * Format: int32
             * @description And after so many in any case.
             */
            session_absolute_s: number;
            /**
             * Format: int32
             * @description A new session ends when nothing was asked for so many seconds.
             */
            session_idle_s: number;
        };
        /** @description What is to be changed; what is missing stays. */
        SecuritySettingsChange: {
            addresses?: string[] | null;
            second_factor_required?: boolean | null;
            /** Format: int32 */
            session_absolute_s?: number | null;
            /** Format: int32 */
            session_idle_s?: number | null;
        };
        /** @enum {string} */
        SentimentLabel: "negative" | "neutral" | "positive";
        /** @description A session that lives. */
        Session: {
            /** @description From where it began. */
            address: string;
            /** Format: date-time */
            created_at: string;
            /** @description It is the one that asks. */
            current: boolean;
            /** Format: date-time */
            expires_at: string;
            /** Format: uuid */
            id: string;
            /** @description `token` of a program, `cookie` of a browser. */
            kind: string;
            /** Format: date-time */
            last_seen_at: string;
            /** Format: uuid */
            person_id: string;
            second_factor: boolean;
            /** Format: uuid */
            tenant_id: string;
            /** @description What the program or browser calls itself. */
            user_agent: string;
        };
        /** @enum {string} */
        SessionKind: "token" | "cookie";
        SessionList: {
            data: components["schemas"]["Session"][];
        };
        /** @description How many sessions were ended. */
        SessionsEnded: {
            ended: number;
        };
        /**
         * @example {
         *       "email": "anna@example.com",
         *       "password": "correct horse battery"
         *     }
         */
        SignIn: {
            /** @description Of the telephone, or a recovery code; asked for with `second_factor_needed`. */
            code?: string | null;
            email: string;
            password: string;
            /** @description `token` for programs, `cookie` for browsers. */
            session?: components["schemas"]["SessionKind"];
            /**
             * Format: uuid
             * @description Which tenant, for people of several; else the last one.
             */
            tenant_id?: string | null;
        };
        /**
         * @example {
         *       "company": "Acme Dental",
         *       "email": "anna@example.com",
         *       "name": "Anna Lee",
         *       "password": "correct horse battery",
         *       "zone": "Europe/Rome"
         *     }
         */
        SignUp: {
            company: string;
            email: string;
            name: string;
            password: string;
            /** @description IANA name; UTC if it is missing. */
            zone?: string;
        };
        /** @description A session. The tokens are shown this once. */
        SignedInBody: {
            /** Format: int32 */
            access_expires_in_s?: number | null;
            /** @description For `Authorization: Bearer`, for 15 minutes. */
            access_token?: string | null;
            /** @description Of a browser's session: for `X-CSRF-Token`. */
            csrf_token?: string | null;
            /**
             * Format: date-time
             * @description The session ends then in any case.
             */
            expires_at: string;
            /** Format: uuid */
            person_id: string;
            /** @description For POST /v1/auth/refresh, once. Coming twice, it ends the session. */
            refresh_token?: string | null;
            /** Format: uuid */
            session_id: string;
            /** Format: uuid */
            tenant_id: string;
        };
        SpeakerSentiment: {
            /**
             * Format: double
             * @description Last quarter minus first.
             */
            change: number | null;
            lowest: components["schemas"]["LowestPoint"] | null;
            /** @description Mean of each quarter of the speaker's time; null where it has none. */
            quarters: (number | null)[];
            /**
             * Format: double
             * @description Mean over the scored turns.
             */
            score: number | null;
            /** @description Of the scored turns, 0 to 1. */
            shares: components["schemas"]["Probabilities"];
        };
        /** @description Who of the staff is signed in, and what they may do. */
        StaffIdentity: {
            /** @description Of a browser's session: what changes something carries it in `X-CSRF-Token`. */
            csrf_token: string | null;
            email: string;
            /** Format: date-time */
            expires_at: string;
            name: string;
            permissions: string[];
            /** @description `owner`, `admin`, `support`. */
            role: string;
            /** @description This session was begun with a second factor. */
            second_factor: boolean;
            /** @description One is required, and this session has none: nothing else is let through. */
            second_factor_missing: boolean;
            /** Format: uuid */
            staff_id: string;
        };
        StaffList: {
            data: components["schemas"]["StaffMember"][];
        };
        /** @description As others of the staff see somebody. */
        StaffMember: {
            /** Format: date-time */
            created_at: string;
            email: string;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            last_seen_at: string | null;
            name: string;
            /** @description `owner`, `admin`, `support`. */
            role: string;
            /** @description They have one in force. */
            second_factor: boolean;
            /** @description `active`, `suspended`. */
            status: string;
        };
        /** @description What is to be changed; what is missing stays. */
        StaffMemberChange: {
            name?: string | null;
            role?: string | null;
            /** @description `active`, `suspended`. */
            status?: string | null;
        };
        StaffPasswordChange: {
            current: string;
            password: string;
        };
        /** @description A session of the staff. The token is shown this once. */
        StaffSession: {
            /** @description Of a browser's session: for `X-CSRF-Token`. */
            csrf_token?: string | null;
            /**
             * Format: date-time
             * @description The session ends then in any case.
             */
            expires_at: string;
            /** Format: uuid */
            session_id: string;
            /** Format: uuid */
            staff_id: string;
            /** @description For `Authorization: Bearer`. */
            token?: string | null;
        };
        /**
         * @example {
         *       "email": "owner@platform.example",
         *       "password": "correct horse battery"
         *     }
         */
        StaffSignIn: {
            /** @description Of the telephone, or a recovery code; asked for with `second_factor_needed`. */
            code?: string | null;
            email: string;
            password: string;
            /** @description `token` for programs, `cookie` for browsers. */
            session?: components["schemas"]["SessionKind"];
        };
        Stretch: {
            /** Format: int64 */
            end_ms: number;
            /** Format: int64 */
            start_ms: number;
        };
        /** @description Sentiment of the whole call, following the customer. */
        SummarySentiment: {
            label: components["schemas"]["SentimentLabel"] | null;
            /** Format: double */
            score: number | null;
        };
        /** @description One record was taken: the ids under which it is found. */
        Taken: {
            /** Format: uuid */
            call_id: string;
            /** Format: uuid */
            leg_id: string;
        };
        /** @description Time with words. */
        TalkTime: {
            by_speaker: {
                [key: string]: number;
            };
            /** Format: int64 */
            total: number;
        };
        /**
         * @description What became of many records.
         * @example {
         *       "accepted": 2,
         *       "errors": [
         *         {
         *           "code": "unknown_key",
         *           "detail": "unknown key `form`; free values belong into `custom`",
         *           "external_id": "1731.7",
         *           "index": 1
         *         }
         *       ],
         *       "refused": 1
         *     }
         */
        Tally: {
            /**
             * Format: int64
             * @description Stored, or stored before (a duplicate or a conflict; the first content stays).
             */
            accepted: number;
            /** @description The refused ones, in order; of a long stream the first 1,000. */
            errors: components["schemas"]["Refused"][];
            /** Format: int64 */
            refused: number;
        };
        Timings: {
            /** Format: int64 */
            decode: number;
            /** Format: int64 */
            sentiment: number;
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            transcribe: number;
            /** Format: int64 */
            vad: number;
        };
        Trace: {
            /** Format: uuid */
            call_id: string;
            /** @description Oldest first. Steps older than the trace is kept are gone. */
            steps: components["schemas"]["TraceStep"][];
            /** @description Analyses of this call that have not ended, and what each waits for. */
            waiting: components["schemas"]["TraceWaiting"][];
        };
        TraceStep: {
            /** Format: date-time */
            at: string;
            /** Format: int32 */
            attempt: number | null;
            detail: Record<string, never>;
            /** Format: int64 */
            latency_ms: number | null;
            /** Format: uuid */
            leg_id: string | null;
            reason: string | null;
            stage: string;
        };
        TraceWaiting: {
            /**
             * Format: int32
             * @description Attempts begun so far.
             */
            attempts: number;
            /**
             * Format: date-time
             * @description When it will have been done, by what waits before it, the number of workers and their measured speed. Null: that depends on
             *     a decision, nobody works, or nothing was measured yet.
             */
            eta: string | null;
            /**
             * @description `release` (withheld at the limit), `retry` (a pause after a failed attempt), `worker`, `result` (it is being analysed).
             * @example worker
             */
            for: string;
            /**
             * @description `live`, `fresh` or `backfill`.
             * @example fresh
             */
            lane: string;
            last_error_code: string | null;
            /** Format: uuid */
            leg_id: string;
            /** Format: date-time */
            since: string;
            /**
             * Format: date-time
             * @description Of a retry: not before. Of a result: when its worker has lost it unless it shows a sign of life.
             */
            until: string | null;
        };
        /** @description The words of one leg. */
        Transcript: {
            /** Format: uuid */
            call_id: string;
            /** Format: int64 */
            duration_ms: number;
            language: string;
            /** Format: uuid */
            leg_id: string;
            turns: components["schemas"]["Turn"][];
        };
        /** @description What one speaker said without a long pause. */
        Turn: {
            /**
             * Format: int32
             * @description From 0.
             */
            channel: number;
            /** Format: int64 */
            end_ms: number;
            /** @description `low_confidence`, `repetition` … */
            flags: string[];
            sentiment: components["schemas"]["UtteranceSentiment"] | null;
            /** @description `agent`, `customer`, or `ch1`, `ch2` … where no role is known. */
            speaker: string;
            /** Format: int64 */
            start_ms: number;
            text: string;
            words: components["schemas"]["Word"][];
        };
        /**
         * @description The meter is calls: each is charged once, to the period in which its first leg came.
         * @example {
         *       "audio_seconds": 8123.4,
         *       "balance": 59,
         *       "has_access": true,
         *       "limit": 100,
         *       "overage": 0,
         *       "period": {
         *         "end": "2026-12-01T00:00:00Z",
         *         "start": "2026-11-01T00:00:00Z"
         *       },
         *       "policy": "store_only",
         *       "used": 41,
         *       "withheld": 0
         *     }
         */
        Usage: {
            /**
             * Format: double
             * @description Seconds of audio analysed in this period. Metered, not limited.
             */
            audio_seconds: number;
            /**
             * Format: int64
             * @description Calls left; null: unlimited.
             */
            balance: number | null;
            /** @description Whether the next call would be analysed. */
            has_access: boolean;
            /**
             * Format: int64
             * @description Calls a period; null: unlimited.
             */
            limit: number | null;
            /**
             * Format: int64
             * @description Calls beyond the limit.
             */
            overage: number;
            period: components["schemas"]["Period"];
            /** @description What happens at the limit: `store_only`, `queue`, `overage`, `reject`. */
            policy: string;
            /**
             * Format: int64
             * @description Calls charged to this period.
             */
            used: number;
            /**
             * Format: int64
             * @description Calls kept but not analysed, of whatever age.
             */
            withheld: number;
        };
        /**
         * @description A period in which something was charged or withheld.
         * @example {
         *       "audio_seconds": 20311.2,
         *       "included": 100,
         *       "overage": 4,
         *       "period": {
         *         "end": "2026-11-01T00:00:00Z",
         *         "start": "2026-10-01T00:00:00Z"
         *       },
         *       "used": 104,
         *       "withheld": 0
         *     }
         */
        UsagePeriod: {
            /**
             * Format: double
             * @description Seconds of audio analysed in it.
             */
            audio_seconds: number;
            /**
             * Format: int64
             * @description Within the limit.
             */
            included: number;
            /**
             * Format: int64
             * @description Beyond the limit.
             */
            overage: number;
            period: components["schemas"]["Period"];
            /**
             * Format: int64
             * @description Calls charged to it: `included` and `overage`.
             */
            used: number;
            /**
             * Format: int64
             * @description Calls that came in it and are still withheld.
             */
            withheld: number;
        };
        UsagePeriods: {
            data: components["schemas"]["UsagePeriod"][];
            next: string | null;
        };
        UtteranceSentiment: {
            label: components["schemas"]["SentimentLabel"] | null;
            probabilities: components["schemas"]["Probabilities"];
            /** Format: double */
            score: number;
        };
        /** @description The tenant that is there now. */
        Verified: {
            /** Format: uuid */
            person_id: string;
            /** Format: uuid */
            tenant_id: string;
        };
        Word: {
            /**
             * Format: double
             * @description 0 to 1.
             */
            confidence: number;
            /** Format: int64 */
            end_ms: number;
            /** Format: int64 */
            start_ms: number;
            text: string;
        };
        CallerFigures: {
            number: string;
            calls: number;
            answered: number;
            talk_s: number;
            score: number | null;
            labelled: number;
            /** Format: date-time */
            last_at: string;
            link: components["schemas"]["CallsLink"];
        };
        Callers: {
            /** Format: date-time */
            as_of: string;
            period: components["schemas"]["AnalyticsPeriod"];
            calls: number;
            callers: number;
            withheld: number;
            withheld_share: number | null;
            data: components["schemas"]["CallerFigures"][];
        };
        AnalyticsPeriod: {
            from: string;
            to: string;
            days: number;
            zone: string;
            /** Format: date-time */
            started_from: string;
            /** Format: date-time */
            started_before: string;
        };
        CallsLink: {
            href: string;
            count: number;
        };
        Exclusion: {
            reason: string;
            calls: number;
        };
        Variant: {
            formula_id: string;
            formula: string;
            value: number | null;
            numerator: number;
            denominator: number;
        };
        Compared: {
            value: number | null;
            numerator: number;
            denominator: number;
            n: number;
            difference: number | null;
            change: number | null;
            calls: null | components["schemas"]["CallsLink"];
        };
        Figure: {
            id: string;
            formula_id: string;
            formula: string;
            unit: string;
            value: number | null;
            numerator: number;
            denominator: number;
            n: number;
            exclusions: components["schemas"]["Exclusion"][];
            calls: null | components["schemas"]["CallsLink"];
            variants: components["schemas"]["Variant"][];
            compare: null | components["schemas"]["Compared"];
        };
        VolumePoint: {
            at: string;
            /** Format: date-time */
            started_from: string;
            /** Format: date-time */
            started_before: string;
            complete: boolean;
            calls: number;
            by_disposition: {
                [key: string]: number;
            };
            talk_s: number;
            aht_s: number | null;
            link: components["schemas"]["CallsLink"];
        };
        Volume: {
            /** Format: date-time */
            as_of: string;
            period: components["schemas"]["AnalyticsPeriod"];
            compare: null | components["schemas"]["AnalyticsPeriod"];
            interval: string;
            points: components["schemas"]["VolumePoint"][];
            compare_points: components["schemas"]["VolumePoint"][] | null;
        };
        LabelShare: {
            label: string;
            calls: number;
            share: number | null;
            link: null | components["schemas"]["CallsLink"];
        };
        SentimentSplit: {
            score: number | null;
            n: number;
            labels: components["schemas"]["LabelShare"][];
            exclusions: components["schemas"]["Exclusion"][];
        };
        SentimentPoint: {
            at: string;
            /** Format: date-time */
            started_from: string;
            /** Format: date-time */
            started_before: string;
            complete: boolean;
            score: number | null;
            n: number;
            negative: number;
            neutral: number;
            positive: number;
            link: components["schemas"]["CallsLink"];
        };
        Sentiment: {
            /** Format: date-time */
            as_of: string;
            period: components["schemas"]["AnalyticsPeriod"];
            compare: null | components["schemas"]["AnalyticsPeriod"];
            interval: string;
            formula_id: string;
            split: components["schemas"]["SentimentSplit"];
            compare_split: null | components["schemas"]["SentimentSplit"];
            points: components["schemas"]["SentimentPoint"][];
            compare_points: components["schemas"]["SentimentPoint"][] | null;
        };
        AgentFigures: {
            agent: string;
            calls: number;
            answered: number;
            talk_s: number;
            aht_s: number | null;
            asa_s: number | null;
            analyzed: number;
            score: number | null;
            negative_share: number | null;
            labelled: number;
            few: boolean;
            link: components["schemas"]["CallsLink"];
        };
        Agents: {
            /** Format: date-time */
            as_of: string;
            period: components["schemas"]["AnalyticsPeriod"];
            compare: null | components["schemas"]["AnalyticsPeriod"];
            agents: number;
            data: components["schemas"]["AgentFigures"][];
            compare_data: components["schemas"]["AgentFigures"][] | null;
        };
        HandleTimeBin: {
            from_s: number;
            below_s: number | null;
            calls: number;
            link: null | components["schemas"]["CallsLink"];
        };
        Percentile: {
            share: number;
            talk_s: number;
        };
        HandleTime: {
            /** Format: date-time */
            as_of: string;
            period: components["schemas"]["AnalyticsPeriod"];
            formula_id: string;
            aht_s: number | null;
            numerator: number;
            denominator: number;
            bins: components["schemas"]["HandleTimeBin"][];
            percentiles: components["schemas"]["Percentile"][];
        };
        Overview: {
            /** Format: date-time */
            as_of: string;
            period: components["schemas"]["AnalyticsPeriod"];
            compare: null | components["schemas"]["AnalyticsPeriod"];
            service_level_s: number;
            figures: components["schemas"]["Figure"][];
        };
        Resolution: {
            formula_id: string;
            formula: string;
            value: number | null;
            numerator: number;
            denominator: number;
            provisional: number;
            calls: null | components["schemas"]["CallsLink"];
        };
        FirstCallResolution: {
            /** Format: date-time */
            as_of: string;
            period: components["schemas"]["AnalyticsPeriod"];
            n: number;
            exclusions: components["schemas"]["Exclusion"][];
            default: string;
            figures: components["schemas"]["Resolution"][];
        };
        HourCell: {
            weekday: number;
            hour: number;
            calls: number;
            answered: number;
            link: components["schemas"]["CallsLink"];
        };
        Hours: {
            /** Format: date-time */
            as_of: string;
            period: components["schemas"]["AnalyticsPeriod"];
            calls_max: number;
            cells: components["schemas"]["HourCell"][];
        };
        NoteAuthor: {
            /** Format: uuid */
            id: string;
            name: string;
        };
        Note: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            call_id: string;
            /** Format: uuid */
            parent_id: string | null;
            author: null | components["schemas"]["NoteAuthor"];
            text: string;
            mentions: string[];
            /** Format: uuid */
            leg_id: string | null;
            at_ms: number | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            edited_at: string | null;
        };
        NoteList: {
            data: components["schemas"]["Note"][];
        };
        NewNote: {
            text: string;
            mentions?: string[];
            /** Format: uuid */
            parent_id?: string | null;
            /** Format: uuid */
            leg_id?: string | null;
            at_ms?: number | null;
        };
        NoteChange: {
            text: string;
            mentions?: string[];
        };
        Tag: {
            /** Format: uuid */
            id: string;
            name: string;
            color: string;
            /** Format: date-time */
            created_at: string;
            calls: number;
        };
        TagOfCall: {
            /** Format: uuid */
            id: string;
            name: string;
            color: string;
        };
        TagList: {
            data: components["schemas"]["Tag"][];
        };
        NewTag: {
            name: string;
            color?: string | null;
        };
        TagChange: {
            name?: string | null;
            color?: string | null;
        };
        SavedView: {
            /** Format: uuid */
            id: string;
            name: string;
            shared: boolean;
            query: string;
            /** Format: uuid */
            owner_id: string;
            own: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        SavedViewList: {
            data: components["schemas"]["SavedView"][];
        };
        NewSavedView: {
            name: string;
            shared?: boolean;
            query: string;
        };
        SavedViewChange: {
            name?: string | null;
            shared?: boolean | null;
            query?: string | null;
        };
        CallChange: {
            tags?: string[] | null;
            archived?: boolean | null;
        };
        BulkChange: {
            action: components["schemas"]["BulkAction"];
            tag?: string | null;
            calls?: string[] | null;
            filter?: string | null;
        };
        /** @enum {string} */
        BulkAction: "tag" | "untag" | "archive" | "unarchive";
        BulkResult: {
            /** Format: uuid */
            call_id: string;
            result: string;
        };
        BulkAnswer: {
            changed: number;
            unchanged: number;
            not_found: number;
            results: components["schemas"]["BulkResult"][];
        };
        CallCount: {
            count: number;
        };
        Count: {
            count: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    change_staff_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StaffPasswordChange"];
            };
        };
        responses: {
            /** @description Changed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_password`: The password is wrong; `forbidden`: This is not permitted; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `weak_password`: The password cannot be taken */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_attempts`: Too many wrong passwords; `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    offer_staff_second_factor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Begin"];
            };
        };
        responses: {
            /** @description The secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondFactorOffer"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_password`: The password is wrong; `wrong_code`: The code is wrong; `forbidden`: This is not permitted; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `conflict`: It would break a rule */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_attempts`: Too many wrong passwords; `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirm_staff_second_factor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodeBody"];
            };
        };
        responses: {
            /** @description In force. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_password`: The password is wrong; `wrong_code`: The code is wrong; `forbidden`: This is not permitted; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `conflict`: It would break a rule */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_attempts`: Too many wrong passwords; `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_staff_second_factor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Removal"];
            };
        };
        responses: {
            /** @description Gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_password`: The password is wrong; `wrong_code`: The code is wrong; `forbidden`: This is not permitted; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `conflict`: It would break a rule */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_attempts`: Too many wrong passwords; `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_staff_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who is signed in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffIdentity"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    staff_sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StaffSignIn"];
            };
        };
        responses: {
            /** @description Signed in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffSession"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_credentials`: The address or the password is wrong; `second_factor_needed`: A code of the second factor is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address_not_allowed`: Not from this address */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_attempts`: Too many wrong passwords; `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    staff_sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description This session has ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `missing_key`: No API key was given; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_staff: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffList"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_staff: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewStaffMember"];
            };
        };
        responses: {
            /** @description Added. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedStaffMember"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `conflict`: It would break a rule */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_staff: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Their id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StaffMemberChange"];
            };
        };
        responses: {
            /** @description As they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffMember"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `conflict`: It would break a rule */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reset_staff_second_factor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Their id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `missing_key`: No API key was given; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_demo_outbox: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outbox"];
                };
            };
            /** @description `unknown_path`: There is nothing at this path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It answers, so it lives. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    get_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Calls are taken. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Starting, draining, or without its database. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    get_start: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Still starting; `stage` says where. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    get_metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Metrics. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example audiapro_http_requests_total{method="GET",path="/v1/calls",status="200"} 3 */
                    "text/plain; version=0.0.4": string;
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The OpenAPI document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Changed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_password`: The password is wrong; `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `weak_password`: The password cannot be taken */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forget_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Forgot"];
            };
        };
        responses: {
            /** @description A mail is on its way, if there is anybody to send to. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailQueued"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reset_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reset"];
            };
        };
        responses: {
            /** @description Set. Sign in now. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_link`: The link is good no more */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `weak_password`: The password cannot be taken */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refresh_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Refresh"];
            };
        };
        responses: {
            /** @description A new pair. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInBody"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    offer_second_factor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Begin"];
            };
        };
        responses: {
            /** @description The secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondFactorOffer"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_password`: The password is wrong; `wrong_code`: The code is wrong; `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `conflict`: It would break a rule */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirm_second_factor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodeBody"];
            };
        };
        responses: {
            /** @description In force. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_password`: The password is wrong; `wrong_code`: The code is wrong; `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `conflict`: It would break a rule */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    renew_recovery_codes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Removal"];
            };
        };
        responses: {
            /** @description The new ones. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_password`: The password is wrong; `wrong_code`: The code is wrong; `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `conflict`: It would break a rule */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_second_factor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Removal"];
            };
        };
        responses: {
            /** @description Gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_password`: The password is wrong; `wrong_code`: The code is wrong; `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `conflict`: It would break a rule */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The person, and their rights here. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Identity"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_own_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_other_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionsEnded"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_own_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended, on every node within a second. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Signed in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInBody"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_credentials`: The address or the password is wrong; `second_factor_needed`: A code of the second factor is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `no_membership`: There is nowhere to sign in */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_attempts`: Too many wrong passwords; `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description This session has ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_up: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignUp"];
            };
        };
        responses: {
            /** @description A mail is queued. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailQueued"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `weak_password`: The password cannot be taken */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unlock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkToken"];
            };
        };
        responses: {
            /** @description Unlocked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_link`: The link is good no more */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verify_sign_up: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkToken"];
            };
        };
        responses: {
            /** @description Sign in now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Verified"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `conflict`: It would break a rule */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_link`: The link is good no more */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_calls: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description Calls on a page; the server has an upper bound. */
                limit?: number;
                /**
                 * @description `started_at`, `talk_s` or `sentiment_score` (only calls that have a score), with `-` before it for the largest first.
                 *     Latest start first if not given.
                 * @example -started_at
                 */
                sort?: string;
                source_instance?: string;
                /** @description Of one of the call's legs. */
                external_id?: string;
                direction?: "inbound" | "outbound" | "internal" | "transit" | "unknown";
                disposition?: "answered" | "missed" | "no_answer" | "busy" | "failed" | "rejected" | "cancelled" | "abandoned" | "voicemail" | "unknown";
                analysis_status?: "none" | "queued" | "analyzing" | "analyzed" | "failed" | "withheld";
                sentiment?: "negative" | "neutral" | "positive";
                /** @description One of the call's agents. */
                agent?: string;
                queue?: string;
                /** @description Caller; `+4930*` is every number that begins so. */
                from?: string;
                /** @description Called; `*` at the end as with `from`. */
                to?: string;
                /** @description Caller or called; `*` at the end as with `from`. */
                number?: string;
                /** @description What groups its legs. */
                linked_id?: string;
                has_recording?: boolean;
                /** @description `included`, `overage`, `withheld` or `none`. */
                charge_kind?: string;
                /** @description Begin of the period to which it was charged (RFC 3339). */
                charged_period?: string;
                /** @description Of one of its recordings (ISO 639-1). */
                language?: string;
                /** @description A flag of the quality of one of its recordings, as `dual_mono`. */
                flag?: string;
                /** @description Score of the call, at least. */
                sentiment_min?: number;
                /** @description Score of the call, at most. */
                sentiment_max?: number;
                /** @description Started at this moment or later (RFC 3339). */
                started_from?: string;
                /** @description Started before this moment (RFC 3339). */
                started_before?: string;
                /** @description Seconds of conversation, at least. */
                talk_min_s?: number;
                /** @description Seconds of conversation, at most. */
                talk_max_s?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of calls. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallPage"];
                };
            };
            /** @description As `If-None-Match` says. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_parameter`: A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    send_calls: {
        parameters: {
            query?: never;
            header?: {
                /** @description `respond-async`: acknowledge an NDJSON stream as it goes. */
                Prefer?: string | null;
                /** @description Names this request, for 24 hours: the same again gets the same answer (`Idempotent-Replayed: true`), another body with this key is refused. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Records"];
                /** @example {"external_id":"1","direction":"inbound","started_at":"2026-11-24T09:00:00Z"} */
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description Stored: `{call_id, leg_id}` for one record, a tally for many. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answer"];
                    /**
                     * @example {"through":500}
                     *     {"accepted":612,"refused":0,"errors":[]}
                     */
                    "application/x-ndjson": string;
                };
            };
            /** @description `invalid_parameter`: A parameter is not valid; `malformed_json`: The body is not JSON; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit_reached`: The limit of this period is reached */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_in_progress`: A request with this Idempotency-Key is on its way */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large; `too_many_records`: Too many records in one array */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The Idempotency-Key belongs to another body; `invalid_record`: No record could be taken */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_calls: {
        parameters: {
            query: {
                format: "csv" | "ndjson";
                /** @description CSV begins with a byte order mark, for spreadsheets that otherwise take it for another encoding. */
                bom?: boolean;
                /** @description With the words: of CSV a last column, of NDJSON `transcripts`, one entry a leg. Needs the permission `calls.read` too. */
                transcripts?: boolean;
                /**
                 * @description `started_at`, `talk_s` or `sentiment_score` (only calls that have a score), with `-` before it for the largest first.
                 *     Latest start first if not given.
                 * @example -started_at
                 */
                sort?: string;
                source_instance?: string;
                /** @description Of one of the call's legs. */
                external_id?: string;
                direction?: "inbound" | "outbound" | "internal" | "transit" | "unknown";
                disposition?: "answered" | "missed" | "no_answer" | "busy" | "failed" | "rejected" | "cancelled" | "abandoned" | "voicemail" | "unknown";
                analysis_status?: "none" | "queued" | "analyzing" | "analyzed" | "failed" | "withheld";
                sentiment?: "negative" | "neutral" | "positive";
                /** @description One of the call's agents. */
                agent?: string;
                queue?: string;
                /** @description Caller; `+4930*` is every number that begins so. */
                from?: string;
                /** @description Called; `*` at the end as with `from`. */
                to?: string;
                /** @description Caller or called; `*` at the end as with `from`. */
                number?: string;
                /** @description What groups its legs. */
                linked_id?: string;
                has_recording?: boolean;
                /** @description `included`, `overage`, `withheld` or `none`. */
                charge_kind?: string;
                /** @description Begin of the period to which it was charged (RFC 3339). */
                charged_period?: string;
                /** @description Of one of its recordings (ISO 639-1). */
                language?: string;
                /** @description A flag of the quality of one of its recordings, as `dual_mono`. */
                flag?: string;
                /** @description Score of the call, at least. */
                sentiment_min?: number;
                /** @description Score of the call, at most. */
                sentiment_max?: number;
                /** @description Started at this moment or later (RFC 3339). */
                started_from?: string;
                /** @description Started before this moment (RFC 3339). */
                started_before?: string;
                /** @description Seconds of conversation, at least. */
                talk_min_s?: number;
                /** @description Seconds of conversation, at most. */
                talk_max_s?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The calls. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example id,source,source_instance,linked_id,direction,…
                     *     2b77195b-a06f-55ac-9d53-b5d6e5245684,canonical,api,a-1,inbound,…
                     */
                    "text/csv; charset=utf-8": string;
                    /** @example {"id":"2b77195b-a06f-55ac-9d53-b5d6e5245684","source_instance":"api","linked_id":"a-1"} */
                    "application/x-ndjson": string;
                };
            };
            /** @description `invalid_parameter`: A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reanalyze_calls: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description Calls on a page; the server has an upper bound. */
                limit?: number;
                /**
                 * @description `started_at`, `talk_s` or `sentiment_score` (only calls that have a score), with `-` before it for the largest first.
                 *     Latest start first if not given.
                 * @example -started_at
                 */
                sort?: string;
                source_instance?: string;
                /** @description Of one of the call's legs. */
                external_id?: string;
                direction?: "inbound" | "outbound" | "internal" | "transit" | "unknown";
                disposition?: "answered" | "missed" | "no_answer" | "busy" | "failed" | "rejected" | "cancelled" | "abandoned" | "voicemail" | "unknown";
                analysis_status?: "none" | "queued" | "analyzing" | "analyzed" | "failed" | "withheld";
                sentiment?: "negative" | "neutral" | "positive";
                /** @description One of the call's agents. */
                agent?: string;
                queue?: string;
                /** @description Caller; `+4930*` is every number that begins so. */
                from?: string;
                /** @description Called; `*` at the end as with `from`. */
                to?: string;
                /** @description Caller or called; `*` at the end as with `from`. */
                number?: string;
                /** @description What groups its legs. */
                linked_id?: string;
                has_recording?: boolean;
                /** @description `included`, `overage`, `withheld` or `none`. */
                charge_kind?: string;
                /** @description Begin of the period to which it was charged (RFC 3339). */
                charged_period?: string;
                /** @description Of one of its recordings (ISO 639-1). */
                language?: string;
                /** @description A flag of the quality of one of its recordings, as `dual_mono`. */
                flag?: string;
                /** @description Score of the call, at least. */
                sentiment_min?: number;
                /** @description Score of the call, at most. */
                sentiment_max?: number;
                /** @description Started at this moment or later (RFC 3339). */
                started_from?: string;
                /** @description Started before this moment (RFC 3339). */
                started_before?: string;
                /** @description Seconds of conversation, at least. */
                talk_min_s?: number;
                /** @description Seconds of conversation, at most. */
                talk_max_s?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ReanalysisOrder"] | null;
            };
        };
        responses: {
            /** @description What became of each. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReanalysisResults"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_call: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The call's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The call. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Call"];
                };
            };
            /** @description As `If-None-Match` says. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is part of another call now. */
            308: {
                headers: {
                    /** @description That call. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_v1_calls_id_: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallChange"];
            };
        };
        responses: {
            /** @description . */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallSummary"];
                };
            };
        };
    };
    cancel_analysis: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The call's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Cancelled. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cancelled"];
                };
            };
            /** @description It is part of another call now. */
            308: {
                headers: {
                    /** @description There. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `conflict`: It would break a rule */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reanalyze_call: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The call's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It waits. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReanalysisResult"];
                };
            };
            /** @description It is part of another call now. */
            308: {
                headers: {
                    /** @description There. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `conflict`: It would break a rule */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_recording: {
        parameters: {
            query?: {
                /** @description Id of the leg; the first person's with a recording if not given. */
                leg?: string;
            };
            header?: {
                /** @description `bytes=first-last`, one range. */
                Range?: string | null;
                /** @description The ETag that is known already. */
                "If-None-Match"?: string | null;
            };
            path: {
                /** @description The call's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole recording, in the media type it came with. */
            200: {
                headers: {
                    "Accept-Ranges"?: string;
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "*/*": number[];
                };
            };
            /** @description The range. */
            206: {
                headers: {
                    "Content-Range"?: string;
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "*/*": number[];
                };
            };
            /** @description It is the one that is known already. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is part of another call now. */
            308: {
                headers: {
                    /** @description There. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_parameter`: A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing; `no_recording`: There is no recording */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `range_not_satisfiable`: The range lies outside the recording */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    head_recording: {
        parameters: {
            query?: {
                /** @description Id of the leg; the first person's with a recording if not given. */
                leg?: string;
            };
            header?: {
                /** @description `bytes=first-last`, one range. */
                Range?: string | null;
                /** @description The ETag that is known already. */
                "If-None-Match"?: string | null;
            };
            path: {
                /** @description The call's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole recording, in the media type it came with. */
            200: {
                headers: {
                    "Accept-Ranges"?: string;
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "*/*": number[];
                };
            };
            /** @description The range. */
            206: {
                headers: {
                    "Content-Range"?: string;
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "*/*": number[];
                };
            };
            /** @description It is the one that is known already. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is part of another call now. */
            308: {
                headers: {
                    /** @description There. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_parameter`: A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing; `no_recording`: There is no recording */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `range_not_satisfiable`: The range lies outside the recording */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_trace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The call's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The trace. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trace"];
                };
            };
            /** @description It is part of another call now. */
            308: {
                headers: {
                    /** @description There. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_transcript: {
        parameters: {
            query?: {
                /** @description `json` if not given. */
                format?: "json" | "txt" | "srt" | "vtt";
                /** @description Id of the leg; the first person's with a recording if not given. */
                leg?: string;
            };
            header?: never;
            path: {
                /** @description The call's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The transcript. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transcript"];
                    /** @example [0:05] agent: Good morning, how can I help? */
                    "text/plain; charset=utf-8": string;
                    /**
                     * @example 1
                     *     00:00:05,250 --> 00:00:07,000
                     *     agent: Good morning, how can I help?
                     */
                    "application/x-subrip": string;
                    /**
                     * @example WEBVTT
                     *
                     *     00:00:05.250 --> 00:00:07.000
                     *     <v agent>Good morning, how can I help?
                     */
                    "text/vtt": string;
                };
            };
            /** @description As `If-None-Match` says. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is part of another call now. */
            308: {
                headers: {
                    /** @description There. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_parameter`: A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing; `no_recording`: There is no recording; `no_transcript`: There is no transcript */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_recording: {
        parameters: {
            query?: {
                /**
                 * @description `sln` (16-bit signed, little-endian), `ulaw` or `alaw`. Needs `rate`.
                 * @example sln
                 */
                format?: string;
                /**
                 * @description Samples a second.
                 * @example 8000
                 */
                rate?: number;
                /** @description Channels; 1 if not given. */
                channels?: number;
            };
            header?: never;
            path: {
                /** @description Telephone system, as in the record; `api` if the record names none. */
                source_instance: string;
                /** @description The leg's own id, percent-encoded. */
                external_id: string;
            };
            cookie?: never;
        };
        /** @description The bytes of the recording; any media type. */
        requestBody: {
            content: {
                "application/octet-stream": number[];
            };
        };
        responses: {
            /** @description The same bytes were there already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordingReceipt"];
                };
            };
            /** @description Stored; the analysis follows once the record is there. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordingReceipt"];
                };
            };
            /** @description `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `recording_conflict`: Another recording is there already */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `empty`: The recording is empty */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `storage_full`: There is no room for the recording */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_dead_letters: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description Dead letters on a page; the server has an upper bound. */
                limit?: number;
                /** @description Why it was given up, as `timed_out`. */
                code?: string;
                /** @description `live`, `fresh` or `backfill`. */
                lane?: string;
                call_id?: string;
                source_instance?: string;
                /** @description Given up at this moment or later (RFC 3339). */
                from?: string;
                /** @description Given up before this moment (RFC 3339). */
                before?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of dead letters. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterPage"];
                };
            };
            /** @description `invalid_parameter`: A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    discard_dead_letters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeadLetterOrder"];
            };
        };
        responses: {
            /** @description What became of each. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterResults"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retry_dead_letters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeadLetterOrder"];
            };
        };
        responses: {
            /** @description What became of each. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterResults"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_dead_letter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The leg's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dead letter. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterDetail"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    discard_dead_letter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The leg's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Dropped. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterResult"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retry_dead_letter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The leg's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It waits again. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterResult"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    follow_events: {
        parameters: {
            query?: {
                /**
                 * @description The number of the last event that was seen: those after it come first. The header `Last-Event-ID`, which browsers send when they
                 *     connect again, wins over it. Without either the stream begins now.
                 */
                last_event_id?: number;
                /** @description `false` ends the stream once everything that is there was told. */
                follow?: boolean;
            };
            header?: {
                /** @description The number of the last event that was seen. */
                "Last-Event-ID"?: number | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events, as long as the connection lasts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example id: 42
                     *     event: call.analyzed
                     *     data: {"at": "2026-11-24T10:04:09.120Z", "id": "0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11.42", "seq": 42, "data": {"call_id": "2b77195b-a06f-55ac-9d53-b5d6e5245684"}, "type": "call.analyzed"}
                     */
                    "text/event-stream": string;
                };
            };
            /** @description `invalid_parameter`: A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_streams`: Too many live streams; `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All keys, the oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyList"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiKeyBody"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No longer taken, on every node within a second. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiKeyChange"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotate_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The old key's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiKeyRotation"];
            };
        };
        responses: {
            /** @description The new key. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_queue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The queue. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queue"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    send_recording: {
        parameters: {
            query?: {
                /**
                 * @description `sln` (16-bit signed, little-endian), `ulaw` or `alaw`. Needs `rate`.
                 * @example sln
                 */
                format?: string;
                /**
                 * @description Samples a second.
                 * @example 8000
                 */
                rate?: number;
                /** @description Channels; 1 if not given. */
                channels?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["Both"];
            };
        };
        responses: {
            /** @description Both were there already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallReceipt"];
                };
            };
            /** @description Stored; the analysis follows. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallReceipt"];
                };
            };
            /** @description `invalid_parameter`: A parameter is not valid; `malformed_json`: The body is not JSON; `malformed_multipart`: The multipart body cannot be read; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit_reached`: The limit of this period is reached */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `recording_conflict`: Another recording is there already */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `empty`: The recording is empty; `invalid_record`: No record could be taken */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `storage_full`: There is no room for the recording */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_security_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The settings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecuritySettings"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_security_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecuritySettingsChange"];
            };
        };
        responses: {
            /** @description As they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecuritySettings"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `conflict`: It would break a rule */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_groups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All groups. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupList"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_group: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewGroup"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `conflict`: It would break a rule */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_group: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The group's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_group: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The group's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupChange"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `conflict`: It would break a rule */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_members: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                status?: string;
                role?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of members. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberPage"];
                };
            };
            /** @description `invalid_parameter`: A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The member. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `conflict`: It would break a rule */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberChange"];
            };
        };
        responses: {
            /** @description As they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `conflict`: It would break a rule */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_sessions_of_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionsEnded"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_permissions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every permission. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PermissionList"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_roles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All roles. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleList"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_role: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleBody"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `conflict`: It would break a rule */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_role: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The custom role's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `conflict`: It would break a rule */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_role: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The custom role's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleBody"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `conflict`: It would break a rule */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body's media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The latest 500 in this tenant. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended, on every node within a second. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_usage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Usage. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Usage"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_usage_periods: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description Periods on a page. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Periods. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsagePeriods"];
                };
            };
            /** @description As `If-None-Match` says. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_parameter`: A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    release_withheld: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ReleaseOrder"] | null;
            };
        };
        responses: {
            /** @description Ordered. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReleaseReceipt"];
                };
            };
            /** @description `malformed_json`: The body is not JSON; `invalid_parameter`: A parameter is not valid; `interrupted_body`: The body ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: The key sends too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Not possible at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_v1_analytics_overview: {
        parameters: {
            query?: {
                range?: string;
                from?: string;
                to?: string;
                compare?: string;
                match?: string;
                direction?: string;
                disposition?: string;
                source_instance?: string;
                agent?: string;
                queue?: string;
                number?: string;
                sentiment?: string;
                service_level_s?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description . */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
        };
    };
    get_v1_analytics_volume: {
        parameters: {
            query?: {
                range?: string;
                from?: string;
                to?: string;
                compare?: string;
                match?: string;
                direction?: string;
                disposition?: string;
                source_instance?: string;
                agent?: string;
                queue?: string;
                number?: string;
                sentiment?: string;
                interval?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description . */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Volume"];
                };
            };
        };
    };
    get_v1_analytics_sentiment: {
        parameters: {
            query?: {
                range?: string;
                from?: string;
                to?: string;
                compare?: string;
                match?: string;
                direction?: string;
                disposition?: string;
                source_instance?: string;
                agent?: string;
                queue?: string;
                number?: string;
                sentiment?: string;
                interval?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description . */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sentiment"];
                };
            };
        };
    };
    get_v1_analytics_hours: {
        parameters: {
            query?: {
                range?: string;
                from?: string;
                to?: string;
                compare?: string;
                match?: string;
                direction?: string;
                disposition?: string;
                source_instance?: string;
                agent?: string;
                queue?: string;
                number?: string;
                sentiment?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description . */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hours"];
                };
            };
        };
    };
    get_v1_analytics_agents: {
        parameters: {
            query?: {
                range?: string;
                from?: string;
                to?: string;
                compare?: string;
                match?: string;
                direction?: string;
                disposition?: string;
                source_instance?: string;
                agent?: string;
                queue?: string;
                number?: string;
                sentiment?: string;
                sort?: string;
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description . */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agents"];
                };
            };
        };
    };
    get_v1_analytics_callers: {
        parameters: {
            query?: {
                range?: string;
                from?: string;
                to?: string;
                compare?: string;
                match?: string;
                direction?: string;
                disposition?: string;
                source_instance?: string;
                agent?: string;
                queue?: string;
                number?: string;
                sentiment?: string;
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description . */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Callers"];
                };
            };
        };
    };
    get_v1_analytics_handle_time: {
        parameters: {
            query?: {
                range?: string;
                from?: string;
                to?: string;
                compare?: string;
                match?: string;
                direction?: string;
                disposition?: string;
                source_instance?: string;
                agent?: string;
                queue?: string;
                number?: string;
                sentiment?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description . */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HandleTime"];
                };
            };
        };
    };
    get_v1_analytics_first_call_resolution: {
        parameters: {
            query?: {
                range?: string;
                from?: string;
                to?: string;
                compare?: string;
                match?: string;
                direction?: string;
                disposition?: string;
                source_instance?: string;
                agent?: string;
                queue?: string;
                number?: string;
                sentiment?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description . */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FirstCallResolution"];
                };
            };
        };
    };
    get_v1_tags: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description . */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TagList"];
                };
            };
        };
    };
    post_v1_tags: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTag"];
            };
        };
        responses: {
            /** @description . */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tag"];
                };
            };
        };
    };
    delete_v1_tags_id_: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description . */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patch_v1_tags_id_: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TagChange"];
            };
        };
        responses: {
            /** @description . */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tag"];
                };
            };
        };
    };
    get_v1_views: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description . */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedViewList"];
                };
            };
        };
    };
    post_v1_views: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSavedView"];
            };
        };
        responses: {
            /** @description . */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"];
                };
            };
        };
    };
    delete_v1_views_id_: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description . */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patch_v1_views_id_: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SavedViewChange"];
            };
        };
        responses: {
            /** @description . */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"];
                };
            };
        };
    };
    post_v1_calls_bulk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkChange"];
            };
        };
        responses: {
            /** @description . */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkAnswer"];
                };
            };
        };
    };
    get_v1_calls_id_notes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description . */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoteList"];
                };
            };
        };
    };
    post_v1_calls_id_notes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewNote"];
            };
        };
        responses: {
            /** @description . */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Note"];
                };
            };
        };
    };
    delete_v1_calls_id_notes_note_id_: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                note_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description . */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patch_v1_calls_id_notes_note_id_: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                note_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteChange"];
            };
        };
        responses: {
            /** @description . */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Note"];
                };
            };
        };
    };
    get_v1_calls_count: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description . */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Count"];
                };
            };
        };
    };
}
