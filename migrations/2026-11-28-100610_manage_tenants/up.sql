-- What the platform's staff knows and decides about tenants.

ALTER TABLE tenants
    ADD COLUMN subdomain text UNIQUE CHECK (subdomain ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    ADD COLUMN status_reason text NOT NULL DEFAULT '',
    ADD COLUMN status_changed_at timestamptz,
    ADD COLUMN erase_after timestamptz,
    ADD COLUMN erasing_at timestamptz,
    ADD COLUMN requests_per_minute integer CHECK (requests_per_minute > 0),
    ADD CHECK (erase_after IS NULL OR status = 'closed'),
    ADD CHECK (erasing_at IS NULL OR erase_after IS NOT NULL);
COMMENT ON COLUMN tenants.status_reason IS 'why it was suspended, activated, closed or restored last';
COMMENT ON COLUMN tenants.erase_after IS 'everything of it is destroyed then, unless it is restored before';
COMMENT ON COLUMN tenants.erasing_at IS 'its data key is destroyed: there is no way back';
COMMENT ON COLUMN tenants.requests_per_minute IS 'of all its keys and sessions together; null: no limit of its own';

-- Lists of tenants: by age and by name, from any place on.
CREATE INDEX tenants_created ON tenants (created_at, id);
CREATE INDEX tenants_name ON tenants (lower(name) COLLATE "C", id);
-- Addresses by how they begin, and by their domain.
CREATE INDEX persons_email_begin ON persons (email_key COLLATE "C");
CREATE INDEX persons_email_domain ON persons (split_part(email_key, '@', 2) COLLATE "C");

-- The staff's own: no request of a tenant reads or writes these.
CREATE TABLE tenant_notes (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    id uuid NOT NULL,
    staff_id uuid NOT NULL,
    author text NOT NULL,
    text text NOT NULL CHECK (text <> '' AND length(text) <= 4000),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (tenant_id, id)
);
COMMENT ON COLUMN tenant_notes.author IS 'the name at that time: notes outlive their authors';
CREATE INDEX tenant_notes_created ON tenant_notes (tenant_id, created_at DESC);
CALL wall('tenant_notes', 'tenant_id', '{audiapro_owner,audiapro_staff}');
GRANT SELECT ON tenant_notes TO audiapro_staff;

CREATE TABLE tenant_tags (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    tag text NOT NULL CHECK (tag ~ '^[a-z0-9][a-z0-9_-]{0,39}$'),
    PRIMARY KEY (tenant_id, tag)
);
CREATE INDEX tenant_tags_tag ON tenant_tags (tag, tenant_id);
CALL wall('tenant_tags', 'tenant_id', '{audiapro_owner,audiapro_staff}');
GRANT SELECT ON tenant_tags TO audiapro_staff;

-- Audit logs: read by the staff; found by what was done, by whom, to what.
CREATE POLICY staff ON audit FOR SELECT TO audiapro_staff USING (true);
CREATE POLICY staff ON audit_details FOR SELECT TO audiapro_staff USING (true);
CREATE POLICY staff ON audit_heads FOR SELECT TO audiapro_staff USING (true);
GRANT SELECT ON audit, audit_details, audit_heads TO audiapro_staff;
CREATE INDEX audit_details_action ON audit_details (tenant_id, action COLLATE "C", n DESC);
CREATE INDEX audit_details_actor ON audit_details (tenant_id, actor COLLATE "C", n DESC);
CREATE INDEX audit_details_subject ON audit_details (tenant_id, subject COLLATE "C", n DESC);
