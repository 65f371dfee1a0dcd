DROP FUNCTION create_partitions(interval);
DROP PROCEDURE create_partitions_of(regclass, text, timestamptz, timestamptz);
DROP TABLE audit_heads;
DROP TABLE audit_details;
DROP TABLE audit;
DROP TABLE trace;
DROP TABLE outbox;
DROP TABLE streams;
