-- What nobody was wrong about for a day counts no more, and is taken away a little with each new one.
CREATE INDEX sign_in_guards_updated ON sign_in_guards (updated_at);
