DROP FUNCTION share_by_view(bytea);
DROP FUNCTION share_by_hash(bytea);
DROP TABLE share_views;
DROP TABLE shares;
