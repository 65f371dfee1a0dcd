//! The tables as diesel sees them. A test compares this file with a migrated database, name by name and type by type.

diesel::table! {
    analyses (tenant_id, leg_id) {
        tenant_id -> Uuid,
        leg_id -> Uuid,
        call_id -> Uuid,
        duration_ms -> Int8,
        channels -> Int4,
        language -> Text,
        language_confidence -> Float8,
        models -> Jsonb,
        sentiment -> Jsonb,
        characteristics -> Jsonb,
        quality -> Jsonb,
        timings -> Jsonb,
        customer_scored -> Int4,
        customer_score_sum -> Float8,
        analyzed_at -> Timestamptz,
        corrected_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    analysis_control (one) {
        one -> Bool,
        ingest_only -> Bool,
        reason -> Text,
        changed_by -> Text,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    analysis_nodes (node) {
        node -> Text,
        workers -> Int4,
        real_time_factor -> Nullable<Float8>,
        seen_at -> Timestamptz,
    }
}

diesel::table! {
    analysis_queue (tenant_id, leg_id) {
        tenant_id -> Uuid,
        leg_id -> Uuid,
        call_id -> Uuid,
        lane -> Text,
        state -> Text,
        cost_s -> Float8,
        attempts -> Int4,
        not_before -> Timestamptz,
        lease -> Nullable<Uuid>,
        lease_until -> Nullable<Timestamptz>,
        node -> Nullable<Text>,
        enqueued_at -> Timestamptz,
        last_error_code -> Nullable<Text>,
        last_error_detail -> Nullable<Text>,
        reanalysis -> Bool,
        claimed_at -> Nullable<Timestamptz>,
        traceparent -> Nullable<Text>,
    }
}

diesel::table! {
    analysis_usage (tenant_id, period_start) {
        tenant_id -> Uuid,
        period_start -> Timestamptz,
        audio_seconds -> Float8,
        compute_seconds -> Float8,
    }
}

diesel::table! {
    api_keys (id) {
        id -> Uuid,
        tenant_id -> Uuid,
        name -> Text,
        prefix -> Text,
        hash -> Bytea,
        created_at -> Timestamptz,
        expires_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
        last_used_at -> Nullable<Timestamptz>,
        scopes -> Array<Text>,
        addresses -> Array<Text>,
        requests_per_minute -> Nullable<Int4>,
        created_by -> Text,
        manner -> Text,
        login -> Nullable<Text>,
        sealed -> Nullable<Bytea>,
    }
}

diesel::table! {
    api_key_usage (key_id, day) {
        tenant_id -> Uuid,
        key_id -> Uuid,
        day -> Timestamptz,
        requests -> Int8,
        refused -> Int8,
        limited -> Int8,
        failed -> Int8,
    }
}

diesel::table! {
    audit (tenant_id, n, at) {
        tenant_id -> Uuid,
        n -> Int8,
        at -> Timestamptz,
        commitment -> Bytea,
        prev -> Bytea,
        hash -> Bytea,
    }
}

diesel::table! {
    audit_checkpoints (tenant_id, n) {
        tenant_id -> Uuid,
        n -> Int8,
        hash -> Bytea,
        at -> Timestamptz,
        key -> Text,
        signature -> Text,
    }
}

diesel::table! {
    audit_details (tenant_id, n) {
        tenant_id -> Uuid,
        n -> Int8,
        salt -> Bytea,
        actor -> Text,
        action -> Text,
        subject -> Text,
        before -> Nullable<Jsonb>,
        after -> Nullable<Jsonb>,
    }
}

diesel::table! {
    audit_heads (tenant_id) {
        tenant_id -> Uuid,
        n -> Int8,
        hash -> Bytea,
    }
}

diesel::table! {
    call_agents (tenant_id, agent, call_id) {
        tenant_id -> Uuid,
        agent -> Text,
        call_id -> Uuid,
    }
}

diesel::table! {
    call_stats (tenant_id, bucket, source_instance, direction, disposition) {
        tenant_id -> Uuid,
        bucket -> Timestamptz,
        source_instance -> Text,
        direction -> Text,
        disposition -> Text,
        calls -> Int8,
        answered -> Int8,
        talk_s -> Int8,
        wait_s -> Int8,
        analyzed -> Int8,
        sentiment_negative -> Int8,
        sentiment_neutral -> Int8,
        sentiment_positive -> Int8,
        sentiment_sum -> Float8,
        waits -> Int8,
        waited_within -> Array<Int8>,
        recorded -> Int8,
        waited_short -> Int8,
    }
}

diesel::table! {
    call_stats_days (tenant_id, day, source_instance, direction, disposition) {
        tenant_id -> Uuid,
        day -> Timestamptz,
        source_instance -> Text,
        direction -> Text,
        disposition -> Text,
        calls -> Int8,
        answered -> Int8,
        talk_s -> Int8,
        wait_s -> Int8,
        analyzed -> Int8,
        sentiment_negative -> Int8,
        sentiment_neutral -> Int8,
        sentiment_positive -> Int8,
        sentiment_sum -> Float8,
        waits -> Int8,
        waited_within -> Array<Int8>,
        recorded -> Int8,
        waited_short -> Int8,
    }
}

diesel::table! {
    calls (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        source_instance -> Text,
        key -> Text,
        source -> Text,
        direction -> Text,
        from_number -> Nullable<Text>,
        to_number -> Nullable<Text>,
        agent -> Nullable<Text>,
        queue -> Nullable<Text>,
        started_at -> Timestamptz,
        answered_at -> Nullable<Timestamptz>,
        ended_at -> Nullable<Timestamptz>,
        wait_s -> Nullable<Int4>,
        talk_s -> Int4,
        disposition -> Text,
        agents -> Array<Text>,
        custom -> Jsonb,
        legs -> Int4,
        recordings -> Int4,
        analysis_status -> Text,
        charged_period -> Nullable<Timestamptz>,
        charge_kind -> Text,
        sentiment_label -> Nullable<Text>,
        sentiment_score -> Nullable<Float8>,
        moved_to -> Nullable<Uuid>,
        demo -> Bool,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        archived_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    commands (id) {
        id -> Int8,
        tenant_id -> Uuid,
        kind -> Text,
        payload -> Jsonb,
        created_at -> Timestamptz,
        taken_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    company_profiles (tenant_id) {
        tenant_id -> Uuid,
        address -> Text,
        website -> Text,
        contact_name -> Text,
        contact_email -> Text,
        contact_phone -> Text,
        hours -> Nullable<Jsonb>,
    }
}

diesel::table! {
    contacts (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        number -> Text,
        sealed -> Bytea,
        vip -> Bool,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    custom_fields (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        name -> Text,
        label -> Text,
        kind -> Text,
        key -> Text,
        choices -> Array<Text>,
        born -> Int8,
        filled_at -> Nullable<Timestamptz>,
        deleted_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    dead_letters (tenant_id, leg_id) {
        tenant_id -> Uuid,
        leg_id -> Uuid,
        call_id -> Uuid,
        code -> Text,
        detail -> Text,
        attempts -> Int4,
        at -> Timestamptz,
        lane -> Text,
        cost_s -> Float8,
        reanalysis -> Bool,
    }
}

diesel::table! {
    directory (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        extension -> Text,
        name -> Text,
        person_id -> Nullable<Uuid>,
        valid_from -> Nullable<Timestamptz>,
        valid_until -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        source_instance -> Nullable<Text>,
    }
}

diesel::table! {
    hearing_settings (tenant_id) {
        tenant_id -> Uuid,
        language -> Nullable<Text>,
        model -> Nullable<Text>,
        vocabulary -> Array<Text>,
        updated_at -> Timestamptz,
        channels -> Array<Text>,
        thresholds -> Nullable<Jsonb>,
    }
}

diesel::table! {
    idempotency_keys (tenant_id, key) {
        tenant_id -> Uuid,
        key -> Text,
        holder -> Uuid,
        held_until -> Timestamptz,
        body_sha256 -> Nullable<Bytea>,
        answer -> Nullable<Jsonb>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    imports (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        source_instance -> Text,
        kind -> Text,
        name -> Text,
        total -> Int8,
        through -> Int8,
        context -> Text,
        counts -> Jsonb,
        actor -> Text,
        begun_at -> Timestamptz,
        moved_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    installation (one) {
        one -> Bool,
        created_at -> Timestamptz,
        master_key_id -> Text,
        master_key_check -> Bytea,
        received_partitions -> Nullable<Int4>,
        kafka_cluster -> Nullable<Text>,
    }
}

diesel::table! {
    jobs (id) {
        id -> Uuid,
        tenant_id -> Nullable<Uuid>,
        kind -> Text,
        unique_key -> Nullable<Text>,
        payload -> Jsonb,
        state -> Text,
        run_at -> Timestamptz,
        attempts -> Int4,
        attempts_max -> Int4,
        lease -> Nullable<Uuid>,
        lease_until -> Nullable<Timestamptz>,
        node -> Nullable<Text>,
        cancel_asked -> Bool,
        progress -> Nullable<Jsonb>,
        result -> Nullable<Jsonb>,
        last_error -> Nullable<Text>,
        created_at -> Timestamptz,
        started_at -> Nullable<Timestamptz>,
        finished_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    ledger_partitions (partition) {
        partition -> Int4,
        next_offset -> Int8,
        owner_epoch -> Int8,
        topic_id -> Nullable<Text>,
    }
}

diesel::table! {
    leg_fields (tenant_id, leg_id, field_id) {
        tenant_id -> Uuid,
        leg_id -> Uuid,
        field_id -> Uuid,
        call_id -> Uuid,
        text -> Nullable<Text>,
        number -> Nullable<Float8>,
    }
}

diesel::table! {
    legs (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        call_id -> Uuid,
        source_instance -> Text,
        external_id -> Text,
        linked_id -> Nullable<Text>,
        source -> Text,
        direction -> Text,
        from_number -> Nullable<Text>,
        to_number -> Nullable<Text>,
        agent -> Nullable<Text>,
        queue -> Nullable<Text>,
        started_at -> Timestamptz,
        answered_at -> Nullable<Timestamptz>,
        ended_at -> Nullable<Timestamptz>,
        wait_s -> Nullable<Int4>,
        talk_s -> Int4,
        disposition -> Text,
        hangup_cause -> Nullable<Text>,
        recording_ref -> Nullable<Text>,
        recording_url -> Nullable<Text>,
        custom -> Jsonb,
        digest -> Bytea,
        analysis_wanted -> Bool,
        analysis_status -> Text,
        analysis_error_code -> Nullable<Text>,
        analysis_error_detail -> Nullable<Text>,
        received_at -> Timestamptz,
        arrival -> Int8,
        revision -> Int8,
        recording_name -> Nullable<Text>,
    }
}

diesel::table! {
    observation_groups (tenant_id, source_instance, group_key) {
        tenant_id -> Uuid,
        source_instance -> Text,
        group_key -> Text,
        revision -> Int8,
        settled -> Int8,
        touched_at -> Timestamptz,
    }
}

diesel::table! {
    observations (tenant_id, source_instance, group_key, id) {
        tenant_id -> Uuid,
        source_instance -> Text,
        group_key -> Text,
        id -> Text,
        arrival -> Int8,
        sealed -> Bytea,
    }
}

diesel::table! {
    outbox (tenant_id, seq_from, created_at) {
        tenant_id -> Uuid,
        seq_from -> Int8,
        seq_to -> Int8,
        created_at -> Timestamptz,
        events -> Jsonb,
    }
}

diesel::table! {
    plans (id) {
        id -> Text,
        name -> Text,
        price_cents -> Int4,
        calls_limit -> Nullable<Int8>,
        trial_days -> Nullable<Int4>,
        queue_weight -> Float8,
        concurrent_max -> Int4,
    }
}

diesel::table! {
    quarantine (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        source_instance -> Text,
        received_at -> Timestamptz,
        code -> Text,
        detail -> Text,
        sealed -> Bytea,
        format -> Text,
        place -> Text,
        notices -> Jsonb,
        bytes -> Int8,
    }
}

diesel::table! {
    queue_lanes (lane) {
        lane -> Text,
        virtual_time -> Float8,
        credit_s -> Float8,
        share_min -> Float8,
    }
}

diesel::table! {
    queue_shares (tenant_id, lane) {
        tenant_id -> Uuid,
        lane -> Text,
        tag -> Float8,
    }
}

diesel::table! {
    expected_recordings (tenant_id, leg_id) {
        tenant_id -> Uuid,
        leg_id -> Uuid,
        source_instance -> Text,
        external_id -> Text,
        reference -> Nullable<Text>,
        state -> Text,
        run_at -> Timestamptz,
        attempts -> Int4,
        lease -> Nullable<Uuid>,
        lease_until -> Nullable<Timestamptz>,
        node -> Nullable<Text>,
        error_code -> Nullable<Text>,
        error_detail -> Nullable<Text>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    loose_recordings (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        source_instance -> Text,
        name -> Text,
        sha256 -> Bytea,
        bytes -> Int8,
        media_type -> Nullable<Text>,
        duration_ms -> Nullable<Int8>,
        channels -> Nullable<Int4>,
        external_id -> Nullable<Text>,
        started_at -> Nullable<Timestamptz>,
        from_number -> Nullable<Text>,
        to_number -> Nullable<Text>,
        received_at -> Timestamptz,
        tries -> Int4,
        next_try_at -> Nullable<Timestamptz>,
        note -> Nullable<Text>,
        sought_name -> Nullable<Text>,
        sought_id -> Nullable<Text>,
        sought_from -> Nullable<Timestamptz>,
        sought_until -> Nullable<Timestamptz>,
        sought_parties -> Array<Text>,
    }
}

diesel::table! {
    recording_blobs (tenant_id, sha256) {
        tenant_id -> Uuid,
        sha256 -> Bytea,
        bytes -> Int8,
        store_key -> Text,
        sealed_bytes -> Int8,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    recordings (tenant_id, leg_id) {
        tenant_id -> Uuid,
        leg_id -> Uuid,
        source_instance -> Text,
        external_id -> Text,
        sha256 -> Bytea,
        bytes -> Int8,
        media_type -> Nullable<Text>,
        declared_format -> Nullable<Text>,
        declared_rate -> Nullable<Int4>,
        declared_channels -> Nullable<Int4>,
        duration_ms -> Nullable<Int8>,
        channels -> Nullable<Int4>,
        received_at -> Timestamptz,
        roles -> Nullable<Array<Text>>,
        language -> Nullable<Text>,
        model -> Nullable<Text>,
    }
}

diesel::table! {
    schedules (name) {
        name -> Text,
        every_s -> Int4,
        next_at -> Timestamptz,
        last_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    source_files (tenant_id, source_instance, id) {
        tenant_id -> Uuid,
        source_instance -> Text,
        id -> Uuid,
        name -> Text,
        device -> Int8,
        inode -> Int8,
        bytes -> Int8,
        modified_ns -> Int8,
        position -> Int8,
        context -> Text,
        head -> Text,
        tail -> Text,
        done -> Bool,
        seen_at -> Timestamptz,
        taken_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    source_folders (tenant_id, source_instance) {
        tenant_id -> Uuid,
        source_instance -> Text,
        folder -> Text,
        kind -> Text,
        names -> Text,
        after -> Text,
        interval_s -> Int4,
        rest_s -> Int4,
        begun_at -> Nullable<Timestamptz>,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    source_hours (tenant_id, source_instance, hour) {
        tenant_id -> Uuid,
        source_instance -> Text,
        hour -> Timestamptz,
        legs -> Int8,
        held -> Int8,
        repeated -> Int8,
        ignored -> Int8,
        quarantined -> Int8,
        refused -> Int8,
        last_at -> Nullable<Timestamptz>,
        last_error_at -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
        zone_off_min -> Nullable<Int4>,
    }
}

diesel::table! {
    source_instances (tenant_id, name) {
        tenant_id -> Uuid,
        name -> Text,
        label -> Text,
        format -> Text,
        created_at -> Timestamptz,
        id -> Uuid,
        configured -> Bool,
        settings -> Jsonb,
        secrets -> Array<Text>,
        sealed -> Nullable<Bytea>,
        version -> Int4,
        enabled -> Bool,
        deleted_at -> Nullable<Timestamptz>,
        updated_at -> Timestamptz,
        tcp_port -> Nullable<Int4>,
        tcp_allow -> Array<Text>,
        recordings -> Nullable<Jsonb>,
        recordings_secret -> Nullable<Text>,
        recordings_sealed -> Nullable<Bytea>,
        silent_since -> Nullable<Timestamptz>,
        connection -> Nullable<Jsonb>,
        connection_sealed -> Nullable<Bytea>,
    }
}

diesel::table! {
    source_leases (tenant_id, source_instance, kind) {
        tenant_id -> Uuid,
        source_instance -> Text,
        kind -> Text,
        epoch -> Int8,
        holder -> Nullable<Text>,
        until -> Nullable<Timestamptz>,
        position -> Nullable<Jsonb>,
        state -> Text,
        state_at -> Timestamptz,
        error_code -> Nullable<Text>,
        error_detail -> Nullable<Text>,
        error_at -> Nullable<Timestamptz>,
        alarmed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    source_lines (tenant_id, source_instance) {
        tenant_id -> Uuid,
        source_instance -> Text,
        lines -> Bytea,
    }
}

diesel::table! {
    source_samples (tenant_id, source_instance) {
        tenant_id -> Uuid,
        source_instance -> Text,
        version -> Int4,
        sealed -> Bytea,
        kept_at -> Timestamptz,
    }
}

diesel::table! {
    relay_cursors (tenant_id) {
        tenant_id -> Uuid,
        next_seq -> Int8,
    }
}

diesel::table! {
    streams (tenant_id) {
        tenant_id -> Uuid,
        next_seq -> Int8,
        oldest_seq -> Int8,
    }
}

diesel::table! {
    tallies (tenant_id) {
        tenant_id -> Uuid,
        received -> Int8,
        fate_new -> Int8,
        fate_merged -> Int8,
        fate_duplicate -> Int8,
        fate_conflict -> Int8,
        fate_held -> Int8,
        fate_ignored -> Int8,
        fate_quarantined -> Int8,
        fate_refused -> Int8,
        legs -> Int8,
        recordings -> Int8,
        calls -> Int8,
        checked_at -> Nullable<Timestamptz>,
        amiss_since -> Nullable<Timestamptz>,
        amiss -> Nullable<Text>,
    }
}

diesel::table! {
    tenant_keys (tenant_id) {
        tenant_id -> Uuid,
        master_key_id -> Text,
        wrapped -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    tenants (id) {
        id -> Uuid,
        name -> Text,
        plan_id -> Text,
        status -> Text,
        zone -> Text,
        policy -> Text,
        limit_kind -> Text,
        calls_limit -> Nullable<Int8>,
        anchored_at -> Timestamptz,
        version -> Int8,
        created_at -> Timestamptz,
        queue_weight -> Nullable<Float8>,
        concurrent_max -> Nullable<Int4>,
        subdomain -> Nullable<Text>,
        status_reason -> Text,
        status_changed_at -> Nullable<Timestamptz>,
        erase_after -> Nullable<Timestamptz>,
        erasing_at -> Nullable<Timestamptz>,
        requests_per_minute -> Nullable<Int4>,
    }
}

diesel::table! {
    tombstones (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        charged_period -> Nullable<Timestamptz>,
        charge_kind -> Text,
        erased_at -> Timestamptz,
    }
}

diesel::table! {
    trace (tenant_id, call_id, at, n) {
        tenant_id -> Uuid,
        call_id -> Uuid,
        leg_id -> Nullable<Uuid>,
        at -> Timestamptz,
        n -> Int8,
        stage -> Text,
        attempt -> Nullable<Int4>,
        latency_ms -> Nullable<Int8>,
        reason -> Nullable<Text>,
        detail -> Jsonb,
    }
}

diesel::table! {
    transcripts (tenant_id, leg_id) {
        tenant_id -> Uuid,
        leg_id -> Uuid,
        sealed -> Bytea,
        words -> Int4,
    }
}

diesel::table! {
    usage (tenant_id, period_start) {
        tenant_id -> Uuid,
        period_start -> Timestamptz,
        period_end -> Timestamptz,
        included -> Int8,
        overage -> Int8,
        withheld -> Int8,
        threshold_80 -> Bool,
        threshold_100 -> Bool,
    }
}

diesel::table! {
    group_members (tenant_id, group_id, person_id) {
        tenant_id -> Uuid,
        group_id -> Uuid,
        person_id -> Uuid,
    }
}

diesel::table! {
    groups (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        name -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    invitations (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        hash -> Bytea,
        email -> Nullable<Text>,
        email_key -> Nullable<Text>,
        role -> Text,
        role_id -> Nullable<Uuid>,
        row_scope -> Text,
        agents -> Array<Text>,
        invited_by -> Text,
        uses -> Int4,
        uses_max -> Nullable<Int4>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    memberships (tenant_id, person_id) {
        tenant_id -> Uuid,
        person_id -> Uuid,
        role -> Text,
        role_id -> Nullable<Uuid>,
        row_scope -> Text,
        agents -> Array<Text>,
        status -> Text,
        created_at -> Timestamptz,
        last_seen_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    persons (id) {
        id -> Uuid,
        email -> Text,
        email_key -> Text,
        name -> Text,
        email_verified_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    roles (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        name -> Text,
        permissions -> Array<Text>,
        row_scope -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    security_settings (tenant_id) {
        tenant_id -> Uuid,
        session_idle_s -> Int4,
        session_absolute_s -> Int4,
        second_factor_required -> Bool,
        addresses -> Array<Text>,
        support_until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    session_tokens (hash) {
        hash -> Bytea,
        tenant_id -> Uuid,
        session_id -> Uuid,
        kind -> Text,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    sessions (id) {
        id -> Uuid,
        tenant_id -> Uuid,
        person_id -> Uuid,
        kind -> Text,
        user_agent -> Text,
        address -> Text,
        second_factor -> Bool,
        idle_s -> Int4,
        created_at -> Timestamptz,
        last_seen_at -> Timestamptz,
        expires_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        ended_why -> Nullable<Text>,
        staff_id -> Nullable<Uuid>,
        staff_name -> Nullable<Text>,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    credentials (person_id) {
        person_id -> Uuid,
        password_hash -> Text,
        previous -> Array<Text>,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    mails (id) {
        id -> Uuid,
        tenant_id -> Nullable<Uuid>,
        person_id -> Nullable<Uuid>,
        kind -> Text,
        recipient -> Text,
        idempotency_key -> Nullable<Text>,
        sealed -> Bytea,
        state -> Text,
        attempts -> Int4,
        next_at -> Timestamptz,
        created_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
    }
}

diesel::table! {
    person_links (hash) {
        hash -> Bytea,
        person_id -> Uuid,
        purpose -> Text,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
        email -> Nullable<Text>,
    }
}

diesel::table! {
    platform_keys (one) {
        one -> Bool,
        master_key_id -> Text,
        wrapped -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    recovery_codes (person_id, hash) {
        person_id -> Uuid,
        hash -> Bytea,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    second_factors (person_id) {
        person_id -> Uuid,
        sealed -> Bytea,
        confirmed_at -> Nullable<Timestamptz>,
        last_step -> Int8,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    sign_in_guards (key) {
        key -> Bytea,
        failures -> Int4,
        locked_until -> Nullable<Timestamptz>,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    sign_ups (hash) {
        hash -> Bytea,
        email -> Text,
        name -> Text,
        company -> Text,
        zone -> Text,
        password_hash -> Text,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    suppressed_addresses (email_key) {
        email_key -> Text,
        reason -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    staff (id) {
        id -> Uuid,
        email -> Text,
        email_key -> Text,
        name -> Text,
        role -> Text,
        status -> Text,
        password_hash -> Text,
        totp_sealed -> Nullable<Bytea>,
        totp_confirmed_at -> Nullable<Timestamptz>,
        totp_last_step -> Int8,
        created_at -> Timestamptz,
        last_seen_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    staff_recovery_codes (staff_id, hash) {
        staff_id -> Uuid,
        hash -> Bytea,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    staff_sessions (id) {
        id -> Uuid,
        staff_id -> Uuid,
        hash -> Bytea,
        kind -> Text,
        user_agent -> Text,
        address -> Text,
        second_factor -> Bool,
        idle_s -> Int4,
        created_at -> Timestamptz,
        last_seen_at -> Timestamptz,
        expires_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        ended_why -> Nullable<Text>,
    }
}

diesel::table! {
    signing_keys (id) {
        id -> Uuid,
        public -> Bytea,
        sealed -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    tenant_notes (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        staff_id -> Uuid,
        author -> Text,
        text -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    tenant_tags (tenant_id, tag) {
        tenant_id -> Uuid,
        tag -> Text,
    }
}

diesel::table! {
    erasures (tenant_id) {
        tenant_id -> Uuid,
        certificate -> Text,
        key -> Text,
        signature -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    feature_flag_tenants (tenant_id, name) {
        tenant_id -> Uuid,
        name -> Text,
        enabled -> Bool,
    }
}

diesel::table! {
    feature_flags (name) {
        name -> Text,
        description -> Text,
        enabled -> Bool,
        percentage -> Int4,
        plans -> Array<Text>,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    platform_mode (one) {
        one -> Bool,
        mode -> Text,
        reason -> Text,
        changed_by -> Text,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    tags (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        name -> Text,
        color -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    call_tags (tenant_id, tag_id, call_id) {
        tenant_id -> Uuid,
        tag_id -> Uuid,
        call_id -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    notes (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        call_id -> Uuid,
        parent_id -> Nullable<Uuid>,
        author_id -> Nullable<Uuid>,
        author -> Text,
        sealed -> Bytea,
        mentions -> Array<Uuid>,
        leg_id -> Nullable<Uuid>,
        at_ms -> Nullable<Int8>,
        created_at -> Timestamptz,
        edited_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    views (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        owner_id -> Uuid,
        name -> Text,
        shared -> Bool,
        query -> Text,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    notifications (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        person_id -> Uuid,
        kind -> Text,
        group_key -> Text,
        call_id -> Nullable<Uuid>,
        data -> Jsonb,
        count -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        read_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    bell_mutes (tenant_id, person_id, kind) {
        tenant_id -> Uuid,
        person_id -> Uuid,
        kind -> Text,
        until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    corrections (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        leg_id -> Uuid,
        turn -> Int4,
        sealed -> Bytea,
        author_id -> Nullable<Uuid>,
        author -> Text,
        made_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        ended_by -> Nullable<Text>,
    }
}

diesel::table! {
    recording_peaks (tenant_id, leg_id) {
        tenant_id -> Uuid,
        leg_id -> Uuid,
        sealed -> Bytea,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::calls::search::Tsvector;

    search_windows (tenant_id, leg_id, n) {
        tenant_id -> Uuid,
        leg_id -> Uuid,
        n -> Int4,
        started_at -> Timestamptz,
        vector -> Tsvector,
        pairs -> Bool,
    }
}

diesel::table! {
    search_words (tenant_id, token) {
        tenant_id -> Uuid,
        token -> Text,
        sealed -> Bytea,
        windows -> Int4,
        born -> Int8,
    }
}

diesel::table! {
    shares (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        leg_id -> Uuid,
        hash -> Bytea,
        password_hash -> Nullable<Text>,
        label -> Nullable<Text>,
        words -> Bool,
        sound -> Bool,
        from_ms -> Nullable<Int8>,
        to_ms -> Nullable<Int8>,
        created_by -> Text,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
        failures -> Int4,
        locked_until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    share_views (tenant_id, share_id, id) {
        tenant_id -> Uuid,
        share_id -> Uuid,
        id -> Uuid,
        hash -> Nullable<Bytea>,
        at -> Timestamptz,
        outcome -> Text,
        played -> Bool,
        address -> Text,
        user_agent -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    analyses,
    analysis_control,
    analysis_nodes,
    analysis_queue,
    analysis_usage,
    api_key_usage,
    api_keys,
    audit,
    audit_checkpoints,
    audit_details,
    audit_heads,
    bell_mutes,
    call_stats,
    call_stats_days,
    call_tags,
    calls,
    commands,
    company_profiles,
    contacts,
    credentials,
    custom_fields,
    dead_letters,
    directory,
    erasures,
    expected_recordings,
    feature_flag_tenants,
    feature_flags,
    group_members,
    groups,
    hearing_settings,
    idempotency_keys,
    imports,
    installation,
    jobs,
    ledger_partitions,
    leg_fields,
    legs,
    invitations,
    loose_recordings,
    mails,
    memberships,
    notes,
    notifications,
    observation_groups,
    observations,
    outbox,
    person_links,
    persons,
    plans,
    platform_keys,
    platform_mode,
    quarantine,
    queue_lanes,
    queue_shares,
    recording_blobs,
    corrections,
    recording_peaks,
    recordings,
    recovery_codes,
    relay_cursors,
    roles,
    schedules,
    search_windows,
    search_words,
    second_factors,
    security_settings,
    session_tokens,
    sessions,
    share_views,
    shares,
    sign_in_guards,
    sign_ups,
    signing_keys,
    source_files,
    source_folders,
    source_hours,
    source_instances,
    source_leases,
    source_lines,
    source_samples,
    staff,
    staff_recovery_codes,
    staff_sessions,
    streams,
    suppressed_addresses,
    tags,
    tallies,
    tenant_keys,
    tenant_notes,
    tenant_tags,
    tenants,
    tombstones,
    trace,
    transcripts,
    usage,
    views,
);
