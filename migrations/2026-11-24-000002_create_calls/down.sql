DROP TABLE call_stats;
DROP TABLE tombstones;
DROP TABLE transcripts;
DROP TABLE analyses;
DROP TABLE recordings;
DROP TABLE recording_blobs;
DROP TABLE legs;
DROP TABLE calls;
