ALTER TABLE analysis_queue DROP COLUMN traceparent;
