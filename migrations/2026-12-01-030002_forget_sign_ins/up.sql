-- What is over goes with what comes: what nobody was wrong about for a day, links that were good once, sessions of long ago.
CREATE INDEX sign_in_guards_updated ON sign_in_guards (updated_at);
GRANT DELETE ON person_links, sessions TO audiapro_app;
