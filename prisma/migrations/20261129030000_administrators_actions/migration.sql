INSERT INTO "audit_event_types" VALUES ('administrator-granted'), ('administrator-removed'), ('user-deleted');
