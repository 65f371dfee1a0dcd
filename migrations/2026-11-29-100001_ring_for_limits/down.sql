DROP FUNCTION ring_for_limit(uuid, integer, timestamptz);
DROP POLICY owner ON notifications;
