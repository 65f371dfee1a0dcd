DELETE FROM person_links WHERE purpose = 'email';
ALTER TABLE person_links DROP COLUMN email;
ALTER TABLE person_links DROP CONSTRAINT person_links_purpose_check;
ALTER TABLE person_links ADD CONSTRAINT person_links_purpose_check CHECK (purpose IN ('reset', 'unlock'));
