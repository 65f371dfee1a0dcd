-- Several nodes: which partition of the door a tenant belongs to, and how far its events are relayed.

-- Computed from the id alone, as `models::ids::partition` computes it: the number in its last 32 bits, which are random.
CREATE FUNCTION partition_of(tenant uuid, partitions integer) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (('x' || right(tenant::text, 8))::bit(32)::bigint % partitions)::integer;

CREATE TABLE relay_cursors (
    tenant_id uuid PRIMARY KEY REFERENCES tenants ON DELETE CASCADE,
    next_seq bigint NOT NULL CHECK (next_seq > 0)
);
COMMENT ON COLUMN relay_cursors.next_seq IS 'the first event that no topic is known to have';
CALL wall('relay_cursors', 'tenant_id', '{audiapro_owner,audiapro_worker,audiapro_staff}');
GRANT SELECT, INSERT, UPDATE ON relay_cursors TO audiapro_worker;
GRANT SELECT ON relay_cursors TO audiapro_staff;
