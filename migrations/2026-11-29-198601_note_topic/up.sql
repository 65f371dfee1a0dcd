-- Whose offset `next_offset` is. Of another topic of the same name, deleted and made anew, it says nothing, even where that one is longer.

ALTER TABLE ledger_partitions ADD COLUMN topic_id text;
COMMENT ON COLUMN ledger_partitions.topic_id IS 'id that the Kafka cluster gave the topic of which next_offset is; null: none is known';
