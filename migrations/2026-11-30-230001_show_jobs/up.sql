-- What of each kind of job ran last, and failed last, is found at once, however many of the others are kept.
CREATE INDEX jobs_begun ON jobs (kind, started_at DESC) WHERE started_at IS NOT NULL;
CREATE INDEX jobs_failed ON jobs (kind, started_at DESC) WHERE state = 'failed';
