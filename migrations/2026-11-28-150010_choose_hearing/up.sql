-- How recordings are to be heard: by which model, in which language, with which words in mind. Of a tenant, and of one recording.
CREATE TABLE hearing_settings (
    tenant_id uuid PRIMARY KEY REFERENCES tenants ON DELETE CASCADE,
    language text CHECK (language ~ '^(auto|[a-z]{2,3})$'),
    model text CHECK (model ~ '^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$'),
    vocabulary text[] NOT NULL DEFAULT '{}' CHECK (cardinality(vocabulary) <= 200),
    updated_at timestamptz NOT NULL DEFAULT app_now()
);
COMMENT ON COLUMN hearing_settings.language IS 'auto, or ISO 639-1; null: as the server is set up';
COMMENT ON COLUMN hearing_settings.model IS 'name of a speech model; null: as the server is set up';
COMMENT ON COLUMN hearing_settings.vocabulary IS 'names and words that are likely to be said';
CALL wall('hearing_settings', 'tenant_id', '{audiapro_worker}');
GRANT SELECT, INSERT, UPDATE (language, model, vocabulary, updated_at) ON hearing_settings TO audiapro_app;
GRANT SELECT ON hearing_settings TO audiapro_worker;

ALTER TABLE recordings
    ADD COLUMN language text CHECK (language ~ '^(auto|[a-z]{2,3})$'),
    ADD COLUMN model text CHECK (model ~ '^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$');
COMMENT ON COLUMN recordings.language IS 'as whoever sent it or had it analysed anew said; null: the tenant''s';
COMMENT ON COLUMN recordings.model IS 'speech model, likewise';
