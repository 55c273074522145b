-- A page of the emails of one state begins anywhere, without reading the others.
ALTER TABLE "mail_messages" ADD COLUMN "state" TEXT GENERATED ALWAYS AS (
  CASE WHEN "sent_at" IS NOT NULL THEN 'sent' WHEN "abandoned_at" IS NOT NULL THEN 'failed' ELSE 'open' END
) STORED;

-- CreateIndex
CREATE INDEX "mail_messages_state_id_idx" ON "mail_messages"("state", "id");
