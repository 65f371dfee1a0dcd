-- What came through the door, counted there and not from the rows, so that a row that is lost shows. One row a tenant, written by
-- the Ledger in the transaction that stores; compared with the rows every minute.

CREATE TABLE tallies (
    tenant_id uuid PRIMARY KEY REFERENCES tenants ON DELETE CASCADE,
    received bigint NOT NULL DEFAULT 0,
    fate_new bigint NOT NULL DEFAULT 0,
    fate_merged bigint NOT NULL DEFAULT 0,
    fate_duplicate bigint NOT NULL DEFAULT 0,
    fate_conflict bigint NOT NULL DEFAULT 0,
    fate_held bigint NOT NULL DEFAULT 0,
    fate_ignored bigint NOT NULL DEFAULT 0,
    fate_quarantined bigint NOT NULL DEFAULT 0,
    fate_refused bigint NOT NULL DEFAULT 0,
    legs bigint NOT NULL DEFAULT 0,
    recordings bigint NOT NULL DEFAULT 0,
    calls bigint NOT NULL DEFAULT 0,
    checked_at timestamptz,
    amiss_since timestamptz,
    amiss text
);
COMMENT ON COLUMN tallies.received IS 'records and recordings; the fates are theirs';
COMMENT ON COLUMN tallies.legs IS 'that were new: as many rows must be there, or tombstones';
COMMENT ON COLUMN tallies.amiss IS 'which identity did not hold at the last check';
CREATE INDEX tallies_amiss ON tallies (tenant_id) WHERE amiss IS NOT NULL;
CALL wall('tallies', 'tenant_id', '{audiapro_owner,audiapro_worker,audiapro_staff}');
GRANT SELECT ON tallies TO audiapro_app, audiapro_staff;
GRANT SELECT, INSERT, UPDATE ON tallies TO audiapro_worker;

-- What is there already is where the count begins. The owner sees tenants' rows for this one statement only.
ALTER TABLE legs NO FORCE ROW LEVEL SECURITY;
ALTER TABLE recordings NO FORCE ROW LEVEL SECURITY;
ALTER TABLE calls NO FORCE ROW LEVEL SECURITY;
ALTER TABLE tombstones NO FORCE ROW LEVEL SECURITY;
INSERT INTO tallies (tenant_id, received, fate_new, legs, recordings, calls)
    SELECT t.id, l.n + r.n, l.n + r.n, l.n, r.n, c.n FROM tenants t,
        LATERAL (SELECT (SELECT count(*) FROM legs WHERE tenant_id = t.id)
            + (SELECT count(*) FROM tombstones WHERE tenant_id = t.id AND kind = 'leg') AS n) l,
        LATERAL (SELECT count(*) AS n FROM recordings WHERE tenant_id = t.id) r,
        LATERAL (SELECT (SELECT count(*) FROM calls WHERE tenant_id = t.id)
            + (SELECT count(*) FROM tombstones WHERE tenant_id = t.id AND kind = 'call') AS n) c
    WHERE l.n + r.n + c.n > 0;
ALTER TABLE legs FORCE ROW LEVEL SECURITY;
ALTER TABLE recordings FORCE ROW LEVEL SECURITY;
ALTER TABLE calls FORCE ROW LEVEL SECURITY;
ALTER TABLE tombstones FORCE ROW LEVEL SECURITY;
