-- By which model whose recordings are heard, for the staff; the words that a tenant has in mind are not theirs to read.
CREATE POLICY staff ON hearing_settings FOR SELECT TO audiapro_staff USING (true);
GRANT SELECT (tenant_id, language, model, channels) ON hearing_settings TO audiapro_staff;
