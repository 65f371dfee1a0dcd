-- What is rare among a tenant's calls is found without reading the others. None of these is touched by a call that is taken in or by an
-- analysis without a flag, but for the language, of which each analysis has one.
CREATE INDEX calls_failed ON calls (tenant_id, started_at DESC, id DESC) WHERE analysis_status = 'failed';
CREATE INDEX analyses_flagged ON analyses (tenant_id, call_id) WHERE quality->'flags' <> '[]';
CREATE INDEX analyses_language ON analyses (tenant_id, language, call_id);
