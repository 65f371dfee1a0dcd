-- A recording without a leg says by what it would know its leg, where an index finds it: a record that comes wakes those that may be meant. Those
-- that are there already say so when their legs are next looked for.

ALTER TABLE loose_recordings
    ADD sought_name text,
    ADD sought_id text,
    ADD sought_from timestamptz,
    ADD sought_until timestamptz,
    ADD sought_parties text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN loose_recordings.sought_name IS 'as the record of its leg may call it';
COMMENT ON COLUMN loose_recordings.sought_id IS 'of its leg or of its call, as its name or its sender says';
COMMENT ON COLUMN loose_recordings.sought_from IS 'its leg began then or later, and no later than sought_until';
COMMENT ON COLUMN loose_recordings.sought_parties IS 'the last digits of the numbers that it names, of which its leg has one; empty: it names none';
CREATE INDEX loose_recordings_sought_name ON loose_recordings (tenant_id, source_instance, sought_name);
CREATE INDEX loose_recordings_sought_id ON loose_recordings (tenant_id, source_instance, sought_id);
CREATE INDEX loose_recordings_sought_from ON loose_recordings (tenant_id, source_instance, sought_from);
