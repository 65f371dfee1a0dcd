-- What people add to calls: tags, notes, what is put away; and the lists they keep.

ALTER TABLE calls ADD COLUMN archived_at timestamptz;
COMMENT ON COLUMN calls.archived_at IS 'put away by somebody: kept, found by search, and out of the way';
CREATE INDEX calls_archived ON calls (tenant_id, started_at DESC, id DESC) WHERE archived_at IS NOT NULL;

CREATE TABLE tags (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL CHECK (name <> '' AND length(name) <= 50),
    color text NOT NULL CHECK (color IN ('gray', 'red', 'pink', 'grape', 'violet', 'indigo', 'blue', 'cyan', 'teal', 'green', 'lime', 'yellow', 'orange')),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX tags_name ON tags (tenant_id, lower(name));
CALL wall('tags', 'tenant_id', '{}');
GRANT SELECT, INSERT, UPDATE (name, color), DELETE ON tags TO audiapro_app;

CREATE TABLE call_tags (
    tenant_id uuid NOT NULL,
    tag_id uuid NOT NULL,
    call_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (tenant_id, tag_id, call_id),
    FOREIGN KEY (tenant_id, tag_id) REFERENCES tags (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, call_id) REFERENCES calls (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX call_tags_call ON call_tags (tenant_id, call_id);
CALL wall('call_tags', 'tenant_id', '{}');
GRANT SELECT, INSERT, DELETE ON call_tags TO audiapro_app;

-- The words of a note are sealed like a transcript's.
CREATE TABLE notes (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    call_id uuid NOT NULL,
    parent_id uuid,
    author_id uuid,
    author text NOT NULL,
    sealed bytea NOT NULL,
    mentions uuid[] NOT NULL DEFAULT '{}',
    leg_id uuid,
    at_ms bigint CHECK (at_ms >= 0),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    edited_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, call_id) REFERENCES calls (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, parent_id) REFERENCES notes (tenant_id, id) ON DELETE CASCADE
);
COMMENT ON COLUMN notes.author IS 'who wrote it, as the audit says';
COMMENT ON COLUMN notes.at_ms IS 'the moment of the leg''s recording that it is about';
CREATE INDEX notes_call ON notes (tenant_id, call_id, id);
CREATE INDEX notes_parent ON notes (tenant_id, parent_id);
CALL wall('notes', 'tenant_id', '{}');
GRANT SELECT, INSERT, UPDATE (sealed, mentions, edited_at), DELETE ON notes TO audiapro_app;

CREATE TABLE views (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    name text NOT NULL CHECK (name <> '' AND length(name) <= 100),
    shared boolean NOT NULL DEFAULT false,
    query text NOT NULL CHECK (length(query) <= 4000),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    updated_at timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, owner_id, name),
    FOREIGN KEY (tenant_id, owner_id) REFERENCES memberships (tenant_id, person_id) ON DELETE CASCADE
);
COMMENT ON COLUMN views.query IS 'parameters of the list of calls, as in an address';
CALL wall('views', 'tenant_id', '{}');
GRANT SELECT, INSERT, UPDATE (name, shared, query, updated_at), DELETE ON views TO audiapro_app;

-- The bell: what a person is to know. One row for what happens again and again within an hour.
CREATE TABLE notifications (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind ~ '^[a-z][a-z_]{0,62}$'),
    group_key text NOT NULL CHECK (length(group_key) <= 200),
    call_id uuid,
    data jsonb NOT NULL DEFAULT '{}',
    count integer NOT NULL DEFAULT 1 CHECK (count > 0),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    updated_at timestamptz NOT NULL DEFAULT app_now(),
    read_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, person_id, kind, group_key),
    FOREIGN KEY (tenant_id, person_id) REFERENCES memberships (tenant_id, person_id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, call_id) REFERENCES calls (tenant_id, id) ON DELETE CASCADE
);
COMMENT ON COLUMN notifications.data IS 'ids and codes; no number, name or text of a call';
CREATE INDEX notifications_latest ON notifications (tenant_id, person_id, updated_at DESC, id DESC);
CREATE INDEX notifications_call ON notifications (tenant_id, call_id);
CALL wall('notifications', 'tenant_id', '{}');
GRANT SELECT, INSERT, UPDATE (call_id, data, count, updated_at, read_at), DELETE ON notifications TO audiapro_app;
