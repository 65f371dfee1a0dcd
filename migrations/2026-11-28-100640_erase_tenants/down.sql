DROP POLICY erase ON trace;
DROP POLICY erase ON outbox;
DROP POLICY erase ON transcripts;
DROP POLICY erase ON recording_blobs;
DROP POLICY erase ON recordings;
DROP POLICY erase ON legs;
DROP POLICY erase ON calls;
DROP PROCEDURE let_erase(regclass);
DROP TABLE erasures;
