INSERT INTO "audit_event_types" VALUES ('sign-ins-refused');

-- How many events an entry stands for; null: one.
ALTER TABLE "audit_events" ADD COLUMN "count" INTEGER;

-- Refused sign-ins of a period, by network and over all, so that a flood of them does not fill the audit log.
CREATE TABLE "audit_floods" (
    "subject" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "began_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_floods_pkey" PRIMARY KEY ("subject")
);
CREATE INDEX "audit_floods_began_at_idx" ON "audit_floods"("began_at");
