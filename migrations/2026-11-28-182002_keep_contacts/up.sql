-- Numbers that a tenant knows. The number lies open, as those of calls do, for calls are found by it; name and company are sealed.
CREATE TABLE contacts (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    id uuid NOT NULL,
    number text NOT NULL COLLATE "C" CHECK (number <> '' AND length(number) <= 100),
    sealed bytea NOT NULL,
    vip boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    updated_at timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX contacts_number ON contacts (tenant_id, number);
CREATE INDEX contacts_vip ON contacts (tenant_id, number) WHERE vip;
CALL wall('contacts', 'tenant_id', '{}');
GRANT SELECT, INSERT, UPDATE (number, sealed, vip, updated_at), DELETE ON contacts TO audiapro_app;
