DROP TABLE notifications;
DROP TABLE views;
DROP TABLE notes;
DROP TABLE call_tags;
DROP TABLE tags;
ALTER TABLE calls DROP COLUMN archived_at;
