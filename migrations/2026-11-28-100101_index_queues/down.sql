DROP INDEX calls_queue;
