DROP TRIGGER leg_fields_changed ON legs;
DROP TRIGGER leg_fields_new ON legs;
DROP FUNCTION leg_fields_follow();
DROP FUNCTION leg_fields_new();
DROP TABLE leg_fields;
DROP TABLE custom_fields;
DROP FUNCTION field_number(text, jsonb);
DROP FUNCTION field_text(text, text[], jsonb);
