DROP FUNCTION free_source_port(integer, integer);
DROP INDEX source_instances_tcp_port;
ALTER TABLE source_instances DROP COLUMN tcp_port, DROP COLUMN tcp_allow;
