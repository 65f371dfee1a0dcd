DROP INDEX audit_details_staff;
