-- The thread of a distributed trace goes with what waits, so that whoever analyses goes on with it, on whatever node.
ALTER TABLE analysis_queue ADD COLUMN traceparent text CHECK (length(traceparent) = 55);
COMMENT ON COLUMN analysis_queue.traceparent IS 'W3C Trace Context of what brought it; null: nobody follows it';
