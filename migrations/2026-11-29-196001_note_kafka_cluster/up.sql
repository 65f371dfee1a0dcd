-- Whose offsets `ledger_partitions` holds. Of another cluster they say nothing, even where its topic is longer than they are large.

ALTER TABLE installation ADD COLUMN kafka_cluster text;
COMMENT ON COLUMN installation.kafka_cluster IS 'id of the Kafka cluster that the stored offsets are of; null: no node has run with Kafka yet';
