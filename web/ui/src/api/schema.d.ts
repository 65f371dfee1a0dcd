// Generated from openapi.json by `npm run client`: never edited.
export interface paths {
    "/admin/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The platform's audit log.
         * @description What the staff and the operator did that is about no tenant, or not for its eyes.
         */
        get: operations["list_platform_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
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
    "/admin/v1/flags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Feature flags.
         * @description By name, with the tenants for which it is decided otherwise. `features` of GET /v1/auth/session has what is on.
         */
        get: operations["list_flags"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/flags/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set a feature flag.
         * @description As a whole: for everybody, for plans, for a share of the tenants, for some tenants.
         */
        put: operations["set_flag"];
        post?: never;
        /**
         * Remove a feature flag.
         * @description It is off for everybody.
         */
        delete: operations["remove_flag"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/impersonations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Impersonations that go on.
         * @description Everybody's, the latest first.
         */
        get: operations["list_impersonations"];
        put?: never;
        /**
         * See what a member sees.
         * @description A session at `/v1` for half an hour that reads calls, figures, team and settings, and neither changes, hears nor exports anything. The
         *     tenant's audit log has both names and the reason. It ends the one that went on before.
         */
        post: operations["begin_impersonation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/impersonations/{id}": {
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
         * End an impersonation.
         * @description One's own, on every node within a second.
         */
        delete: operations["end_impersonation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/platform/mode": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The platform's mode.
         * @description And who switched it, when, and why.
         */
        get: operations["get_platform_mode"];
        /**
         * Switch the platform's mode.
         * @description On every node within a second. `read_only`: nothing is taken or changed. `ingest_only`: records and recordings are taken, nothing is
         *     analysed. `drain`: nothing new is taken, what waits is analysed. `offline`: only the staff is let in. What is kept out is answered 503
         *     `maintenance`.
         */
        put: operations["switch_platform_mode"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The queue of the platform.
         * @description Every lane of all tenants together, when it will have been done, and whose it is.
         */
        get: operations["get_platform_queue"];
        put?: never;
        post?: never;
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
    "/admin/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tenants.
         * @description Searched as one types, filtered, sorted. Filters combine with *and*. Of addresses that begin with `q` the first 1,000 are looked at.
         */
        get: operations["list_tenants"];
        put?: never;
        /**
         * Create a tenant.
         * @description And invite its first admin: the mail has a link, good for seven days.
         */
        post: operations["create_tenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/tenants/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Do the same to many tenants.
         * @description Each by itself: what is wrong with one hinders no other, and the answer says what came of each.
         */
        post: operations["change_tenants"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/tenants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A tenant.
         * @description How it stands, who is there, what it used, the staff's notes, and what was done to it.
         */
        get: operations["get_tenant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a tenant.
         * @description Name, sub-domain, plan, limits, policy, zone: in force within a second, and in its audit log with before and after.
         */
        patch: operations["change_tenant"];
        trace?: never;
    };
    "/admin/v1/tenants/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate a tenant.
         * @description A suspended one. What waits is analysed.
         */
        post: operations["activate_tenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/tenants/{id}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The audit log of a tenant.
         * @description As the tenant sees it.
         */
        get: operations["list_tenant_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/tenants/{id}/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export the audit log of a tenant.
         * @description As the tenant exports it.
         */
        get: operations["export_tenant_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/tenants/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close a tenant.
         * @description Nothing is taken or shown from here on. It can be restored for `grace_days`.
         */
        post: operations["close_tenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/tenants/{id}/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Dead letters of a tenant.
         * @description As the tenant sees them: no word of a call is among them.
         */
        get: operations["list_tenant_dead_letters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/tenants/{id}/dead-letters/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Drop dead letters of a tenant.
         * @description As with trying again. Their calls stay as failed.
         */
        post: operations["discard_tenant_dead_letters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/tenants/{id}/dead-letters/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try dead letters of a tenant again.
         * @description Those that are named, or those that match; a result for each. It stands in the tenant's audit log.
         */
        post: operations["retry_tenant_dead_letters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/tenants/{id}/erasure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The certificate of an erasure.
         * @description Of a closed tenant whose grace was over.
         */
        get: operations["get_tenant_erasure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/tenants/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The members of a tenant.
         * @description By name, at most 1,000; `q` finds others.
         */
        get: operations["list_tenant_members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/tenants/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write a note.
         * @description For the staff; the tenant does not see it.
         */
        post: operations["write_tenant_note"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/tenants/{id}/notes/{note}": {
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
         * Remove a note.
         * @description One's own.
         */
        delete: operations["remove_tenant_note"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/tenants/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore a tenant.
         * @description A closed one, before it is erased; it is active again.
         */
        post: operations["restore_tenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/tenants/{id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suspend a tenant.
         * @description On every node within a second: nobody of it signs in or reads, nothing is analysed. Records and recordings are still taken.
         */
        post: operations["suspend_tenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/tenants/{id}/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tag a tenant.
         * @description At most 20 tags, for filters; the tenant does not see them.
         */
        post: operations["tag_tenant"];
        delete?: never;
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
    "/v1/analytics/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What each agent did.
         * @description A call that was passed on counts for each who took part. Figures per agent are means over calls, not over time.
         */
        get: operations["get_agents"];
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
        /**
         * Who calls in most.
         * @description Of inbound calls, by number as it came; `00…` and `+…` of one number are two.
         */
        get: operations["get_callers"];
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
        /**
         * Whether one call was enough.
         * @description Of inbound calls with a number: whether the same number called in again within 1, 3, 7 or 30 days, and how many callers called once. Calls that
         *     may still be followed are counted as provisional.
         */
        get: operations["get_first_call_resolution"];
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
        /**
         * How long answered calls take.
         * @description Histogram, mean and percentiles of the conversation, holding included. A percentile is the length of one of the calls, exactly.
         */
        get: operations["get_handle_time"];
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
        /**
         * Calls by weekday and hour.
         * @description On the tenant's clocks, over the whole period.
         */
        get: operations["get_hours"];
        put?: never;
        post?: never;
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
        /**
         * The overview.
         * @description Calls, answered, missed and abandoned shares, service level, speed of answer, handle and talk time, sentiment, what is analysed; each with its formula,
         *     what it leaves out and the list of its calls. Members see the figures of the calls that they see.
         */
        get: operations["get_overview"];
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
        /**
         * How calls are felt.
         * @description Split by label and trend. A call's label follows the customer's turns; with fewer than three scored ones it has none, and is counted apart.
         */
        get: operations["get_sentiment"];
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
        /**
         * Calls over time.
         * @description One point an hour, day, week or month of the tenant's clocks, by disposition. Weeks begin on Monday; the first and the last may be part of one.
         */
        get: operations["get_volume"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audio/transcriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Transcribe a recording.
         * @description In the forms of OpenAI's interface: point its client at `/v1` with a key of this server. Speakers of a recording with several channels are
         *     told apart in `srt` and `vtt` and by `speaker` in `segments`. Not a call: nothing of it is kept, and it counts in no limit.
         */
        post: operations["transcribe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The audit log.
         * @description What was done in the tenant, and which transcripts and recordings were read, the latest first.
         */
        get: operations["list_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export the audit log.
         * @description As a file. NDJSON carries the chain's hashes and a signed checkpoint: `audiapro audit verify FILE` proves without the server that no
         *     entry was changed, left out or moved. The export stands in the log itself.
         */
        get: operations["export_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for another address.
         * @description A link is sent there; once it is followed one signs in with it, and the old address is told.
         */
        post: operations["ask_for_address"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/email/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm another address.
         * @description With the link of the mail. From here on it is the one to sign in with.
         */
        post: operations["confirm_address"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * See an invitation.
         * @description Which company invites to what, by the text of the link.
         */
        post: operations["show_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/invitation/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Join.
         * @description With the link of the mail, once. Who has an account joins with it; who has none chooses a name and a password. Sign in then.
         */
        post: operations["accept_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/invitation/ask": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask with an open link.
         * @description An invitation is sent to the address. The answer is the same for somebody who is a member already, who is sent nothing.
         */
        post: operations["ask_for_invitation"];
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
    "/v1/auth/profile": {
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
         * Change one's name.
         * @description In every tenant the same.
         */
        patch: operations["change_profile"];
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
    "/v1/auth/tenant": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go to another tenant.
         * @description A session of the same kind begins there, and this one ends.
         */
        post: operations["switch_tenant"];
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
    "/v1/calls/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change many calls.
         * @description Those that are named, or all that a filter lists at that moment. In one transaction: all or none.
         */
        post: operations["change_calls"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count calls.
         * @description How many there are with these filters, which are those of the list; `cursor`, `limit` and `sort` are of no use here.
         */
        get: operations["count_calls"];
        put?: never;
        post?: never;
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
        /**
         * Change a call.
         * @description Its tags, and whether it is put away. Everybody who follows the events hears of it.
         */
        patch: operations["change_call"];
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
    "/v1/calls/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List notes.
         * @description In the order in which they were written; `parent_id` makes threads of them.
         */
        get: operations["list_notes"];
        put?: never;
        /**
         * Write a note.
         * @description Members who are mentioned hear of it on their bell. The words are sealed as a transcript is.
         */
        post: operations["create_note"];
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
        /**
         * Delete a note.
         * @description With its replies. Whoever wrote it may, and who manages the team.
         */
        delete: operations["delete_note"];
        options?: never;
        head?: never;
        /**
         * Change a note.
         * @description Whoever wrote it may. Only who is mentioned now and was not before hears of it.
         */
        patch: operations["change_note"];
        trace?: never;
    };
    "/v1/calls/{id}/peaks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The waveform of a recording.
         * @description Reckoned with the analysis, or when it is asked for first.
         */
        get: operations["get_peaks"];
        put?: never;
        post?: never;
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
         *     none. Costs no call: a call is charged once. A call that was not to be analysed, was cancelled or has failed is analysed after all. `language` and
         *     `model` hold for its recordings from then on.
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
         * @description The bytes as they came; with `form=wav` decoded to 16-bit linear at no more than 16 kHz. `Range`, `If-Range` and `If-None-Match` work; the ETag
         *     is the SHA-256 of what came. Reading stands in the tenant's audit.
         */
        get: operations["get_recording"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        /**
         * The recording of a call.
         * @description The bytes as they came; with `form=wav` decoded to 16-bit linear at no more than 16 kHz. `Range`, `If-Range` and `If-None-Match` work; the ETag
         *     is the SHA-256 of what came. Reading stands in the tenant's audit.
         */
        head: operations["head_recording"];
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{id}/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List links to a call.
         * @description Those that are good no more too. The link itself is shown only when it is made.
         */
        get: operations["list_shares"];
        put?: never;
        /**
         * Make a link to a call.
         * @description Whoever has it sees the words, hears the recording, or both, of the whole or of a part, until it expires or is revoked; with the password, where there
         *     is one. Numbers, names of agents and everything else of the call are not shown. Making, opening and revoking stand in the audit.
         */
        post: operations["create_share"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{id}/shares/{share_id}": {
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
         * Revoke a link.
         * @description At once, pages that are open included. Again changes nothing.
         */
        delete: operations["revoke_share"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{id}/shares/{share_id}/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who came to a link.
         * @description The latest first: when, from which address, and whether the password was right.
         */
        get: operations["list_share_views"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{id}/swap-speakers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Swap the speakers of a call.
         * @description Agent and customer change places, or each channel gets the name that `roles` says. Nothing is transcribed again: sentiment, talk time
         *     and every other figure are derived anew from the words that are there, the roll-ups follow, and an event `call.updated` tells it. Analyses
         *     to come keep to it. Stands in the audit.
         */
        post: operations["swap_speakers"];
        delete?: never;
        options?: never;
        head?: never;
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
         * @description As JSON with word times and sentiment, as plain text, as subtitles, or in the forms of others: `tca` and `contact_lens` have Amazon's fields and
         *     Amazon's rules (a turn counts +5, 0 or -5), `vcon` the parties, the place of the recording, and the transcript. A side without a known role is `CH1`, `CH2`.
         */
        get: operations["get_transcript"];
        /**
         * Import a transcript.
         * @description The object that Amazon Transcribe Call Analytics (post-call) or Contact Lens writes for a call: turns with roles, words with times, sentiment.
         *     Every figure is computed here, from the words: a turn's label counts +5, 0 or -5, loudness is not taken over. For a leg that has no
         *     analysis and waits for none. `models.speech` of such an analysis is `imported`.
         */
        put: operations["import_transcript"];
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
    "/v1/guides": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List guides.
         * @description Every telephone system that has one, with the forms in which it writes.
         */
        get: operations["list_guides"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/guides/{system}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A guide.
         * @description How to set up a telephone system, as Markdown, with this server's address. What belongs to a source (its id, name, port and user)
         *     stands in capitals; `GET /v1/sources/{id}/guide` has that filled in too.
         */
        get: operations["get_guide"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/intake/{source_instance}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send in a telephone system's own form.
         * @description To the source's id with the secret that it was configured with (`basic`, `header`, `hmac` over the raw bytes, or its provider's own
         *     signature); or to its name with a key. What can be read is stored; what cannot is kept aside and does not keep the rest out. Sending
         *     the same again is harmless.
         *
         *     With `Prefer: respond-async` the body may go on for ever: it is cut as the form is (lines, JSON documents, blocks), and after each part
         *     that is kept the answer has a line `{"through": n}`; its last line is the sum.
         */
        post: operations["intake"];
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
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Models.
         * @description The speech models that are here or can be fetched: hash, licence, source, size, and, where `audiapro models measure` has run, word errors on the
         *     golden set and speed on this machine. PUT /v1/settings/speech chooses one.
         */
        get: operations["list_models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The bell.
         * @description The latest first. A key has none.
         */
        get: operations["list_notifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notifications/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark all as read.
         * @description What comes later is unread again.
         */
        post: operations["read_notifications"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notifications/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark one as read.
         * @description Once more changes nothing.
         */
        post: operations["read_notification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quarantine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what could not be read.
         * @description Latest first: each entry is all that came at once, sealed as it came; what could be read of it is stored. Change the source's settings
         *     and have it read again, or drop it.
         */
        get: operations["list_quarantine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quarantine/discard": {
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
         * @description Those that the filter finds, so many in one request as `bounds.page_max` says; `next` says where to go on.
         */
        post: operations["discard_quarantine"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quarantine/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read many again.
         * @description Those that the filter finds, so many in one request as `bounds.page_max` says; `next` says where to go on.
         */
        post: operations["replay_quarantine"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quarantine/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What could not be read.
         * @description Every piece of it with its place and its reason.
         */
        get: operations["get_quarantined"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quarantine/{id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download what could not be read.
         * @description The raw bytes of all that came at once, as they came. It is noted in the audit.
         */
        get: operations["download_quarantined"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quarantine/{id}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Drop it.
         * @description Its bytes are gone for good. It is noted in the audit.
         */
        post: operations["discard_quarantined"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quarantine/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read it again.
         * @description With its source as it is configured now. What was stored of it before is a duplicate; what can be read now is stored.
         */
        post: operations["replay_quarantined"];
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
    "/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search what was said.
         * @description `q` takes words (all of them), `"phrases"`, `begin*`, `OR` and `-without`; words are found with other endings, and with a typing error where nobody
         *     said them as they are typed. `speaker` looks at one side only. Everything else is as in the list of calls, in whose order they come; one question
         *     names the latest 10,000 recordings. Reading the words stands in the tenant's audit.
         */
        get: operations["search_calls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/settings/company": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The company.
         * @description Name, address, whom to ask, time zone, business hours and holidays.
         */
        get: operations["get_company"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the company.
         * @description Another zone takes effect at once: days, hours and the end of the period follow it. With business hours calls say whether they began
         *     outside of them (`after_hours`), lists and figures take it as a filter, and the overview has its share.
         */
        patch: operations["change_company"];
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
    "/v1/settings/speech": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Speech settings.
         * @description In which language, by which model and with which words in mind recordings are heard, unless the recording or its record says otherwise.
         */
        get: operations["get_speech_settings"];
        /**
         * Change speech settings.
         * @description They hold for analyses to come. What was analysed by another model than would be taken now is found by the filter `stale` of the list of
         *     calls; `POST /v1/calls/reanalyze?stale=true` has it analysed anew.
         */
        put: operations["change_speech_settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shared": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Follow a link.
         * @description Each opening is noted for those who made it: when, from which address, with which program. Nothing of the call is told but what the link is to show.
         */
        post: operations["open_share"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shared/sound": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Hear what a link shows.
         * @description As a WAV, in ranges, with the word of a page that was opened in the last twelve hours; only the part that is shown.
         */
        get: operations["hear_share"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List sources.
         * @description By name; also those that were never configured and are known from their records.
         */
        get: operations["list_sources"];
        put?: never;
        /**
         * Make a source.
         * @description Its name never changes, for ids are derived from it; one that was deleted may be made again under its name. A secret that was made
         *     for it is in the answer, this once.
         */
        post: operations["create_source"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/recognize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Recognise a record.
         * @description Paste one, or some: the answer says in which form they are, which settings they suggest, and how they would be read with them. Nothing
         *     is stored.
         */
        post: operations["recognize_source"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A source.
         * @description Without its secrets.
         */
        get: operations["get_source"];
        put?: never;
        post?: never;
        /**
         * Delete a source.
         * @description Its calls stay; its address takes nothing any more, and its secrets are gone.
         */
        delete: operations["delete_source"];
        options?: never;
        head?: never;
        /**
         * Change a source.
         * @description Settings and secrets that are named are all it has afterwards. What was stored stays as it is.
         */
        patch: operations["change_source"];
        trace?: never;
    };
    "/v1/sources/{id}/guide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How to set up the telephone system.
         * @description Step by step, as Markdown, with this source's own address, name and port. Passwords are shown once, when they are made, and stand in no
         *     guide.
         */
        get: operations["get_source_guide"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{id}/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a source is.
         * @description Its last record, its rate, what was wrong last, and whether its zone seems to be wrong.
         */
        get: operations["get_source_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate a source's secret.
         * @description The new one is in the answer, this once; the one before is taken for `grace_s` seconds more, so that the telephone system can be
         *     changed meanwhile.
         */
        post: operations["rotate_source"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{id}/sample": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check the kept record.
         * @description How it was read when it was kept, how it is read now, and what differs.
         */
        get: operations["get_source_sample"];
        /**
         * Keep a record.
         * @description Sealed, with how it is read now, as a check of later changes of the settings; in the place of the one that was kept. One that cannot be
         *     read is refused.
         */
        put: operations["keep_source_sample"];
        post?: never;
        /**
         * Forget the kept record.
         * @description Its bytes are gone for good.
         */
        delete: operations["forget_source_sample"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{id}/sample/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check other settings.
         * @description How the kept record would be read with them. Nothing is changed.
         */
        post: operations["check_source_sample"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Test a source.
         * @description A record that its system could have written just now goes the whole way: it is read with the source's settings, kept, and shown. Its
         *     call is marked as a demo's (`demo`), charged to nobody, and removed by `audiapro demo remove`. A record that cannot be read with these
         *     settings is refused, and nothing is kept.
         */
        post: operations["test_source"];
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
        /**
         * List tags.
         * @description By name, each with how many calls carry it.
         */
        get: operations["list_tags"];
        put?: never;
        /**
         * Make a tag.
         * @description Its name is the tenant's only one.
         */
        post: operations["create_tag"];
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
        /**
         * Delete a tag.
         * @description It comes off every call.
         */
        delete: operations["delete_tag"];
        options?: never;
        head?: never;
        /**
         * Change a tag.
         * @description On all calls that carry it.
         */
        patch: operations["change_tag"];
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
    "/v1/team/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List invitations.
         * @description Those that were not taken up yet, expired ones too; the latest first.
         */
        get: operations["list_invitations"];
        put?: never;
        /**
         * Invite somebody.
         * @description They are sent a link that is good once, for a week; an earlier one to the same address is good no more. Without an address the answer
         *     holds an open link: who has it asks for an invitation to their own address. Nobody invites to more than they have.
         */
        post: operations["create_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/team/invitations/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Invite many.
         * @description Up to 500, each with its outcome; what is wrong with one is told and hinders no other. With `dry_run` nothing is done but the telling.
         */
        post: operations["create_invitations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/team/invitations/{id}": {
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
         * Revoke an invitation.
         * @description Its link is good no more.
         */
        delete: operations["revoke_invitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/team/invitations/{id}/renew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an invitation again.
         * @description With a new link, good for a week; the old one is good no more. Of an open link the answer holds the new one.
         */
        post: operations["renew_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
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
    "/v1/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List views.
         * @description Yours and those that others share, by name.
         */
        get: operations["list_views"];
        put?: never;
        /**
         * Keep a view.
         * @description With a name, for oneself or, if it is shared, for everybody.
         */
        post: operations["create_view"];
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
        /**
         * Delete a view.
         * @description Only its owner may.
         */
        delete: operations["delete_view"];
        options?: never;
        head?: never;
        /**
         * Change a view.
         * @description Only its owner may.
         */
        patch: operations["change_view"];
        trace?: never;
    };
    "/v1/calls/{id}/turns/{n}": {
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
        patch: operations["correct_turn"];
        trace?: never;
    };
    "/v1/calls/{id}/corrections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_corrections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_platform_models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/v1/tenants/{id}/speech": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["choose_tenant_model"];
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
        AddressChange: {
            email: string;
            /** @description One's own, so that nobody at an open screen takes the account along. */
            password: string;
        };
        /** @description One agent. */
        AgentFigures: {
            agent: string;
            /**
             * Format: double
             * @description `aht_no_acw`.
             */
            aht_s: number | null;
            /** Format: int64 */
            analyzed: number;
            /** Format: int64 */
            answered: number;
            /**
             * Format: double
             * @description `ASA`.
             */
            asa_s: number | null;
            /**
             * Format: int64
             * @description In which this agent took part.
             */
            calls: number;
            /** @description Fewer than ten calls: the figures say little. */
            few: boolean;
            /**
             * Format: int64
             * @description Calls that have a label.
             */
            labelled: number;
            link: components["schemas"]["CallsLink"];
            /**
             * Format: double
             * @description `S2`.
             */
            negative_share: number | null;
            /**
             * Format: double
             * @description `S1`.
             */
            score: number | null;
            /**
             * Format: int64
             * @description The agent's own part of answered calls.
             */
            talk_s: number;
        };
        /** @description What each agent did. */
        Agents: {
            /** @description How many agents there are, beyond `limit` too. */
            agents: number;
            /** Format: date-time */
            as_of: string;
            compare: components["schemas"]["AnalyticsPeriod"] | null;
            /** @description Those of `data`, in the days compared with. */
            compare_data: components["schemas"]["AgentFigures"][] | null;
            data: components["schemas"]["AgentFigures"][];
            period: components["schemas"]["AnalyticsPeriod"];
        };
        /** @description What the tenant's status lets it do. */
        Allowed: {
            /** @description API and user interface: reading, changing, signing in. */
            access: boolean;
            analysis: boolean;
            /** @description Records and recordings are taken. */
            intake: boolean;
            webhooks: boolean;
        };
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
            /** Format: date-time */
            corrected_at: string | null;
        };
        AnalysisError: {
            /** @description Stable: `empty unreadable unsupported_codec too_long too_many_channels bad_rate model_failed` … */
            code: string;
            detail: string | null;
        };
        /**
         * @description How far the analysis is; of a call, its furthest leg's.
         * @enum {string}
         */
        AnalysisStatus: "none" | "queued" | "analyzing" | "analyzed" | "failed" | "withheld";
        /** @description Days of the tenant's calendar, and the moments between which they lie. */
        AnalyticsPeriod: {
            /** Format: int64 */
            days: number;
            /** @description First day. */
            from: string;
            /**
             * Format: date-time
             * @description The first moment after it.
             */
            started_before: string;
            /** Format: date-time */
            started_from: string;
            /** @description Last day. */
            to: string;
            zone: string;
        };
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
        /** @description Who asks with an open link. */
        Ask: {
            email: string;
            token: string;
        };
        /** @description One thing that was done or read. */
        AuditEntry: {
            action: string | null;
            /** @description `person:<id>`, `key:<id>`, `staff:<id>`, `command line`, `system`. */
            actor: string | null;
            after: unknown;
            /** Format: date-time */
            at: string;
            before: unknown;
            /** @description `c`, `r`, `u`, `d`. */
            crud: string | null;
            /** @description Who, what and to what were erased; that something was done stays. */
            erased: boolean;
            /**
             * Format: int64
             * @description Its number in the chain, from 1.
             */
            n: number;
            /** @description `call:<id>`, `person:<id>`, `tenant:<id>` … */
            target: string | null;
        };
        AuditPage: {
            data: components["schemas"]["AuditEntry"][];
            /** @description `cursor` of the next page. */
            next: string | null;
        };
        Begin: {
            /** @description Of the account: it is set up by its person alone. */
            password: string;
        };
        /** @description The session; its token is shown this once. */
        BegunImpersonation: {
            /** @description For `Authorization: Bearer` at `/v1`. */
            access_token?: string | null;
            /**
             * Format: date-time
             * @description Half an hour from now.
             */
            expires_at: string;
            /** Format: uuid */
            session_id: string;
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
        /** @enum {string} */
        BulkAction: "tag" | "untag" | "archive" | "unarchive";
        /** @description What became of all. */
        BulkAnswer: {
            changed: number;
            not_found: number;
            /** @description Of the first 1,000. */
            results: components["schemas"]["BulkResult"][];
            unchanged: number;
        };
        /**
         * @description What is to be done to many calls at once.
         * @example {
         *       "action": "tag",
         *       "filter": "range=7d&sentiment=negative",
         *       "tag": "refund"
         *     }
         */
        BulkChange: {
            action: components["schemas"]["BulkAction"];
            /** @description Ids of calls, at most 1,000. Either these or `filter`. */
            calls?: string[] | null;
            /** @description Parameters of the list of calls, as in its address: all calls that it lists, at most 100,000. */
            filter?: string | null;
            /** @description Id or name, of `tag` and `untag`. */
            tag?: string | null;
        };
        /** @enum {string} */
        BulkKind: "suspend" | "activate" | "tag" | "untag" | "set_plan";
        BulkOutcome: {
            /** @description Code of the problem. */
            code?: string | null;
            detail?: string | null;
            done: boolean;
            /** Format: uuid */
            id: string;
        };
        /** @description What became of one call. */
        BulkResult: {
            /** Format: uuid */
            call_id: string;
            /** @description `changed`, `unchanged` (it was so already), `not_found`. */
            result: string;
        };
        /**
         * @description When the company is open, on its clocks, in quarters of an hour.
         * @example {
         *       "holidays": [
         *         {
         *           "day": "12-25",
         *           "name": "Christmas"
         *         },
         *         {
         *           "day": "2026-12-24",
         *           "from": "09:00",
         *           "name": "Christmas Eve",
         *           "to": "12:00"
         *         }
         *       ],
         *       "week": [
         *         {
         *           "from": "09:00",
         *           "to": "17:30",
         *           "weekday": 1
         *         }
         *       ]
         *     }
         */
        BusinessHours: {
            /** @description Days that are not as their weekday. */
            holidays?: components["schemas"]["Holiday"][];
            /** @description Several of one day do not overlap; a day without any is closed. */
            week: components["schemas"]["OpenSpan"][];
        };
        /** @description A call with its legs. */
        Call: components["schemas"]["CallSummary"] & {
            /**
             * Format: date-time
             * @description While the call is `queued` or `analyzing`: when all of it will have been analysed, as far as that can be foreseen.
             */
            analysis_eta: string | null;
            legs: components["schemas"]["Leg"][];
        };
        /**
         * @description What is to be changed; what is missing stays.
         * @example {
         *       "archived": true
         *     }
         */
        CallChange: {
            archived?: boolean | null;
            /** @description Ids or names of all tags that it is to carry. */
            tags?: string[] | null;
        };
        /** @description How many. */
        CallCount: {
            /** Format: int64 */
            count: number;
        };
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
            /** @description Whether it began outside of business hours; null where none are said. */
            after_hours: boolean | null;
            agent: string | null;
            /** @description Everybody of your side who took part, in order. */
            agents: string[];
            analysis_status: components["schemas"]["AnalysisStatus"];
            /** Format: date-time */
            answered_at: string | null;
            /**
             * Format: date-time
             * @description Put away since.
             */
            archived_at: string | null;
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
            /** @description By name. */
            tags: components["schemas"]["TagOfCall"][];
            /** Format: int32 */
            talk_s: number;
            to: string | null;
            /** Format: date-time */
            updated_at: string;
            /** Format: int32 */
            wait_s: number | null;
        };
        /** @description One caller. */
        CallerFigures: {
            /** Format: int64 */
            answered: number;
            /** Format: int64 */
            calls: number;
            /** Format: int64 */
            labelled: number;
            /** Format: date-time */
            last_at: string;
            link: components["schemas"]["CallsLink"];
            number: string;
            /** Format: double */
            score: number | null;
            /** Format: int64 */
            talk_s: number;
        };
        /** @description Who calls in. */
        Callers: {
            /** Format: date-time */
            as_of: string;
            /**
             * Format: int64
             * @description Different numbers.
             */
            callers: number;
            /**
             * Format: int64
             * @description Inbound calls.
             */
            calls: number;
            /** @description Those who call most first. */
            data: components["schemas"]["CallerFigures"][];
            period: components["schemas"]["AnalyticsPeriod"];
            /**
             * Format: int64
             * @description Inbound calls whose number is unknown, and their share.
             */
            withheld: number;
            /** Format: double */
            withheld_share: number | null;
        };
        /** @description Where the calls behind a figure are listed. */
        CallsLink: {
            /**
             * Format: int64
             * @description So many were there at `as_of`.
             */
            count: number;
            /** @description Of `GET /v1/calls`, with the figure's own filter. */
            href: string;
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
        ChannelLanguage: {
            /**
             * Format: int32
             * @description From 0.
             */
            channel: number;
            /**
             * Format: double
             * @description 1 where it was given, 0 where nobody speaks.
             */
            confidence: number;
            /** @description ISO 639-1. */
            language: string;
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
        Closing: {
            /**
             * Format: int32
             * @description Until then it can be restored.
             * @default 30
             */
            grace_days: number | null;
            reason: string;
        };
        CodeBody: {
            code: string;
        };
        /** @description The company. */
        Company: {
            /** @description Lines. */
            address: string;
            business_hours: components["schemas"]["BusinessHours"] | null;
            contact_email: string;
            /** @description Whom to ask. */
            contact_name: string;
            contact_phone: string;
            name: string;
            website: string;
            /** @description IANA name: days and hours of everything are counted in it. */
            zone: string;
        };
        /** @description What is to be changed; what is missing stays. */
        CompanyChange: {
            address?: string | null;
            business_hours?: components["schemas"]["BusinessHours"] | null;
            contact_email?: string | null;
            contact_name?: string | null;
            contact_phone?: string | null;
            name?: string | null;
            website?: string | null;
            zone?: string | null;
        };
        /** @description The figure of the days compared with. */
        Compared: {
            calls: components["schemas"]["CallsLink"] | null;
            /**
             * Format: double
             * @description Of counts and seconds: the difference as a share of the value then. Null where that was nothing.
             */
            change: number | null;
            /** Format: double */
            denominator: number;
            /**
             * Format: double
             * @description Value now less value then.
             */
            difference: number | null;
            /** Format: int64 */
            n: number;
            /** Format: double */
            numerator: number;
            /** Format: double */
            value: number | null;
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
        /**
         * @description The business direction.
         * @enum {string}
         */
        Direction: "inbound" | "outbound" | "internal" | "transit" | "unknown";
        /**
         * @description How it ended.
         * @enum {string}
         */
        Disposition: "answered" | "missed" | "no_answer" | "busy" | "failed" | "rejected" | "cancelled" | "abandoned" | "voicemail" | "unknown";
        /** @description What is left of a tenant that was erased. */
        Erasure: {
            /** @description JSON: what was destroyed, when, why. These very bytes are signed (Ed25519). */
            certificate: string;
            /** @description The public key, in base64: `audiapro audit key` prints it. */
            key: string;
            /** @description In base64. */
            signature: string;
            /** Format: uuid */
            tenant_id: string;
        };
        /** @description Calls that a figure leaves out. */
        Exclusion: {
            /** Format: int64 */
            calls: number;
            /** @description A stable name, as `wait_unknown`. */
            reason: string;
        };
        /** @description One figure. */
        Figure: {
            calls: components["schemas"]["CallsLink"] | null;
            compare: components["schemas"]["Compared"] | null;
            /**
             * Format: double
             * @description 1 where nothing is divided.
             */
            denominator: number;
            exclusions: components["schemas"]["Exclusion"][];
            formula: string;
            /** @description Which formula: docs/analytics.md lists them. */
            formula_id: string;
            id: string;
            /**
             * Format: int64
             * @description How many calls it is reckoned from.
             */
            n: number;
            /** Format: double */
            numerator: number;
            /** @description `calls`, `seconds`, `ratio` (0 to 1) or `score` (-5 to 5). */
            unit: string;
            /**
             * Format: double
             * @description Null where there is nothing to divide by.
             */
            value: number | null;
            variants: components["schemas"]["Variant"][];
        };
        /** @description Whether one call was enough, by several definitions: there is no standard. */
        FirstCallResolution: {
            /** Format: date-time */
            as_of: string;
            /** @description The definition that is shown first. */
            default: string;
            exclusions: components["schemas"]["Exclusion"][];
            figures: components["schemas"]["Resolution"][];
            /**
             * Format: int64
             * @description Inbound calls of known callers.
             */
            n: number;
            period: components["schemas"]["AnalyticsPeriod"];
        };
        /**
         * @description Who is shown something. A tenant's own word wins; then plan, share, everybody.
         * @example {
         *       "description": "The new report",
         *       "percentage": 10,
         *       "plans": [
         *         "enterprise"
         *       ],
         *       "tenants": {}
         *     }
         */
        FlagRule: {
            description?: string;
            /** @description For everybody. */
            enabled?: boolean;
            /**
             * Format: int32
             * @description Of the tenants, always the same ones.
             */
            percentage?: number;
            plans?: string[];
            /** @description By id. */
            tenants?: {
                [key: string]: boolean;
            };
        };
        Flags: {
            data: components["schemas"]["NamedFlag"][];
        };
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
         * @description A telephone system that has its guide.
         * @example {
         *       "formats": [
         *         {
         *           "can_be_tested": true,
         *           "format": "freeswitch-json-cdr",
         *           "listens": false,
         *           "provider_secret": null
         *         }
         *       ],
         *       "reached_by": "HTTP POST after each leg",
         *       "system": "freeswitch",
         *       "title": "FreeSWITCH"
         *     }
         */
        Guide: {
            /** @description The forms in which it writes; the usual one first. */
            formats: components["schemas"]["GuideFormat"][];
            /** @description How its records come, in a few words. */
            reached_by: string;
            /** @description Part of the guide's address. */
            system: string;
            title: string;
        };
        GuideFormat: {
            /** @description Whether `POST /v1/sources/{id}/test` has a record of it. */
            can_be_tested: boolean;
            format: string;
            /** @description Whether it may be written to a port of ours. */
            listens: boolean;
            /** @description The secret that the provider gives; null: one is made for the source. */
            provider_secret: string | null;
        };
        GuideList: {
            data: components["schemas"]["Guide"][];
        };
        /** @description How long answered calls take. */
        HandleTime: {
            /**
             * Format: double
             * @description Mean.
             */
            aht_s: number | null;
            /** Format: date-time */
            as_of: string;
            bins: components["schemas"]["HandleTimeBin"][];
            /**
             * Format: int64
             * @description Answered calls.
             */
            denominator: number;
            formula_id: string;
            /**
             * Format: int64
             * @description Seconds of conversation.
             */
            numerator: number;
            /** @description None without calls. */
            percentiles: components["schemas"]["Percentile"][];
            period: components["schemas"]["AnalyticsPeriod"];
        };
        /** @description Calls that last so long. */
        HandleTimeBin: {
            /**
             * Format: int32
             * @description The first second that is too long; of the last bin null.
             */
            below_s: number | null;
            /** Format: int64 */
            calls: number;
            /** Format: int32 */
            from_s: number;
            link: components["schemas"]["CallsLink"] | null;
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
        /** @description Closed, or open from here to there. */
        Holiday: {
            /** @description `2026-04-06`; `12-25`: each year. */
            day: string;
            from?: string | null;
            name: string;
            to?: string | null;
        };
        /** @description One hour of the week. */
        HourCell: {
            /** Format: int64 */
            answered: number;
            /** Format: int64 */
            calls: number;
            /** Format: int32 */
            hour: number;
            link: components["schemas"]["CallsLink"];
            /**
             * Format: int32
             * @description 1 is Monday.
             */
            weekday: number;
        };
        /** @description The week in 168 hours. */
        Hours: {
            /** Format: date-time */
            as_of: string;
            /**
             * Format: int64
             * @description The hour with most calls.
             */
            calls_max: number;
            /** @description From Monday's first hour. */
            cells: components["schemas"]["HourCell"][];
            period: components["schemas"]["AnalyticsPeriod"];
        };
        /** @description Who is signed in, and what they may do here. */
        Identity: {
            /** @description Of a browser's session: what changes something carries it in `X-CSRF-Token`. */
            csrf_token?: string | null;
            email: string;
            /** @description Names of the feature flags that are on for this tenant. */
            features: string[];
            impersonation: components["schemas"]["SessionImpersonation"] | null;
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
        Impersonation: {
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: uuid */
            person_id: string;
            reason: string;
            /** Format: uuid */
            session_id: string;
            /** Format: uuid */
            staff_id: string;
            staff_name: string;
            /** Format: uuid */
            tenant_id: string;
        };
        ImpersonationList: {
            data: components["schemas"]["Impersonation"][];
        };
        /**
         * @description What became of what was sent.
         * @example {
         *       "held": 0,
         *       "ignored": 0,
         *       "legs": [
         *         "f106c8e1-98ae-5e98-af8a-d93f43245fbb"
         *       ],
         *       "quarantined": 0,
         *       "repeated": 0
         *     }
         */
        IntakeReceipt: {
            /** @description Events that are kept until their call is over. */
            held: number;
            /** @description Pieces that are no records and are not meant to be. */
            ignored: number;
            /** @description Legs that are stored now, or were before. */
            legs: string[];
            /**
             * Format: uuid
             * @description Under which id they are.
             */
            quarantine_id?: string | null;
            /** @description Pieces that could not be read, and are kept aside. */
            quarantined: number;
            /** @description Events that were there already. */
            repeated: number;
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
        /** @description An invitation that was not taken up yet. */
        Invitation: {
            agents: string[];
            /** Format: date-time */
            created_at: string;
            /** @description Null: an open link. */
            email: string | null;
            expired: boolean;
            /** Format: date-time */
            expires_at: string;
            /** Format: uuid */
            id: string;
            /** @description `person:…`, `key:…`. */
            invited_by: string;
            /** @description An open link's address, shown this once. */
            link?: string | null;
            /** @description `admin`, `manager`, `agent`, `viewer`, or a custom role's id. */
            role: string;
            /** @description Whose calls they will see: `all`, `group`, `own`. */
            row_scope: string;
            /**
             * Format: int32
             * @description How many have asked with an open link, and how many may.
             */
            uses: number;
            /** Format: int32 */
            uses_max: number | null;
        };
        /** @description The latest first. */
        InvitationList: {
            data: components["schemas"]["Invitation"][];
        };
        /** @description What a link invites to. */
        InvitationShown: {
            company: string;
            /** @description Whose link it is; null: anybody's, who then asks with an address of their own. */
            email: string | null;
            /** Format: date-time */
            expires_at: string;
            /** @description The address has an account already: no name and no password are needed. */
            known: boolean;
            /** @description The name of the role. */
            role: string;
        };
        /**
         * @description Who joins. Name and password are of somebody who has no account yet.
         * @example {
         *       "name": "Bert Kim",
         *       "password": "correct horse battery",
         *       "token": "iv_…"
         *     }
         */
        Join: {
            name?: string | null;
            password?: string | null;
            token: string;
        };
        /** @description The membership that is there now. */
        Joined: {
            /** Format: uuid */
            person_id: string;
            /** Format: uuid */
            tenant_id: string;
        };
        /** @description A record, or some, as the system wrote them. */
        KeptSampleBody: {
            sample: string;
        };
        /** @description One label's share. */
        LabelShare: {
            /** Format: int64 */
            calls: number;
            label: string;
            link: components["schemas"]["CallsLink"] | null;
            /**
             * Format: double
             * @description Of the calls that have a label.
             */
            share: number | null;
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
        /**
         * @description Many who are to come.
         * @example {
         *       "dry_run": true,
         *       "invitations": [
         *         {
         *           "email": "bert@example.com",
         *           "role": "agent"
         *         }
         *       ]
         *     }
         */
        Many: {
            /** @description Only say what would happen. */
            dry_run?: boolean;
            invitations: components["schemas"]["NewInvitation"][];
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
        /**
         * @example {
         *       "mode": "ingest_only",
         *       "reason": "upgrade"
         *     }
         */
        ModeSwitch: {
            mode: string;
            reason?: string;
        };
        Model: {
            /** @description In a few words. */
            about: string;
            /** Format: int64 */
            bytes: number | null;
            /** @description Whether this tenant's recordings are heard by it, as far as none says otherwise. */
            chosen: boolean;
            /**
             * Format: int64
             * @description When it was measured, in seconds of Unix time; 0: never.
             */
            created: number;
            /** @description Whether it is on this node; else `audiapro models fetch` brings it. */
            here: boolean;
            /** @description Its name, as settings and requests take it. */
            id: string;
            licence: string;
            measured: components["schemas"]["ModelMeasured"] | null;
            /** @description Whether it knows more than English; null for one that is not here. */
            multilingual: boolean | null;
            /** @description `model`. */
            object: string;
            owned_by: string;
            /** @description What its file must hash to. */
            sha256: string | null;
            /** @description Where its bytes come from. */
            source: string;
        };
        /** @description What a model is worth on a machine. */
        ModelMeasured: {
            /** @description What computed. */
            backend: string;
            beams: number;
            /** @description Whether that is this machine. */
            here: boolean;
            /** Format: date-time */
            measured_at: string;
            /** @description Of the machine. */
            processor: string;
            /**
             * Format: double
             * @description Time that one worker took over the length of the speech; below 1 it keeps up.
             */
            real_time_factor: number;
            /** @description Where the speech came from. */
            speech: string;
            /**
             * Format: double
             * @description Seconds of speech heard in a second of CPU.
             */
            speech_s_per_cpu_s: number;
            /**
             * Format: double
             * @description Percent of them.
             */
            word_error_rate: number;
            /** @description Words of the golden set. */
            words: number;
        };
        ModelNames: {
            sentiment: string;
            speech: string;
        };
        /** @description Models, in the form in which OpenAI lists them, with more. */
        Models: {
            data: components["schemas"]["Model"][];
            /** @description `list`. */
            object: string;
        };
        NamedFlag: {
            name: string;
            rule: components["schemas"]["FlagRule"];
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
         *       "person_id": "0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a12",
         *       "reason": "ticket 4711",
         *       "tenant_id": "0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11"
         *     }
         */
        NewImpersonation: {
            /** Format: uuid */
            person_id: string;
            /** @description The tenant reads it in its audit log. */
            reason: string;
            /** @description `token` for programs, `cookie` for browsers. */
            session?: components["schemas"]["SessionKind"];
            /** Format: uuid */
            tenant_id: string;
        };
        /**
         * @description Somebody who is to come. Without an address: an open link, for as many as `uses_max` says.
         * @example {
         *       "agents": [
         *         "201"
         *       ],
         *       "email": "bert@example.com",
         *       "role": "agent"
         *     }
         */
        NewInvitation: {
            agents?: string[];
            email?: string | null;
            role: string;
            row_scope?: string | null;
            /** Format: int32 */
            uses_max?: number | null;
        };
        /**
         * @description A note that is to be.
         * @example {
         *       "at_ms": 61000,
         *       "leg_id": "6f1c…",
         *       "text": "Promised a refund"
         *     }
         */
        NewNote: {
            /** Format: int64 */
            at_ms?: number | null;
            /**
             * Format: uuid
             * @description The recording that it is about, and the moment of it.
             */
            leg_id?: string | null;
            /** @description Ids of members who are to hear of it. */
            mentions?: string[];
            /**
             * Format: uuid
             * @description The note to which this is a reply.
             */
            parent_id?: string | null;
            /** @description 1 to 10,000 letters. */
            text: string;
        };
        /**
         * @description A view that is to be.
         * @example {
         *       "name": "Unhappy this week",
         *       "query": "range=7d&sentiment=negative"
         *     }
         */
        NewSavedView: {
            name: string;
            query: string;
            shared?: boolean;
        };
        /**
         * @description A link that is to be.
         * @example {
         *       "hours": 48,
         *       "password": "blue-harbour",
         *       "sound": false,
         *       "words": true
         *     }
         */
        NewShare: {
            /** Format: int64 */
            from_ms?: number | null;
            /**
             * Format: int32
             * @description For how long; a week if nothing is said.
             */
            hours?: number | null;
            label?: string | null;
            /**
             * Format: uuid
             * @description The first person's with a recording if not given.
             */
            leg_id?: string | null;
            /** @description 4 to 256 letters. */
            password?: string | null;
            /** @description Let the recording be heard. Needs `calls.listen`. */
            sound?: boolean;
            /** Format: int64 */
            to_ms?: number | null;
            /** @description Show what was said. */
            words?: boolean;
        };
        /** @description A source with a secret that was made for it, shown this once. */
        NewSource: components["schemas"]["Source"] & {
            /**
             * @description By kind: `basic {user, password}`, `header {name, value}`, `hmac {header, secret, encoding}`, `webhook_secret`. Empty where none was
             *     made.
             */
            issued: Record<string, never>;
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
        /**
         * @description A tag that is to be.
         * @example {
         *       "color": "orange",
         *       "name": "refund"
         *     }
         */
        NewTag: {
            /** @description `gray` if not given. */
            color?: string | null;
            /** @description 1 to 50 letters, no comma; the tenant's only one, whatever its case. */
            name: string;
        };
        /**
         * @example {
         *       "admin_email": "anna@acme.example",
         *       "name": "Acme Dental",
         *       "plan": "starter",
         *       "subdomain": "acme"
         *     }
         */
        NewTenantBody: {
            /** @description Gets an invitation as admin. */
            admin_email: string;
            name: string;
            /** @description `trial`, if not named. */
            plan?: string | null;
            /** @description At the limit: `store_only` (if not named), `queue`, `overage`, `reject`. */
            policy?: string | null;
            subdomain?: string | null;
            /** @description IANA name; `UTC`, if not named. */
            zone?: string | null;
        };
        /** @description Gaps of more than 3 s without a word of anyone. */
        NonTalk: {
            instances: components["schemas"]["Stretch"][];
            /** Format: int64 */
            total_ms: number;
        };
        /** @description A note. */
        Note: {
            /**
             * Format: int64
             * @description and the moment of it.
             */
            at_ms: number | null;
            author: components["schemas"]["NoteAuthor"] | null;
            /** Format: uuid */
            call_id: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            edited_at: string | null;
            /** Format: uuid */
            id: string;
            /**
             * Format: uuid
             * @description The recording that it is about,
             */
            leg_id: string | null;
            /** @description Ids of members. */
            mentions: string[];
            /**
             * Format: uuid
             * @description The note to which this is a reply.
             */
            parent_id: string | null;
            text: string;
        };
        /** @description Who wrote a note. */
        NoteAuthor: {
            /** Format: uuid */
            id: string;
            name: string;
        };
        /** @description What it is to say. */
        NoteChange: {
            mentions?: string[];
            text: string;
        };
        NoteList: {
            data: components["schemas"]["Note"][];
        };
        NoteText: {
            text: string;
        };
        /** @description Something to know. */
        Notification: {
            /** Format: uuid */
            call_id: string | null;
            /**
             * Format: int32
             * @description How often it happened; analyses that fail are counted by hour and code.
             */
            count: number;
            /** Format: date-time */
            created_at: string;
            /** @description Ids and codes, by `kind`: `note_id` and `by`; `code`; `source_id`, `source_instance` and `last_at`. */
            data: Record<string, never>;
            /** Format: uuid */
            id: string;
            /** @description `mentioned`, `analysis_failed`, `source_silent`. */
            kind: string;
            /** Format: date-time */
            read_at: string | null;
            /**
             * Format: date-time
             * @description When it happened last.
             */
            updated_at: string;
        };
        NotificationPage: {
            data: components["schemas"]["Notification"][];
            next: string | null;
            /**
             * Format: int64
             * @description Beyond this page too.
             */
            unread: number;
        };
        /** @description How many were not read before. */
        NotificationsRead: {
            /** Format: int64 */
            read: number;
        };
        /**
         * @description A link that is followed.
         * @example {
         *       "password": "blue-harbour",
         *       "token": "sh_…"
         *     }
         */
        OpenShare: {
            password?: string | null;
            token: string;
        };
        OpenSpan: {
            /** @description `09:00`. */
            from: string;
            /** @description `17:30`, at most `24:00`. */
            to: string;
            /**
             * Format: int32
             * @description 1 is Monday.
             */
            weekday: number;
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
        /** @description What came, or would come, of one of them. */
        Outcome: {
            detail?: string | null;
            email: string | null;
            /** @description Which one, from 0. */
            index: number;
            /** @description `invited`, `would_be_invited`, `member_already`, `twice`, `invalid`, `forbidden`. */
            outcome: string;
        };
        /** @description In the order of the request. */
        Outcomes: {
            data: components["schemas"]["Outcome"][];
            invited: number;
        };
        /** @description The figures of a period. */
        Overview: {
            /** Format: date-time */
            as_of: string;
            compare: components["schemas"]["AnalyticsPeriod"] | null;
            /** @description In the order in which they are shown. */
            figures: components["schemas"]["Figure"][];
            period: components["schemas"]["AnalyticsPeriod"];
            /**
             * Format: int32
             * @description Of the service level.
             */
            service_level_s: number;
        };
        PasswordChange: {
            current: string;
            password: string;
        };
        /** @description By when a share of the calls is over. */
        Percentile: {
            /**
             * Format: double
             * @description As 0.95.
             */
            share: number;
            /** Format: int32 */
            talk_s: number;
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
        /** @description The mode that the platform runs in. */
        PlatformMode: {
            /** Format: date-time */
            changed_at: string;
            changed_by: string;
            /** @description `normal`, `read_only`, `ingest_only`, `drain`, `offline`. */
            mode: string;
            reason: string;
        };
        /** @description The queue of all tenants together. */
        PlatformQueue: components["schemas"]["Queue"] & {
            /** @description Why analysis is paused, if it is. */
            paused_reason: string;
            /** @description Whose it is, the deepest first; at most 100. */
            tenants: components["schemas"]["QueueDepth"][];
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
        /** @description As others see one. */
        Profile: {
            email: string;
            name: string;
            /** Format: uuid */
            person_id: string;
        };
        /**
         * @description What is to be changed of oneself.
         * @example {
         *       "name": "Anna Lee"
         *     }
         */
        ProfileChange: {
            name: string;
        };
        Quality: {
            /**
             * @description `dual_mono`, `clipped`, `truncated`, `damaged`, `too_quiet`, `roles_doubtful`, `sentiment_unsupported` (the sentiment model does
             *     not read the language).
             */
            flags: string[];
            /** @description What is spoken on each channel. Not in analyses of earlier versions. */
            languages?: components["schemas"]["ChannelLanguage"][] | null;
            /** Format: double */
            mean_confidence: number | null;
            roles?: components["schemas"]["Roles"] | null;
            /** Format: double */
            speech_ratio: number;
        };
        /**
         * @description Filters combine with *and*; an empty one is all.
         * @example {
         *       "code": "bad_timestamp",
         *       "source_instance": "rome"
         *     }
         */
        QuarantineFilter: {
            /**
             * Format: date-time
             * @description Received before this moment.
             */
            before?: string | null;
            code?: string | null;
            /** @description `next` of the answer before. */
            cursor?: string | null;
            /**
             * Format: date-time
             * @description Received at this moment or later.
             */
            from?: string | null;
            source_instance?: string | null;
        };
        /** @description Something that could not be read, and where it stood. */
        QuarantineNotice: {
            at: string;
            code: string;
            detail: string;
        };
        /** @description One page, latest first. */
        QuarantinePage: {
            data: components["schemas"]["Quarantined"][];
            /** @description The cursor of the next page; null on the last one. */
            next: string | null;
        };
        /**
         * @description What came of it; where `next` is given, more are left.
         * @example {
         *       "dropped": 0,
         *       "next": null,
         *       "read": 12,
         *       "still": 1
         *     }
         */
        QuarantineTally: {
            dropped: number;
            /** @description To be sent as `cursor` to go on. */
            next: string | null;
            /** @description Entries that are gone because all of them could be read. */
            read: number;
            /** @description Entries of which something still cannot be read, or whose source is gone. */
            still: number;
        };
        /**
         * @description What came at once, of which something could not be read.
         * @example {
         *       "at": "3",
         *       "bytes": 812,
         *       "code": "too_few_columns",
         *       "detail": "",
         *       "format": "asterisk-cdr-csv",
         *       "id": "f106c8e1-98ae-5e98-af8a-d93f43245fbb",
         *       "received_at": "2026-11-28T10:00:00Z",
         *       "source_instance": "rome",
         *       "unread": 1
         *     }
         */
        Quarantined: {
            /** @description Its line, item, event or request in what was sent, or an id. */
            at: string;
            /**
             * Format: int64
             * @description Of all that came with it.
             */
            bytes: number;
            /** @description Of the first piece that could not be read; stable. */
            code: string;
            detail: string;
            /** @description The form in which it was read. */
            format: string;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            received_at: string;
            source_instance: string;
            /** @description Pieces that could not be read. */
            unread: number;
        };
        /** @description With everything in it that could not be read. */
        QuarantinedDetail: components["schemas"]["Quarantined"] & {
            notices: components["schemas"]["QuarantineNotice"][];
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
        /** @description What of one tenant waits, and what was given up. */
        QueueDepth: {
            /**
             * Format: double
             * @description Seconds of audio of those that wait.
             */
            audio_s: number;
            /** Format: int64 */
            dead_letters: number;
            name: string;
            /** Format: date-time */
            oldest_at: string | null;
            /** Format: int64 */
            running: number;
            /** Format: uuid */
            tenant_id: string;
            /** Format: int64 */
            waiting: number;
            /**
             * Format: int64
             * @description Beyond the limit: they wait for a decision and not for a worker.
             */
            withheld: number;
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
        /**
         * @description How the call is to be heard; what is not given stays as it was.
         * @example {
         *       "language": "es",
         *       "model": "base-q8_0"
         *     }
         */
        ReanalysisManner: {
            /** @description ISO 639-1, or `auto`. */
            language?: string | null;
            /** @description Name of a speech model, as GET /v1/models lists it. */
            model?: string | null;
        };
        /** @description Calls by id, and how they are to be heard. */
        ReanalysisOrder: {
            /** @description At most as many as `bounds.bulk_max` says. */
            ids?: string[] | null;
            /** @description ISO 639-1, or `auto`. */
            language?: string | null;
            /** @description Name of a speech model, as GET /v1/models lists it. */
            model?: string | null;
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
        Reason: {
            /** @description For whoever reads it later. */
            reason: string;
        };
        /** @description What it seems to be. */
        Recognized: {
            /** @description Their calls. */
            calls: Record<string, never>[];
            /** @description The likeliest form. */
            format: string;
            ignored: components["schemas"]["QuarantineNotice"][];
            /** @description Others that make something of it, likelier ones first. */
            others: string[];
            quarantined: components["schemas"]["QuarantineNotice"][];
            /** @description The legs as they would be stored with these settings. */
            records: Record<string, never>[];
            /** @description The given settings and those that are suggested. */
            settings: Record<string, never>;
            warnings: components["schemas"]["QuarantineNotice"][];
            /**
             * Format: int32
             * @description With `sent_now`: minutes by which its times differ from now, in whole quarter hours. Where it is not 0, `tz` is to be that of a place
             *     which is so far from UTC.
             */
            zone_off_min: number | null;
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
        /** @description How loud a recording is along its length. */
        RecordingPeaks: {
            /** @description Of each channel, 1,600 stretches of one length; each the loudest sample in it, 0…255. Two channels that are one are told once. */
            channels: number[][];
            /** Format: int64 */
            duration_ms: number;
            /** Format: uuid */
            leg_id: string;
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
        /** @description What came of reading it again. */
        ReplayReceipt: components["schemas"]["IntakeReceipt"] & {
            /** @description Nothing in it is unread any more: it is gone from the quarantine. */
            read: boolean;
        };
        Reset: {
            password: string;
            token: string;
        };
        /** @description One definition of a call that was enough. */
        Resolution: {
            calls: components["schemas"]["CallsLink"] | null;
            /** Format: int64 */
            denominator: number;
            formula: string;
            /** @description `FCR-repeat-1d`, `FCR-repeat-3d`, `FCR-repeat-7d`, `FCR-repeat-30d`, `FCR-once-calls`, `FCR-once-callers`, `calls-per-caller`. */
            formula_id: string;
            /** Format: int64 */
            numerator: number;
            /**
             * Format: int64
             * @description Calls so recent that their caller may still call again: the figure may still fall.
             */
            provisional: number;
            /** Format: double */
            value: number | null;
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
        RoleCount: {
            /** Format: int64 */
            members: number;
            role: string;
            status: string;
        };
        RoleList: {
            data: components["schemas"]["Role"][];
        };
        /** @description How it is known who is the agent and who the customer. */
        Roles: {
            by: components["schemas"]["RolesBy"];
            /**
             * Format: double
             * @description That the speakers' names are right.
             */
            confidence: number;
        };
        /**
         * @description `unknown`: speakers are called by their channels. `stated`: by the settings. `inferred`: from the direction, who speaks first, and the
         *     words. `corrected`: somebody has set it right.
         * @enum {string}
         */
        RolesBy: "unknown" | "stated" | "inferred" | "corrected";
        /** @description How it was read, and how it is. */
        SampleCheck: {
            differences: components["schemas"]["SampleDifference"][];
            /** Format: date-time */
            kept_at: string;
            /** @description The same now. */
            now: Record<string, never>[];
            /** @description What of it cannot be read now. */
            quarantined: components["schemas"]["QuarantineNotice"][];
            sample: string;
            /** @description Legs as they were read when it was kept. */
            then: Record<string, never>[];
            /**
             * Format: int32
             * @description Of the source, when it was kept.
             */
            version: number;
            warnings: components["schemas"]["QuarantineNotice"][];
        };
        /** @description With which settings it is to be read; those of the source where none are given. */
        SampleCheckBody: {
            settings?: Record<string, never> | null;
        };
        /** @description Something that is not as it was. */
        SampleDifference: {
            /** @description Of the leg. */
            external_id: string;
            /** @description Of its fields; null: the leg itself. */
            key: string | null;
            now: unknown;
            then: unknown;
        };
        /** @description A list of calls with a name. */
        SavedView: {
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            name: string;
            /** @description Yours: you may change it. */
            own: boolean;
            /** Format: uuid */
            owner_id: string;
            /** @description Parameters of the list of calls, as in its address. */
            query: string;
            /** @description Everybody may open it. */
            shared: boolean;
            /** Format: date-time */
            updated_at: string;
        };
        /** @description What is to be changed; what is missing stays. */
        SavedViewChange: {
            name?: string | null;
            query?: string | null;
            shared?: boolean | null;
        };
        SavedViewList: {
            data: components["schemas"]["SavedView"][];
        };
        /** @description A place where it was said. */
        SearchHit: {
            /** Format: uuid */
            leg_id: string;
            /** @description What to mark in `text`: first letter and the one behind the last, in Unicode letters. */
            marks: number[][];
            speaker: string;
            /**
             * Format: int64
             * @description The moment to play, from the recording's begin.
             */
            start_ms: number;
            /** @description Of the turn, or the part of it around the hit. */
            text: string;
        };
        SearchPage: {
            data: components["schemas"]["SearchResult"][];
            next: string | null;
        };
        /** @description A call in which it was said. */
        SearchResult: {
            call: components["schemas"]["CallSummary"];
            /** @description The first five places. */
            hits: components["schemas"]["SearchHit"][];
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
        /** @description How calls are felt. */
        Sentiment: {
            /** Format: date-time */
            as_of: string;
            compare: components["schemas"]["AnalyticsPeriod"] | null;
            compare_points: components["schemas"]["SentimentPoint"][] | null;
            compare_split: components["schemas"]["SentimentSplit"] | null;
            formula_id: string;
            interval: string;
            period: components["schemas"]["AnalyticsPeriod"];
            points: components["schemas"]["SentimentPoint"][];
            split: components["schemas"]["SentimentSplit"];
        };
        /** @enum {string} */
        SentimentLabel: "negative" | "neutral" | "positive";
        /** @description One hour, day, week or month. */
        SentimentPoint: {
            at: string;
            complete: boolean;
            link: components["schemas"]["CallsLink"];
            /** Format: int64 */
            n: number;
            /** Format: int64 */
            negative: number;
            /** Format: int64 */
            neutral: number;
            /** Format: int64 */
            positive: number;
            /** Format: double */
            score: number | null;
            /** Format: date-time */
            started_before: string;
            /** Format: date-time */
            started_from: string;
        };
        /** @description The calls of a period by their label. */
        SentimentSplit: {
            exclusions: components["schemas"]["Exclusion"][];
            labels: components["schemas"]["LabelShare"][];
            /**
             * Format: int64
             * @description Calls that have a label.
             */
            n: number;
            /**
             * Format: double
             * @description Mean score of the calls that have one (`S1`).
             */
            score: number | null;
        };
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
        /** @description Who of the staff it is, why, and until when. */
        SessionImpersonation: {
            /** Format: date-time */
            expires_at: string;
            reason: string;
            /** Format: uuid */
            staff_id: string;
            staff_name: string;
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
        /** @description A link to a call, for people outside. */
        Share: {
            /** Format: uuid */
            call_id: string;
            /** Format: date-time */
            created_at: string;
            /** @description `person:…`, `key:…`. */
            created_by: string;
            /** Format: date-time */
            expires_at: string;
            /**
             * Format: int64
             * @description The part of the recording that is shown; null: from its begin, to its end.
             */
            from_ms: number | null;
            has_password: boolean;
            /** Format: uuid */
            id: string;
            /** @description Neither expired nor revoked. */
            is_open: boolean;
            /** @description How whoever opens it sees it named. */
            label: string | null;
            /** Format: uuid */
            leg_id: string;
            /** @description The address to hand on, shown this once. */
            link?: string | null;
            /** Format: date-time */
            revoked_at: string | null;
            sound: boolean;
            /** Format: int64 */
            to_ms: number | null;
            /** Format: date-time */
            viewed_at: string | null;
            /**
             * Format: int64
             * @description How often it was opened, and when last.
             */
            views: number;
            /** @description Whether what was said is shown, and whether the recording can be heard. */
            words: boolean;
        };
        /** @description The latest first. */
        ShareList: {
            data: components["schemas"]["Share"][];
        };
        /** @description Somebody who came to the link. */
        ShareView: {
            address: string;
            /** Format: date-time */
            at: string;
            /** @description `opened`, `wrong_password`. */
            outcome: string;
            /** @description Whether the recording was listened to. */
            played: boolean;
            user_agent: string;
        };
        /** @description The latest thousand, the latest first. */
        ShareViewList: {
            data: components["schemas"]["ShareView"][];
        };
        /** @description What a link shows. */
        SharedCall: {
            /** @description Who shows it. */
            company: string;
            /** Format: int64 */
            duration_ms: number;
            /** Format: date-time */
            expires_at: string;
            label: string | null;
            /** @description The path of the recording as a WAV, good for half a day; null where it is not to be heard. */
            sound: string | null;
            /** Format: date-time */
            started_at: string;
            /** @description What was said; null where that is not shown. Times are of the part that is shown. */
            turns: components["schemas"]["SharedTurn"][] | null;
            /** @description IANA name of the company's zone. */
            zone: string;
        };
        SharedTurn: {
            /** Format: int64 */
            end_ms: number;
            speaker: string;
            /** Format: int64 */
            start_ms: number;
            text: string;
            words: components["schemas"]["SharedWord"][];
        };
        SharedWord: {
            /** Format: int64 */
            end_ms: number;
            /** Format: int64 */
            start_ms: number;
            text: string;
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
        /** @description A telephone system. */
        Source: {
            /** @description `false`: known from its records alone. */
            configured: boolean;
            /** Format: date-time */
            created_at: string;
            enabled: boolean;
            /** @description The form in which it writes. */
            format: string;
            /** Format: uuid */
            id: string;
            label: string;
            listener: components["schemas"]["SourceListener"] | null;
            /** @description Part of every id that is derived from its records; never changes. */
            name: string;
            /** @description Names of the secrets that are kept. */
            secrets: string[];
            settings: Record<string, never>;
            /** Format: date-time */
            updated_at: string;
            /** @description Where it sends to, with its own secret. */
            url: string;
            /** Format: int32 */
            version: number;
        };
        /**
         * @description A telephone system that is to be.
         * @example {
         *       "format": "freepbx-cdr",
         *       "label": "PBX Rome",
         *       "name": "rome",
         *       "secrets": {
         *         "basic": {
         *           "password": "…",
         *           "user": "pbx"
         *         }
         *       },
         *       "settings": {
         *         "extension_pattern": "^2\\d\\d$",
         *         "tz": "Europe/Rome"
         *       }
         *     }
         */
        SourceBody: {
            /** @description As in `audiapro parse --source`, or `canonical`. */
            format: string;
            /** @description The name if not given. */
            label?: string | null;
            listener?: components["schemas"]["SourceListener"] | null;
            name: string;
            /**
             * @description `basic {user, password}`, `header {name, value}`, `hmac {header, secret, encoding}`, or the provider's own: `auth_token`, `signing_key`,
             *     `ed25519_public_key`, `signature_secret`, `webhook_secret`. Sealed; never shown again. If not given, one is made where the provider
             *     does not give it; `{}`: none, it takes nothing without a key.
             */
            secrets?: Record<string, never> | null;
            /** @description `tz`, `extension_pattern`, `trunk_channel_prefixes`, `trunk_devices`, `inbound_contexts` …: the keys of `audiapro parse --context`. */
            settings?: Record<string, never>;
        };
        /** @description What is to be changed; what is missing stays. */
        SourceChange: {
            enabled?: boolean | null;
            format?: string | null;
            label?: string | null;
            listener?: components["schemas"]["SourceListener"] | null;
            /** @description All secrets as they are to be; null takes them away. */
            secrets?: Record<string, never> | null;
            /** @description All settings as they are to be. */
            settings?: Record<string, never> | null;
            /**
             * Format: int32
             * @description The version that this was made from; another one is a conflict.
             */
            version?: number | null;
        };
        /** @description What was wrong last. */
        SourceError: {
            /** Format: date-time */
            at: string;
            /** @description As in the quarantine, or `bad_signature`. */
            code: string;
        };
        /** @description How a source has been. */
        SourceHealth: {
            /** @description Of the last 24 hours. */
            day: components["schemas"]["SourceSums"];
            /** @description Of each hour in which something came, the newest first, at most 48. */
            hours: components["schemas"]["SourceHour"][];
            /**
             * Format: date-time
             * @description When the last record came, at most some seconds late; null: none in the last weeks.
             */
            last_at: string | null;
            last_error: components["schemas"]["SourceError"] | null;
            /** @description It usually speaks, and has been silent for clearly longer than it usually is. */
            silent: boolean;
            /**
             * Format: int32
             * @description Minutes by which its latest calls seem to be off, in whole quarter hours: its `tz` is wrong then. 0: right. Null: nothing says so yet.
             */
            zone_off_min: number | null;
        };
        SourceHour: components["schemas"]["SourceSums"] & {
            /** Format: date-time */
            hour: string;
        };
        SourceList: {
            data: components["schemas"]["Source"][];
        };
        /**
         * @description Where a system that writes to a socket connects, and from where it may.
         * @example {
         *       "allow": [
         *         "203.0.113.7"
         *       ],
         *       "port": 26000
         *     }
         */
        SourceListener: {
            /** @description Addresses and CIDR blocks from which it may speak; at least one, for it proves itself by nothing else. */
            allow: string[];
            /**
             * Format: int32
             * @description The lowest that is free, if not given.
             */
            port?: number | null;
        };
        /**
         * @description Which secret, and for how long the old one is still taken.
         * @example {
         *       "grace_s": 3600,
         *       "kind": "basic"
         *     }
         */
        SourceRotation: {
            /**
             * Format: int32
             * @description A day if not given.
             */
            grace_s?: number | null;
            /** @description `basic`, `header`, `hmac` or `webhook_secret`; the one that is there if not given. What the provider gives is changed with PATCH. */
            kind?: string | null;
        };
        /**
         * @description A record, or some, as a telephone system wrote them.
         * @example {
         *       "sample": "CallSid=CA1&CallStatus=completed&From=%2B12025550143&To=%2B12025550100",
         *       "sent_now": false
         *     }
         */
        SourceSample: {
            /** @description If it is known. */
            format?: string | null;
            sample: string;
            /** @description The call has just ended: its time then tells the zone. */
            sent_now?: boolean;
            /** @description Those that are known already. */
            settings?: Record<string, never>;
        };
        /** @description Pieces by what became of them. */
        SourceSums: {
            /**
             * Format: int64
             * @description Events kept until their call is over.
             */
            held: number;
            /** Format: int64 */
            ignored: number;
            /** Format: int64 */
            legs: number;
            /** Format: int64 */
            quarantined: number;
            /**
             * Format: int64
             * @description Requests without the source's secret.
             */
            refused: number;
            /**
             * Format: int64
             * @description Known already.
             */
            repeated: number;
        };
        /** @description A test record, and what became of it. */
        SourceTest: {
            /** Format: uuid */
            call_id: string;
            legs: string[];
            /** @description As it was sent, in the source's own form. */
            record: string;
            /** @description Where its way is told, step by step. */
            trace: string;
            /** @description What was doubtful about it. */
            warnings: components["schemas"]["QuarantineNotice"][];
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
        /** @description The call's speakers now. */
        SpeakersChanged: {
            /** Format: uuid */
            call_id: string;
            legs: components["schemas"]["SpeakersOfLeg"][];
        };
        SpeakersOfLeg: {
            /** Format: uuid */
            leg_id: string;
            /** @description Of each channel. */
            roles: string[];
        };
        /**
         * @description What the speakers are to be.
         * @example {
         *       "roles": [
         *         "customer",
         *         "agent"
         *       ]
         *     }
         */
        SpeakersOrder: {
            /**
             * @description Of each channel in order, each name once: `agent`, `customer`, or others of lower-case letters, digits and `_`. Not given: agent and
             *     customer change places.
             */
            roles?: string[] | null;
        };
        /**
         * @description How the tenant's recordings are heard.
         * @example {
         *       "language": "auto",
         *       "model": "base-q8_0",
         *       "vocabulary": [
         *         "Kowalczyk"
         *       ]
         *     }
         */
        SpeechSettings: {
            /** @description ISO 639-1, or `auto`: what is spoken is found out for each channel. Null: as the server is set up. */
            language: string | null;
            /** @description Name of a speech model. Null: as the server is set up. */
            model: string | null;
            /** @description Names and words that are likely to be said. */
            vocabulary: string[];
            channels: string[];
        };
        /** @description All of the settings: what is missing is as the server is set up. */
        SpeechSettingsOrder: {
            /** @description ISO 639-1, or `auto`. */
            language?: string | null;
            /** @description As GET /v1/models lists it. */
            model?: string | null;
            /** @description At most 200, of at most 60 letters each. Helps with names that the model would not spell so; where it does not help it can do harm. */
            vocabulary?: string[];
            channels?: string[];
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
        Switch: {
            /** Format: uuid */
            tenant_id: string;
        };
        /** @description A tag. */
        Tag: {
            /**
             * Format: int64
             * @description How many calls carry it.
             */
            calls: number;
            /** @description `gray`, `red`, `pink`, `grape`, `violet`, `indigo`, `blue`, `cyan`, `teal`, `green`, `lime`, `yellow`, `orange`. */
            color: string;
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            name: string;
        };
        /** @description What is to be changed; what is missing stays. */
        TagChange: {
            color?: string | null;
            name?: string | null;
        };
        TagList: {
            data: components["schemas"]["Tag"][];
        };
        /** @description A tag on a call. */
        TagOfCall: {
            color: string;
            /** Format: uuid */
            id: string;
            name: string;
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
        /** @description A tenant as the staff sees it. */
        Tenant: {
            allowed: components["schemas"]["Allowed"];
            /**
             * Format: int64
             * @description Of a custom limit.
             */
            calls_limit: number | null;
            /**
             * Format: int32
             * @description Analyses at the same time; null: as the plan says.
             */
            concurrent_max: number | null;
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description Of a closed one: everything is destroyed then, unless it is restored before.
             */
            erase_after: string | null;
            /** Format: uuid */
            id: string;
            /** @description `plan`, `custom`, `unlimited`. */
            limit_kind: string;
            /** Format: int64 */
            members: number;
            name: string;
            plan: string;
            /** @description At the limit: `store_only`, `queue`, `overage`, `reject`. */
            policy: string;
            /**
             * Format: int32
             * @description Of all its keys and sessions together; null: no limit of its own.
             */
            requests_per_minute: number | null;
            /** @description `active`, `suspended`, `closed`. */
            status: string;
            /** Format: date-time */
            status_changed_at: string | null;
            /** @description Why it was changed last. */
            status_reason: string;
            subdomain: string | null;
            tags: string[];
            /** @description IANA name. */
            zone: string;
        };
        /**
         * @description The same for many tenants.
         * @example {
         *       "action": "suspend",
         *       "ids": [
         *         "0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11"
         *       ],
         *       "reason": "unpaid"
         *     }
         */
        TenantBulkAction: {
            action: components["schemas"]["BulkKind"];
            /** @description At most 500. */
            ids: string[];
            /** @description Of `set_plan`. */
            plan?: string | null;
            /** @description Of `suspend` and `activate`. */
            reason?: string | null;
            /** @description Of `tag` and `untag`. */
            tag?: string | null;
        };
        /** @description What came of each, in the order asked for. */
        TenantBulkResult: {
            done: number;
            failed: number;
            results: components["schemas"]["BulkOutcome"][];
        };
        /** @description From the roll-ups. */
        TenantCalls: {
            /** Format: int64 */
            all: number;
            /** Format: int64 */
            analyzed: number;
            /** Format: int64 */
            answered: number;
            /** Format: int64 */
            last_30_days: number;
            /** Format: date-time */
            latest_hour: string | null;
            /** Format: int64 */
            talk_s: number;
        };
        /**
         * @description What is to be changed; what is missing stays, null takes away.
         * @example {
         *       "calls_limit": 5000,
         *       "plan": "professional",
         *       "subdomain": "acme"
         *     }
         */
        TenantChange: {
            /** @description Calls a period; `"plan"`: as the plan says; `"unlimited"`. */
            calls_limit?: Record<string, never> | null;
            /** Format: int32 */
            concurrent_max?: number | null;
            name?: string | null;
            plan?: string | null;
            /** @description At the limit: `store_only`, `queue`, `overage`, `reject`. */
            policy?: string | null;
            /** Format: int32 */
            requests_per_minute?: number | null;
            subdomain?: string | null;
            zone?: string | null;
        };
        /** @description A tenant, and all about it. */
        TenantDetail: {
            calls: components["schemas"]["TenantCalls"];
            /** @description What was done to the tenant itself, the latest first; all of it is in the audit log. */
            history: components["schemas"]["AuditEntry"][];
            keys: components["schemas"]["TenantKeys"];
            members: components["schemas"]["RoleCount"][];
            /** @description The staff's, the latest first. */
            notes: components["schemas"]["TenantNote"][];
            tenant: components["schemas"]["Tenant"];
            usage: components["schemas"]["TenantUsage"] | null;
        };
        TenantKeys: {
            /** Format: int64 */
            active: number;
            /** Format: date-time */
            last_used_at: string | null;
        };
        TenantNote: {
            /** @description The name at that time. */
            author: string;
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            staff_id: string;
            text: string;
        };
        TenantPage: {
            data: components["schemas"]["Tenant"][];
            /** @description `cursor` of the next page. */
            next: string | null;
        };
        TenantPeople: {
            data: components["schemas"]["TenantPerson"][];
        };
        /** @description A member as the staff sees them. */
        TenantPerson: {
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
            /** @description `admin`, `manager`, `agent`, `viewer`, or `custom`. */
            role: string;
            /** @description Whose calls they see: `all`, `group`, `own`. */
            row_scope: string;
            /** @description `active`, `inactive`, `suspended`. */
            status: string;
        };
        /** @description Tags to add, and tags to take away. */
        TenantTagChange: {
            add?: string[];
            remove?: string[];
        };
        TenantUsage: {
            /** Format: double */
            audio_seconds: number;
            /**
             * Format: int64
             * @description Null: unlimited.
             */
            calls_limit: number | null;
            /** Format: double */
            compute_seconds: number;
            /** Format: int64 */
            included: number;
            /** Format: int64 */
            overage: number;
            /** Format: date-time */
            period_end: string;
            /** Format: date-time */
            period_start: string;
            /** Format: int64 */
            withheld: number;
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
        /** @description What was taken. */
        TranscriptImported: {
            /** Format: uuid */
            call_id: string;
            /** Format: uuid */
            leg_id: string;
            turns: number;
            /** Format: int32 */
            words: number;
        };
        /** @description `json`. */
        Transcription: {
            text: string;
            usage: components["schemas"]["TranscriptionUsage"];
        };
        /** @enum {string} */
        TranscriptionFormat: "json" | "text" | "srt" | "verbose_json" | "vtt";
        /** @description The multipart body. */
        TranscriptionOrder: {
            /**
             * Format: binary
             * @description The recording, in any form that a recording may have.
             */
            file: string;
            /** @description ISO 639-1; found out if not given and the model knows more than one. */
            language?: string | null;
            /** @description Name of a speech model, as GET /v1/models lists it; `whisper-1` is the one that would be taken anyway. */
            model: string;
            /** @description What was said before, or names that are likely to be said. */
            prompt?: string | null;
            response_format?: components["schemas"]["TranscriptionFormat"] | null;
            /** @description Words as they are heard, as server-sent events. */
            stream?: boolean | null;
            /**
             * Format: double
             * @description Taken, and without effect: the same sound gives the same text.
             */
            temperature?: number | null;
            /** @description `word`, `segment`; of `verbose_json`. */
            "timestamp_granularities[]"?: string[] | null;
        };
        TranscriptionUsage: {
            /**
             * Format: int64
             * @description Of audio, rounded up.
             */
            seconds: number;
            /** @description `duration`. */
            type: string;
        };
        /** @description What one speaker said without a long pause. */
        Turn: {
            /**
             * Format: int32
             * @description From 0.
             */
            channel: number;
            /**
             * Format: double
             * @description 0 to 1, mean of its words'; null in transcripts of earlier versions.
             */
            confidence: number | null;
            /** Format: int64 */
            end_ms: number;
            /** @description Why it is doubted: `low_confidence`, `repetition`, `no_speech`, `implausible_rate`. What is flagged counts in no sentiment and no rule. */
            flags: string[];
            sentiment: components["schemas"]["UtteranceSentiment"] | null;
            /** @description `agent`, `customer`, or `ch1`, `ch2` … where no role is known. */
            speaker: string;
            /** Format: int64 */
            start_ms: number;
            text: string;
            words: components["schemas"]["Word"][];
            corrected: components["schemas"]["CorrectedWords"] | null;
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
        /** @description The same by another formula. */
        Variant: {
            /** Format: double */
            denominator: number;
            formula: string;
            formula_id: string;
            /** Format: double */
            numerator: number;
            /** Format: double */
            value: number | null;
        };
        /** @description The tenant that is there now. */
        Verified: {
            /** Format: uuid */
            person_id: string;
            /** Format: uuid */
            tenant_id: string;
        };
        /** @description Calls over time. */
        Volume: {
            /** Format: date-time */
            as_of: string;
            compare: components["schemas"]["AnalyticsPeriod"] | null;
            /** @description Of the days compared with, first by first. */
            compare_points: components["schemas"]["VolumePoint"][] | null;
            interval: string;
            period: components["schemas"]["AnalyticsPeriod"];
            /** @description In order, those without calls too. */
            points: components["schemas"]["VolumePoint"][];
        };
        /** @description One hour, day, week or month. */
        VolumePoint: {
            /**
             * Format: double
             * @description Mean conversation of answered calls (`aht_no_acw`).
             */
            aht_s: number | null;
            /** @description Its first day; of an hour, its begin with the zone's offset. */
            at: string;
            /** @description Only what there is. */
            by_disposition: {
                [key: string]: number;
            };
            /** Format: int64 */
            calls: number;
            /** @description Whether it is over: later calls may still come into it otherwise. */
            complete: boolean;
            link: components["schemas"]["CallsLink"];
            /** Format: date-time */
            started_before: string;
            /** Format: date-time */
            started_from: string;
            /** Format: int64 */
            talk_s: number;
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
        CorrectedWords: {
            text: string;
            words: components["schemas"]["Word"][];
            author: components["schemas"]["NoteAuthor"] | null;
            /** Format: date-time */
            made_at: string;
        };
        TurnChange: {
            text: string | null;
            /** Format: date-time */
            analyzed_at?: string | null;
        };
        ChangedTurn: {
            /** Format: uuid */
            call_id: string;
            /** Format: uuid */
            leg_id: string;
            /** Format: int64 */
            n: number;
            turn: components["schemas"]["Turn"];
        };
        Correction: {
            /** Format: uuid */
            id: string;
            /** Format: int64 */
            turn: number;
            text: string;
            heard: string;
            author: components["schemas"]["NoteAuthor"] | null;
            /** Format: date-time */
            made_at: string;
            /** Format: date-time */
            ended_at: string | null;
            ended_by: string | null;
        };
        Corrections: {
            /** Format: uuid */
            leg_id: string;
            data: components["schemas"]["Correction"][];
        };
        PlatformModel: components["schemas"]["Model"] & {
            finds_languages: boolean;
            /** Format: int64 */
            tenants: number;
        };
        SpeechChoice: {
            /** Format: uuid */
            tenant_id: string;
            name: string;
            language: string | null;
            channels: string[];
            model: string | null;
        };
        PlatformModels: {
            data: components["schemas"]["PlatformModel"][];
            choices: components["schemas"]["SpeechChoice"][];
        };
        SpeechOrder: {
            model: string | null;
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
    list_platform_audit: {
        parameters: {
            query?: {
                /**
                 * @description `action:member.* crud:u actor.type:person actor.id:… target.type:call target.id:… created:2026-11-01..2026-11-30`, free text in
                 *     quotation marks, `-` before what is not wanted.
                 * @example action:member.* -crud:r
                 */
                q?: string;
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of entries. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
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
    list_flags: {
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
                    "application/json": components["schemas"]["Flags"];
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
    set_flag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 1 to 63 of a-z, 0-9, _ and . */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FlagRule"];
            };
        };
        responses: {
            /** @description Set. */
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
    remove_flag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its name. */
                name: string;
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
    list_impersonations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The latest 500. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImpersonationList"];
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
    begin_impersonation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewImpersonation"];
            };
        };
        responses: {
            /** @description Begun. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BegunImpersonation"];
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
    end_impersonation: {
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
            /** @description Ended. */
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
    get_platform_mode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlatformMode"];
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
    switch_platform_mode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModeSwitch"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlatformMode"];
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
    get_platform_queue: {
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
                    "application/json": components["schemas"]["PlatformQueue"];
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
    list_tenants: {
        parameters: {
            query?: {
                /** @description As it is typed: part of a name, the beginning of a sub-domain, of an id or of a member's address; `@` and the beginning of a domain. */
                q?: string;
                status?: string;
                plan?: string;
                tag?: string;
                /** @description `name`, `-name`, `created_at`, `-created_at` (the default). */
                sort?: string;
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of tenants. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantPage"];
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
    create_tenant: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTenantBody"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
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
    change_tenants: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantBulkAction"];
            };
        };
        responses: {
            /** @description What came of each. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantBulkResult"];
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
    get_tenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All about it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantDetail"];
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
    change_tenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantChange"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
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
    activate_tenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
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
    list_tenant_audit: {
        parameters: {
            query?: {
                /**
                 * @description `action:member.* crud:u actor.type:person actor.id:… target.type:call target.id:… created:2026-11-01..2026-11-30`, free text in
                 *     quotation marks, `-` before what is not wanted.
                 * @example action:member.* -crud:r
                 */
                q?: string;
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The tenant's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of entries. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
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
    export_tenant_audit: {
        parameters: {
            query?: {
                /** @description As for the list; CSV only, as a chain with holes proves nothing. */
                q?: string;
                /** @description `ndjson` (the default): the whole chain, oldest first, with a signed checkpoint at its end. `csv`: latest first. */
                format?: string;
            };
            header?: never;
            path: {
                /** @description The tenant's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The log. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": unknown;
                    "text/csv": unknown;
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
    close_tenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Closing"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
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
    list_tenant_dead_letters: {
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
            path: {
                /** @description The tenant's id. */
                id: string;
            };
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
    discard_tenant_dead_letters: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant's id. */
                id: string;
            };
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
    retry_tenant_dead_letters: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant's id. */
                id: string;
            };
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
    get_tenant_erasure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The certificate. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erasure"];
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
    list_tenant_members: {
        parameters: {
            query?: {
                /** @description Part of a name or an address. */
                q?: string;
            };
            header?: never;
            path: {
                /** @description The tenant's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who is there. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantPeople"];
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
    write_tenant_note: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteText"];
            };
        };
        responses: {
            /** @description The note. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantNote"];
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
    remove_tenant_note: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant's id. */
                id: string;
                /** @description The note's id. */
                note: string;
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
    restore_tenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
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
    suspend_tenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
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
    tag_tenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantTagChange"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
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
    get_agents: {
        parameters: {
            query?: {
                /**
                 * @description Days of the tenant's calendar: `today`, `yesterday`, `7d`, `28d` (if nothing is said), `91d`, `mtd`, `last_month`, `ytd`, `12mo`.
                 * @example 28d
                 */
                range?: string;
                /**
                 * @description First day, instead of `range`.
                 * @example 2026-11-01
                 */
                from?: string;
                /** @description Last day; today if not given. */
                to?: string;
                /**
                 * @description `off`, `previous` (the days before) or `year` (a year earlier).
                 * @example previous
                 */
                compare?: string;
                /** @description What is compared: the same days of the week (`dow`, if nothing is said) or the same dates (`date`). */
                match?: string;
                /** @description As in the list of calls; several with commas. */
                direction?: string;
                /** @description As in the list of calls; several with commas. */
                disposition?: string;
                source_instance?: string;
                /** @description One of the call's agents. */
                agent?: string;
                queue?: string;
                /** @description Caller or called; `*` at the end: by its begin. */
                number?: string;
                /** @description `negative`, `neutral`, `positive`; several with commas. */
                sentiment?: string;
                /** @description Began outside of business hours (`true`) or within them (`false`). */
                after_hours?: boolean;
                /** @description `calls` (if nothing is said), `answered`, `talk_s`, `aht_s`, `asa_s`, `score`, `negative`, `agent`, with `-` before it for the largest first. */
                sort?: string;
                /** @description So many agents at most: 50 if nothing is said, 1,000 at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Agents. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agents"];
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
    get_callers: {
        parameters: {
            query?: {
                /**
                 * @description Days of the tenant's calendar: `today`, `yesterday`, `7d`, `28d` (if nothing is said), `91d`, `mtd`, `last_month`, `ytd`, `12mo`.
                 * @example 28d
                 */
                range?: string;
                /**
                 * @description First day, instead of `range`.
                 * @example 2026-11-01
                 */
                from?: string;
                /** @description Last day; today if not given. */
                to?: string;
                /**
                 * @description `off`, `previous` (the days before) or `year` (a year earlier).
                 * @example previous
                 */
                compare?: string;
                /** @description What is compared: the same days of the week (`dow`, if nothing is said) or the same dates (`date`). */
                match?: string;
                /** @description As in the list of calls; several with commas. */
                direction?: string;
                /** @description As in the list of calls; several with commas. */
                disposition?: string;
                source_instance?: string;
                /** @description One of the call's agents. */
                agent?: string;
                queue?: string;
                /** @description Caller or called; `*` at the end: by its begin. */
                number?: string;
                /** @description `negative`, `neutral`, `positive`; several with commas. */
                sentiment?: string;
                /** @description Began outside of business hours (`true`) or within them (`false`). */
                after_hours?: boolean;
                /** @description So many callers at most: 50 if nothing is said, 1,000 at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Callers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Callers"];
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
    get_first_call_resolution: {
        parameters: {
            query?: {
                /**
                 * @description Days of the tenant's calendar: `today`, `yesterday`, `7d`, `28d` (if nothing is said), `91d`, `mtd`, `last_month`, `ytd`, `12mo`.
                 * @example 28d
                 */
                range?: string;
                /**
                 * @description First day, instead of `range`.
                 * @example 2026-11-01
                 */
                from?: string;
                /** @description Last day; today if not given. */
                to?: string;
                /**
                 * @description `off`, `previous` (the days before) or `year` (a year earlier).
                 * @example previous
                 */
                compare?: string;
                /** @description What is compared: the same days of the week (`dow`, if nothing is said) or the same dates (`date`). */
                match?: string;
                /** @description As in the list of calls; several with commas. */
                direction?: string;
                /** @description As in the list of calls; several with commas. */
                disposition?: string;
                source_instance?: string;
                /** @description One of the call's agents. */
                agent?: string;
                queue?: string;
                /** @description Caller or called; `*` at the end: by its begin. */
                number?: string;
                /** @description `negative`, `neutral`, `positive`; several with commas. */
                sentiment?: string;
                /** @description Began outside of business hours (`true`) or within them (`false`). */
                after_hours?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The definitions and what they give. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FirstCallResolution"];
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
    get_handle_time: {
        parameters: {
            query?: {
                /**
                 * @description Days of the tenant's calendar: `today`, `yesterday`, `7d`, `28d` (if nothing is said), `91d`, `mtd`, `last_month`, `ytd`, `12mo`.
                 * @example 28d
                 */
                range?: string;
                /**
                 * @description First day, instead of `range`.
                 * @example 2026-11-01
                 */
                from?: string;
                /** @description Last day; today if not given. */
                to?: string;
                /**
                 * @description `off`, `previous` (the days before) or `year` (a year earlier).
                 * @example previous
                 */
                compare?: string;
                /** @description What is compared: the same days of the week (`dow`, if nothing is said) or the same dates (`date`). */
                match?: string;
                /** @description As in the list of calls; several with commas. */
                direction?: string;
                /** @description As in the list of calls; several with commas. */
                disposition?: string;
                source_instance?: string;
                /** @description One of the call's agents. */
                agent?: string;
                queue?: string;
                /** @description Caller or called; `*` at the end: by its begin. */
                number?: string;
                /** @description `negative`, `neutral`, `positive`; several with commas. */
                sentiment?: string;
                /** @description Began outside of business hours (`true`) or within them (`false`). */
                after_hours?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Histogram and percentiles. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HandleTime"];
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
    get_hours: {
        parameters: {
            query?: {
                /**
                 * @description Days of the tenant's calendar: `today`, `yesterday`, `7d`, `28d` (if nothing is said), `91d`, `mtd`, `last_month`, `ytd`, `12mo`.
                 * @example 28d
                 */
                range?: string;
                /**
                 * @description First day, instead of `range`.
                 * @example 2026-11-01
                 */
                from?: string;
                /** @description Last day; today if not given. */
                to?: string;
                /**
                 * @description `off`, `previous` (the days before) or `year` (a year earlier).
                 * @example previous
                 */
                compare?: string;
                /** @description What is compared: the same days of the week (`dow`, if nothing is said) or the same dates (`date`). */
                match?: string;
                /** @description As in the list of calls; several with commas. */
                direction?: string;
                /** @description As in the list of calls; several with commas. */
                disposition?: string;
                source_instance?: string;
                /** @description One of the call's agents. */
                agent?: string;
                queue?: string;
                /** @description Caller or called; `*` at the end: by its begin. */
                number?: string;
                /** @description `negative`, `neutral`, `positive`; several with commas. */
                sentiment?: string;
                /** @description Began outside of business hours (`true`) or within them (`false`). */
                after_hours?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All 168 hours of the week. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hours"];
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
    get_overview: {
        parameters: {
            query?: {
                /**
                 * @description Days of the tenant's calendar: `today`, `yesterday`, `7d`, `28d` (if nothing is said), `91d`, `mtd`, `last_month`, `ytd`, `12mo`.
                 * @example 28d
                 */
                range?: string;
                /**
                 * @description First day, instead of `range`.
                 * @example 2026-11-01
                 */
                from?: string;
                /** @description Last day; today if not given. */
                to?: string;
                /**
                 * @description `off`, `previous` (the days before) or `year` (a year earlier).
                 * @example previous
                 */
                compare?: string;
                /** @description What is compared: the same days of the week (`dow`, if nothing is said) or the same dates (`date`). */
                match?: string;
                /** @description As in the list of calls; several with commas. */
                direction?: string;
                /** @description As in the list of calls; several with commas. */
                disposition?: string;
                source_instance?: string;
                /** @description One of the call's agents. */
                agent?: string;
                queue?: string;
                /** @description Caller or called; `*` at the end: by its begin. */
                number?: string;
                /** @description `negative`, `neutral`, `positive`; several with commas. */
                sentiment?: string;
                /** @description Began outside of business hours (`true`) or within them (`false`). */
                after_hours?: boolean;
                /** @description Seconds within which a call is to be answered: 15, 20 (if nothing is said), 25, 30, 45, 60, 90, 120, 180, 240, 300 or 600. */
                service_level_s?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
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
    get_sentiment: {
        parameters: {
            query?: {
                /**
                 * @description Days of the tenant's calendar: `today`, `yesterday`, `7d`, `28d` (if nothing is said), `91d`, `mtd`, `last_month`, `ytd`, `12mo`.
                 * @example 28d
                 */
                range?: string;
                /**
                 * @description First day, instead of `range`.
                 * @example 2026-11-01
                 */
                from?: string;
                /** @description Last day; today if not given. */
                to?: string;
                /**
                 * @description `off`, `previous` (the days before) or `year` (a year earlier).
                 * @example previous
                 */
                compare?: string;
                /** @description What is compared: the same days of the week (`dow`, if nothing is said) or the same dates (`date`). */
                match?: string;
                /** @description As in the list of calls; several with commas. */
                direction?: string;
                /** @description As in the list of calls; several with commas. */
                disposition?: string;
                source_instance?: string;
                /** @description One of the call's agents. */
                agent?: string;
                queue?: string;
                /** @description Caller or called; `*` at the end: by its begin. */
                number?: string;
                /** @description `negative`, `neutral`, `positive`; several with commas. */
                sentiment?: string;
                /** @description Began outside of business hours (`true`) or within them (`false`). */
                after_hours?: boolean;
                /** @description How long a point is: `hour`, `day`, `week`, `month`; by the length of the period if nothing is said. */
                interval?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Split and trend. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sentiment"];
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
    get_volume: {
        parameters: {
            query?: {
                /**
                 * @description Days of the tenant's calendar: `today`, `yesterday`, `7d`, `28d` (if nothing is said), `91d`, `mtd`, `last_month`, `ytd`, `12mo`.
                 * @example 28d
                 */
                range?: string;
                /**
                 * @description First day, instead of `range`.
                 * @example 2026-11-01
                 */
                from?: string;
                /** @description Last day; today if not given. */
                to?: string;
                /**
                 * @description `off`, `previous` (the days before) or `year` (a year earlier).
                 * @example previous
                 */
                compare?: string;
                /** @description What is compared: the same days of the week (`dow`, if nothing is said) or the same dates (`date`). */
                match?: string;
                /** @description As in the list of calls; several with commas. */
                direction?: string;
                /** @description As in the list of calls; several with commas. */
                disposition?: string;
                source_instance?: string;
                /** @description One of the call's agents. */
                agent?: string;
                queue?: string;
                /** @description Caller or called; `*` at the end: by its begin. */
                number?: string;
                /** @description `negative`, `neutral`, `positive`; several with commas. */
                sentiment?: string;
                /** @description Began outside of business hours (`true`) or within them (`false`). */
                after_hours?: boolean;
                /** @description How long a point is: `hour`, `day`, `week`, `month`; by the length of the period if nothing is said. */
                interval?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The series. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Volume"];
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
    transcribe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["TranscriptionOrder"];
            };
        };
        responses: {
            /** @description Its words. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transcription"];
                    "text/plain; charset=utf-8": string;
                    "application/x-subrip": string;
                    "text/vtt": string;
                    "text/event-stream": string;
                };
            };
            /** @description `invalid_parameter`: A parameter is not valid; `malformed_multipart`: The multipart body cannot be read; `interrupted_body`: The body ended early */
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
            /** @description `empty`: The recording is empty; `unreadable_recording`: The recording cannot be heard */
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
    list_audit: {
        parameters: {
            query?: {
                /**
                 * @description `action:member.* crud:u actor.type:person actor.id:… target.type:call target.id:… created:2026-11-01..2026-11-30`, free text in
                 *     quotation marks, `-` before what is not wanted.
                 * @example action:member.* -crud:r
                 */
                q?: string;
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of entries. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
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
    export_audit: {
        parameters: {
            query?: {
                /** @description As for the list; CSV only, as a chain with holes proves nothing. */
                q?: string;
                /** @description `ndjson` (the default): the whole chain, oldest first, with a signed checkpoint at its end. `csv`: latest first. */
                format?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The log. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": unknown;
                    "text/csv": unknown;
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
    ask_for_address: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddressChange"];
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
    confirm_address: {
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
    show_invitation: {
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
            /** @description The link is good. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationShown"];
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
    accept_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Join"];
            };
        };
        responses: {
            /** @description A member now. Sign in. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Joined"];
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
    ask_for_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Ask"];
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
    change_profile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfileChange"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
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
    switch_tenant: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Switch"];
            };
        };
        responses: {
            /** @description Signed in there. */
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
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `invalid_session`: The session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `no_membership`: There is nowhere to sign in; `forbidden`: This is not permitted; `tenant_suspended`: The account is suspended; `address_not_allowed`: Not from this address; `second_factor_required`: A second factor is required; `cross_site`: The request does not come from the page */
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
                /**
                 * @description `inbound`, `outbound`, `internal`, `transit`, `unknown`, or several with commas.
                 * @example inbound
                 */
                direction?: string;
                /**
                 * @description `answered`, `missed`, `no_answer`, `busy`, `failed`, `rejected`, `cancelled`, `abandoned`, `voicemail`, `unknown`, or several with commas.
                 * @example missed,abandoned
                 */
                disposition?: string;
                /**
                 * @description `none`, `queued`, `analyzing`, `analyzed`, `failed`, `withheld`, or several with commas.
                 * @example analyzed
                 */
                analysis_status?: string;
                /**
                 * @description `negative`, `neutral`, `positive`, or several with commas.
                 * @example negative
                 */
                sentiment?: string;
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
                /** @description Name of a speech model that heard one of its recordings. */
                model?: string;
                /** @description Whether one of its recordings was heard by another speech model than would be taken now. */
                stale?: boolean;
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
                /** @description Seconds of waiting, at least, of calls of which they are known. */
                wait_min_s?: number;
                /** @description Seconds of waiting, at most, of calls of which they are known. */
                wait_max_s?: number;
                /** @description Began on these days of the tenant's calendar: `today`, `yesterday`, `7d`, `28d`, `91d`, `mtd`, `last_month`, `ytd`, `12mo`. */
                range?: string;
                /**
                 * @description Began on this day of the tenant's calendar or later.
                 * @example 2026-11-01
                 */
                from_day?: string;
                /** @description Began on this day of the tenant's calendar or earlier. */
                to_day?: string;
                /** @description Began on this day of the week, on the tenant's clocks; 1 is Monday. */
                weekday?: number;
                /** @description Began in this hour of the day, on the tenant's clocks. */
                hour?: number;
                /** @description Began outside of business hours (`true`) or within them (`false`), where `/v1/settings/company` says some. */
                after_hours?: boolean;
                /** @description Whether the caller's number is known. */
                caller_known?: boolean;
                /** @description After which the same caller called in again within so many days. */
                called_again_within_d?: number;
                /** @description After which the same caller did not call in again within so many days. */
                not_called_again_within_d?: number;
                /**
                 * @description What was said: words (all of them), `"phrases"`, `begin*`, `OR`, `-without`. See `GET /v1/search`.
                 * @example refund -invoice
                 */
                q?: string;
                /** @description Of `q`: only what the `agent`, or the `customer`, said. */
                speaker?: string;
                /** @description Carries this tag (name or id), or one of several with commas. */
                tag?: string;
                /** @description Put away (`true`) or not (`false`); both if not given. */
                archived?: boolean;
                /** @description Known at this moment (RFC 3339): what came later is left out. */
                as_of?: string;
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
    change_calls: {
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
            /** @description What became of each. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkAnswer"];
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
    count_calls: {
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
                /**
                 * @description `inbound`, `outbound`, `internal`, `transit`, `unknown`, or several with commas.
                 * @example inbound
                 */
                direction?: string;
                /**
                 * @description `answered`, `missed`, `no_answer`, `busy`, `failed`, `rejected`, `cancelled`, `abandoned`, `voicemail`, `unknown`, or several with commas.
                 * @example missed,abandoned
                 */
                disposition?: string;
                /**
                 * @description `none`, `queued`, `analyzing`, `analyzed`, `failed`, `withheld`, or several with commas.
                 * @example analyzed
                 */
                analysis_status?: string;
                /**
                 * @description `negative`, `neutral`, `positive`, or several with commas.
                 * @example negative
                 */
                sentiment?: string;
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
                /** @description Name of a speech model that heard one of its recordings. */
                model?: string;
                /** @description Whether one of its recordings was heard by another speech model than would be taken now. */
                stale?: boolean;
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
                /** @description Seconds of waiting, at least, of calls of which they are known. */
                wait_min_s?: number;
                /** @description Seconds of waiting, at most, of calls of which they are known. */
                wait_max_s?: number;
                /** @description Began on these days of the tenant's calendar: `today`, `yesterday`, `7d`, `28d`, `91d`, `mtd`, `last_month`, `ytd`, `12mo`. */
                range?: string;
                /**
                 * @description Began on this day of the tenant's calendar or later.
                 * @example 2026-11-01
                 */
                from_day?: string;
                /** @description Began on this day of the tenant's calendar or earlier. */
                to_day?: string;
                /** @description Began on this day of the week, on the tenant's clocks; 1 is Monday. */
                weekday?: number;
                /** @description Began in this hour of the day, on the tenant's clocks. */
                hour?: number;
                /** @description Began outside of business hours (`true`) or within them (`false`), where `/v1/settings/company` says some. */
                after_hours?: boolean;
                /** @description Whether the caller's number is known. */
                caller_known?: boolean;
                /** @description After which the same caller called in again within so many days. */
                called_again_within_d?: number;
                /** @description After which the same caller did not call in again within so many days. */
                not_called_again_within_d?: number;
                /**
                 * @description What was said: words (all of them), `"phrases"`, `begin*`, `OR`, `-without`. See `GET /v1/search`.
                 * @example refund -invoice
                 */
                q?: string;
                /** @description Of `q`: only what the `agent`, or the `customer`, said. */
                speaker?: string;
                /** @description Carries this tag (name or id), or one of several with commas. */
                tag?: string;
                /** @description Put away (`true`) or not (`false`); both if not given. */
                archived?: boolean;
                /** @description Known at this moment (RFC 3339): what came later is left out. */
                as_of?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Their number. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallCount"];
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
                /**
                 * @description `inbound`, `outbound`, `internal`, `transit`, `unknown`, or several with commas.
                 * @example inbound
                 */
                direction?: string;
                /**
                 * @description `answered`, `missed`, `no_answer`, `busy`, `failed`, `rejected`, `cancelled`, `abandoned`, `voicemail`, `unknown`, or several with commas.
                 * @example missed,abandoned
                 */
                disposition?: string;
                /**
                 * @description `none`, `queued`, `analyzing`, `analyzed`, `failed`, `withheld`, or several with commas.
                 * @example analyzed
                 */
                analysis_status?: string;
                /**
                 * @description `negative`, `neutral`, `positive`, or several with commas.
                 * @example negative
                 */
                sentiment?: string;
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
                /** @description Name of a speech model that heard one of its recordings. */
                model?: string;
                /** @description Whether one of its recordings was heard by another speech model than would be taken now. */
                stale?: boolean;
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
                /** @description Seconds of waiting, at least, of calls of which they are known. */
                wait_min_s?: number;
                /** @description Seconds of waiting, at most, of calls of which they are known. */
                wait_max_s?: number;
                /** @description Began on these days of the tenant's calendar: `today`, `yesterday`, `7d`, `28d`, `91d`, `mtd`, `last_month`, `ytd`, `12mo`. */
                range?: string;
                /**
                 * @description Began on this day of the tenant's calendar or later.
                 * @example 2026-11-01
                 */
                from_day?: string;
                /** @description Began on this day of the tenant's calendar or earlier. */
                to_day?: string;
                /** @description Began on this day of the week, on the tenant's clocks; 1 is Monday. */
                weekday?: number;
                /** @description Began in this hour of the day, on the tenant's clocks. */
                hour?: number;
                /** @description Began outside of business hours (`true`) or within them (`false`), where `/v1/settings/company` says some. */
                after_hours?: boolean;
                /** @description Whether the caller's number is known. */
                caller_known?: boolean;
                /** @description After which the same caller called in again within so many days. */
                called_again_within_d?: number;
                /** @description After which the same caller did not call in again within so many days. */
                not_called_again_within_d?: number;
                /**
                 * @description What was said: words (all of them), `"phrases"`, `begin*`, `OR`, `-without`. See `GET /v1/search`.
                 * @example refund -invoice
                 */
                q?: string;
                /** @description Of `q`: only what the `agent`, or the `customer`, said. */
                speaker?: string;
                /** @description Carries this tag (name or id), or one of several with commas. */
                tag?: string;
                /** @description Put away (`true`) or not (`false`); both if not given. */
                archived?: boolean;
                /** @description Known at this moment (RFC 3339): what came later is left out. */
                as_of?: string;
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
                /**
                 * @description `inbound`, `outbound`, `internal`, `transit`, `unknown`, or several with commas.
                 * @example inbound
                 */
                direction?: string;
                /**
                 * @description `answered`, `missed`, `no_answer`, `busy`, `failed`, `rejected`, `cancelled`, `abandoned`, `voicemail`, `unknown`, or several with commas.
                 * @example missed,abandoned
                 */
                disposition?: string;
                /**
                 * @description `none`, `queued`, `analyzing`, `analyzed`, `failed`, `withheld`, or several with commas.
                 * @example analyzed
                 */
                analysis_status?: string;
                /**
                 * @description `negative`, `neutral`, `positive`, or several with commas.
                 * @example negative
                 */
                sentiment?: string;
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
                /** @description Name of a speech model that heard one of its recordings. */
                model?: string;
                /** @description Whether one of its recordings was heard by another speech model than would be taken now. */
                stale?: boolean;
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
                /** @description Seconds of waiting, at least, of calls of which they are known. */
                wait_min_s?: number;
                /** @description Seconds of waiting, at most, of calls of which they are known. */
                wait_max_s?: number;
                /** @description Began on these days of the tenant's calendar: `today`, `yesterday`, `7d`, `28d`, `91d`, `mtd`, `last_month`, `ytd`, `12mo`. */
                range?: string;
                /**
                 * @description Began on this day of the tenant's calendar or later.
                 * @example 2026-11-01
                 */
                from_day?: string;
                /** @description Began on this day of the tenant's calendar or earlier. */
                to_day?: string;
                /** @description Began on this day of the week, on the tenant's clocks; 1 is Monday. */
                weekday?: number;
                /** @description Began in this hour of the day, on the tenant's clocks. */
                hour?: number;
                /** @description Began outside of business hours (`true`) or within them (`false`), where `/v1/settings/company` says some. */
                after_hours?: boolean;
                /** @description Whether the caller's number is known. */
                caller_known?: boolean;
                /** @description After which the same caller called in again within so many days. */
                called_again_within_d?: number;
                /** @description After which the same caller did not call in again within so many days. */
                not_called_again_within_d?: number;
                /**
                 * @description What was said: words (all of them), `"phrases"`, `begin*`, `OR`, `-without`. See `GET /v1/search`.
                 * @example refund -invoice
                 */
                q?: string;
                /** @description Of `q`: only what the `agent`, or the `customer`, said. */
                speaker?: string;
                /** @description Carries this tag (name or id), or one of several with commas. */
                tag?: string;
                /** @description Put away (`true`) or not (`false`); both if not given. */
                archived?: boolean;
                /** @description Known at this moment (RFC 3339): what came later is left out. */
                as_of?: string;
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
    change_call: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The call's id. */
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
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallSummary"];
                };
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
    list_notes: {
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
            /** @description All notes of the call. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoteList"];
                };
            };
            /** @description It is part of another call now. */
            308: {
                headers: {
                    /** @description That call's notes. */
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
    create_note: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The call's id. */
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
            /** @description Written. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Note"];
                };
            };
            /** @description It is part of another call now. */
            308: {
                headers: {
                    /** @description That call's notes. */
                    Location?: string;
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
    delete_note: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The call's id. */
                id: string;
                /** @description The note's id. */
                note_id: string;
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
            /** @description It is part of another call now. */
            308: {
                headers: {
                    /** @description That call's notes. */
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
    change_note: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The call's id. */
                id: string;
                /** @description The note's id. */
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
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Note"];
                };
            };
            /** @description It is part of another call now. */
            308: {
                headers: {
                    /** @description That call's notes. */
                    Location?: string;
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
    get_peaks: {
        parameters: {
            query?: {
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
            /** @description The waveform. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordingPeaks"];
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
            /** @description `not_found`: There is no such thing; `no_recording`: There is no recording */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `undecodable`: The recording cannot be decoded */
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
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ReanalysisManner"] | null;
            };
        };
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
    get_recording: {
        parameters: {
            query?: {
                /** @description Id of the leg; the first person's with a recording if not given. */
                leg?: string;
                /** @description `wav`: decoded, for players that know nothing of GSM, G.722 or bytes without a header. */
                form?: string;
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
            /** @description `undecodable`: The recording cannot be decoded */
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
    head_recording: {
        parameters: {
            query?: {
                /** @description Id of the leg; the first person's with a recording if not given. */
                leg?: string;
                /** @description `wav`: decoded, for players that know nothing of GSM, G.722 or bytes without a header. */
                form?: string;
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
            /** @description `undecodable`: The recording cannot be decoded */
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
    list_shares: {
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
            /** @description All links of the call. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShareList"];
                };
            };
            /** @description It is part of another call now. */
            308: {
                headers: {
                    /** @description That call's links. */
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
    create_share: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The call's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewShare"];
            };
        };
        responses: {
            /** @description Made; `link` is shown this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Share"];
                };
            };
            /** @description It is part of another call now. */
            308: {
                headers: {
                    /** @description That call's links. */
                    Location?: string;
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
    revoke_share: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The call's id. */
                id: string;
                /** @description The link's id. */
                share_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Good no more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is part of another call now. */
            308: {
                headers: {
                    /** @description That call's links. */
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
    list_share_views: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The call's id. */
                id: string;
                /** @description The link's id. */
                share_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description When, from where and with what. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShareViewList"];
                };
            };
            /** @description It is part of another call now. */
            308: {
                headers: {
                    /** @description That call's links. */
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
    swap_speakers: {
        parameters: {
            query?: {
                /** @description Id of the leg; all that are analysed if not given. */
                leg?: string;
            };
            header?: never;
            path: {
                /** @description The call's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["SpeakersOrder"] | null;
            };
        };
        responses: {
            /** @description Changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpeakersChanged"];
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
            /** @description `not_found`: There is no such thing; `no_transcript`: There is no transcript */
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
                format?: "json" | "txt" | "srt" | "vtt" | "tca" | "contact_lens" | "vcon";
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
                    "application/vcon+json": unknown;
                    "application/vnd.audiapro.call-analytics+json": unknown;
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
    import_transcript: {
        parameters: {
            query?: {
                /** @description Id of the leg; the only one, or the first person's, if not given. */
                leg?: string;
            };
            header?: never;
            path: {
                /** @description The call's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": unknown;
            };
        };
        responses: {
            /** @description It is the call's transcript now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TranscriptImported"];
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
            /** @description `invalid_record`: No record could be taken */
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
    put_recording: {
        parameters: {
            query?: {
                /**
                 * @description `sln` (16-bit signed, little-endian), `ulaw` or `alaw`, which need `rate`; `gsm` (33 bytes a frame), `wav49` (65 bytes for two), `g722`;
                 *     `g729` only where the operator allows an external decoder.
                 * @example sln
                 */
                format?: string;
                /**
                 * @description Samples a second. Codecs with one rate need none.
                 * @example 8000
                 */
                rate?: number;
                /** @description Channels; 1 if not given. */
                channels?: number;
                /**
                 * @description What is spoken: ISO 639-1, or `auto` to find out. Else as the record's `custom.language`, the settings or the server say.
                 * @example es
                 */
                language?: string;
                /**
                 * @description Name of the speech model that shall hear it, as GET /v1/models lists it.
                 * @example base-q8_0
                 */
                model?: string;
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
    list_guides: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All guides. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GuideList"];
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
    get_guide: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The system, as `GET /v1/guides` names it.
                 * @example freeswitch
                 */
                system: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The guide. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/markdown": string;
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
    intake: {
        parameters: {
            query?: never;
            header?: {
                /** @description `respond-async`: a stream, acknowledged as it goes. */
                Prefer?: string | null;
            };
            path: {
                /** @description The source's id, or with a key its name. */
                source_instance: string;
            };
            cookie?: never;
        };
        /** @description As the system writes it; any media type. */
        requestBody: {
            content: {
                "application/octet-stream": number[];
            };
        };
        responses: {
            /** @description Kept. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntakeReceipt"];
                    /** @example {"through":500} */
                    "application/x-ndjson": string;
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
            /** @description `missing_key`: No API key was given; `invalid_key`: The API key is not valid; `bad_signature`: The source did not prove that it is the one; `invalid_session`: The session has ended */
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
    list_models: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The models. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Models"];
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
    list_notifications: {
        parameters: {
            query?: {
                /** @description Only those that were not read. */
                unread?: boolean;
                /** @description `next` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationPage"];
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
    read_notifications: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Noted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationsRead"];
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
    read_notification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The notification's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Noted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationsRead"];
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
    list_quarantine: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description Entries on a page; the server has an upper bound. */
                limit?: number;
                source_instance?: string;
                /** @description Why, as `bad_timestamp`. */
                code?: string;
                /** @description Received at this moment or later (RFC 3339). */
                from?: string;
                /** @description Received before this moment (RFC 3339). */
                before?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuarantinePage"];
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
    discard_quarantine: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuarantineFilter"];
            };
        };
        responses: {
            /** @description How many. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuarantineTally"];
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
    replay_quarantine: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuarantineFilter"];
            };
        };
        responses: {
            /** @description What came of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuarantineTally"];
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
    get_quarantined: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The entry's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entry. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuarantinedDetail"];
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
    download_quarantined: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The entry's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
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
    discard_quarantined: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The entry's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Dropped. */
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
    replay_quarantined: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The entry's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What came of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayReceipt"];
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
                 * @description `sln` (16-bit signed, little-endian), `ulaw` or `alaw`, which need `rate`; `gsm` (33 bytes a frame), `wav49` (65 bytes for two), `g722`;
                 *     `g729` only where the operator allows an external decoder.
                 * @example sln
                 */
                format?: string;
                /**
                 * @description Samples a second. Codecs with one rate need none.
                 * @example 8000
                 */
                rate?: number;
                /** @description Channels; 1 if not given. */
                channels?: number;
                /**
                 * @description What is spoken: ISO 639-1, or `auto` to find out. Else as the record's `custom.language`, the settings or the server say.
                 * @example es
                 */
                language?: string;
                /**
                 * @description Name of the speech model that shall hear it, as GET /v1/models lists it.
                 * @example base-q8_0
                 */
                model?: string;
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
    search_calls: {
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
                /**
                 * @description `inbound`, `outbound`, `internal`, `transit`, `unknown`, or several with commas.
                 * @example inbound
                 */
                direction?: string;
                /**
                 * @description `answered`, `missed`, `no_answer`, `busy`, `failed`, `rejected`, `cancelled`, `abandoned`, `voicemail`, `unknown`, or several with commas.
                 * @example missed,abandoned
                 */
                disposition?: string;
                /**
                 * @description `none`, `queued`, `analyzing`, `analyzed`, `failed`, `withheld`, or several with commas.
                 * @example analyzed
                 */
                analysis_status?: string;
                /**
                 * @description `negative`, `neutral`, `positive`, or several with commas.
                 * @example negative
                 */
                sentiment?: string;
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
                /** @description Name of a speech model that heard one of its recordings. */
                model?: string;
                /** @description Whether one of its recordings was heard by another speech model than would be taken now. */
                stale?: boolean;
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
                /** @description Seconds of waiting, at least, of calls of which they are known. */
                wait_min_s?: number;
                /** @description Seconds of waiting, at most, of calls of which they are known. */
                wait_max_s?: number;
                /** @description Began on these days of the tenant's calendar: `today`, `yesterday`, `7d`, `28d`, `91d`, `mtd`, `last_month`, `ytd`, `12mo`. */
                range?: string;
                /**
                 * @description Began on this day of the tenant's calendar or later.
                 * @example 2026-11-01
                 */
                from_day?: string;
                /** @description Began on this day of the tenant's calendar or earlier. */
                to_day?: string;
                /** @description Began on this day of the week, on the tenant's clocks; 1 is Monday. */
                weekday?: number;
                /** @description Began in this hour of the day, on the tenant's clocks. */
                hour?: number;
                /** @description Began outside of business hours (`true`) or within them (`false`), where `/v1/settings/company` says some. */
                after_hours?: boolean;
                /** @description Whether the caller's number is known. */
                caller_known?: boolean;
                /** @description After which the same caller called in again within so many days. */
                called_again_within_d?: number;
                /** @description After which the same caller did not call in again within so many days. */
                not_called_again_within_d?: number;
                /**
                 * @description What was said: words (all of them), `"phrases"`, `begin*`, `OR`, `-without`. See `GET /v1/search`.
                 * @example refund -invoice
                 */
                q?: string;
                /** @description Of `q`: only what the `agent`, or the `customer`, said. */
                speaker?: string;
                /** @description Carries this tag (name or id), or one of several with commas. */
                tag?: string;
                /** @description Put away (`true`) or not (`false`); both if not given. */
                archived?: boolean;
                /** @description Known at this moment (RFC 3339): what came later is left out. */
                as_of?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of calls with the places. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchPage"];
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
    get_company: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The company. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Company"];
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
    change_company: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CompanyChange"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Company"];
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
    get_speech_settings: {
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
                    "application/json": components["schemas"]["SpeechSettings"];
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
    change_speech_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SpeechSettingsOrder"];
            };
        };
        responses: {
            /** @description As they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpeechSettings"];
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
    open_share: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenShare"];
            };
        };
        responses: {
            /** @description What it shows. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharedCall"];
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
            /** @description `share_password`: The link has a password */
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
    hear_share: {
        parameters: {
            query: {
                /** @description The word that the page was given when it was opened. */
                page: string;
            };
            header?: {
                /** @description `bytes=first-last`, one range. */
                Range?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sound. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": number[];
                };
            };
            /** @description The range. */
            206: {
                headers: {
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": number[];
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
            /** @description `no_recording`: There is no recording */
            404: {
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
            /** @description `range_not_satisfiable`: The range lies outside the recording */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `undecodable`: The recording cannot be decoded */
            422: {
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
    list_sources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All sources. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceList"];
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
    create_source: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SourceBody"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewSource"];
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
    recognize_source: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SourceSample"];
            };
        };
        responses: {
            /** @description What it seems to be. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recognized"];
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
            /** @description `unrecognized_record`: Nobody knows this form */
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
    get_source: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The source's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The source. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
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
    delete_source: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The source's id. */
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
    change_source: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The source's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SourceChange"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
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
    get_source_guide: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The source's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The guide. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/markdown": string;
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
    get_source_health: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The source's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How it is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceHealth"];
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
    rotate_source: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The source's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SourceRotation"];
            };
        };
        responses: {
            /** @description With the new secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewSource"];
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
    get_source_sample: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The source's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Both, and the differences. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SampleCheck"];
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
    keep_source_sample: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The source's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeptSampleBody"];
            };
        };
        responses: {
            /** @description As it is kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SampleCheck"];
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
            /** @description `unrecognized_record`: Nobody knows this form */
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
    forget_source_sample: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The source's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Forgotten. */
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
    check_source_sample: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The source's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SampleCheckBody"];
            };
        };
        responses: {
            /** @description Both, and the differences. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SampleCheck"];
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
    test_source: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The source's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Kept. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceTest"];
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
    list_tags: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All tags. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TagList"];
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
    create_tag: {
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
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tag"];
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
    delete_tag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tag's id. */
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
    change_tag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tag's id. */
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
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tag"];
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
    list_invitations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All that wait. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationList"];
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
    create_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewInvitation"];
            };
        };
        responses: {
            /** @description Invited. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
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
    create_invitations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Many"];
            };
        };
        responses: {
            /** @description What came of each. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outcomes"];
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
    revoke_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The invitation's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked. */
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
    renew_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The invitation's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description On its way again. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
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
    list_views: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All views that you may open. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedViewList"];
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
    create_view: {
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
            /** @description Kept. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"];
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
    delete_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The view's id. */
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
    change_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The view's id. */
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
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"];
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
    correct_turn: {
        parameters: {
            query?: {
                leg?: string;
            };
            header?: never;
            path: {
                id: string;
                n: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TurnChange"];
            };
        };
        responses: {
            /** @description x */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangedTurn"];
                };
            };
        };
    };
    list_corrections: {
        parameters: {
            query?: {
                leg?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description x */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Corrections"];
                };
            };
        };
    };
    list_platform_models: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description x */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlatformModels"];
                };
            };
        };
    };
    choose_tenant_model: {
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
                "application/json": components["schemas"]["SpeechOrder"];
            };
        };
        responses: {
            /** @description x */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpeechChoice"];
                };
            };
        };
    };
}
