INSERT INTO "audit_event_types" VALUES ('access-refused');
