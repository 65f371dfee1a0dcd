-- What was given up of all tenants together, the latest first.
CREATE INDEX dead_letters_of_all ON dead_letters (at DESC, leg_id DESC);
