DROP FUNCTION drop_partitions(interval, interval);
DROP INDEX recording_blobs_store_key;
