ALTER TABLE loose_recordings
    DROP sought_name,
    DROP sought_id,
    DROP sought_from,
    DROP sought_until,
    DROP sought_parties;
