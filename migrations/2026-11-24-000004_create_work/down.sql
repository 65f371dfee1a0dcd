DROP TABLE ledger_partitions;
DROP TABLE commands;
DROP TABLE quarantine;
DROP TABLE dead_letters;
DROP TABLE analysis_queue;
