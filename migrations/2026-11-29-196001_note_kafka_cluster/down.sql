ALTER TABLE installation DROP COLUMN kafka_cluster;
