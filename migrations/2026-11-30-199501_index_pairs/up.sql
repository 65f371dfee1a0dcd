-- Words that follow each other are indexed as pairs: a phrase of words that every call holds is found without reading every call. Windows from before
-- have none; a tenant's phrases are found the old way until `audiapro search rebuild` has made them anew.

ALTER TABLE search_windows ADD pairs boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN search_windows.pairs IS 'whether the vector holds three-letter hashes of words that follow each other, without places';
CREATE INDEX search_windows_without_pairs ON search_windows (tenant_id) WHERE NOT pairs;
