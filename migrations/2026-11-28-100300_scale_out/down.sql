DROP TABLE relay_cursors;
DROP FUNCTION partition_of(uuid, integer);
