-- What one of the staff did, in whichever tenant's chain it stands: by themselves (`staff:<id>`), or as a member (`staff:<id> as …`).
CREATE INDEX audit_details_staff ON audit_details (left(actor, 42)) WHERE left(actor, 6) = 'staff:';
