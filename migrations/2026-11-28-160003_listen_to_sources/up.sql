-- Systems that open a TCP connection and write: each source has a port of its own, and says from where it is spoken to.

ALTER TABLE source_instances
    ADD COLUMN tcp_port integer CHECK (tcp_port BETWEEN 1 AND 65535),
    ADD COLUMN tcp_allow text[] NOT NULL DEFAULT '{}',
    ADD CHECK (tcp_port IS NULL OR cardinality(tcp_allow) > 0);
COMMENT ON COLUMN source_instances.tcp_allow IS 'CIDR blocks: such systems prove themselves by nothing else';
CREATE UNIQUE INDEX source_instances_tcp_port ON source_instances (tcp_port) WHERE tcp_port IS NOT NULL;
GRANT UPDATE (tcp_port, tcp_allow) ON source_instances TO audiapro_app;

-- A port that no source of anybody has; null: all are taken. It tells nothing else.
CREATE FUNCTION free_source_port(lowest integer, highest integer) RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT min(p) FROM generate_series(lowest, highest) AS p
     WHERE NOT EXISTS (SELECT FROM public.source_instances s WHERE s.tcp_port = p);
END;
REVOKE ALL ON FUNCTION free_source_port(integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION free_source_port(integer, integer) TO audiapro_app;
