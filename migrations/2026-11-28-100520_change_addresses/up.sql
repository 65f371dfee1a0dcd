-- A person takes another address once a link that was sent there is followed.
ALTER TABLE person_links DROP CONSTRAINT person_links_purpose_check;
ALTER TABLE person_links ADD CONSTRAINT person_links_purpose_check CHECK (purpose IN ('reset', 'unlock', 'email'));
ALTER TABLE person_links ADD COLUMN email text CHECK (length(email) BETWEEN 3 AND 254);
ALTER TABLE person_links ADD CHECK ((purpose = 'email') = (email IS NOT NULL));
