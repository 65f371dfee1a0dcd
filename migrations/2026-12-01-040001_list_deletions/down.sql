DROP INDEX jobs_deletions;
