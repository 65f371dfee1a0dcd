ALTER TABLE ledger_partitions DROP COLUMN topic_id;
