-- Enrolments under way are begun again: whose session they belong to is not known
DELETE FROM "pending_totp_secrets";

-- DropIndex
DROP INDEX "pending_totp_secrets_user_id_key";

-- AlterTable
ALTER TABLE "pending_totp_secrets" ADD COLUMN     "session_id" UUID NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "pending_totp_secrets_session_id_key" ON "pending_totp_secrets"("session_id");

-- CreateIndex
CREATE INDEX "pending_totp_secrets_user_id_idx" ON "pending_totp_secrets"("user_id");

-- CreateIndex
CREATE INDEX "known_browsers_token_hash_idx" ON "known_browsers"("token_hash");

-- AddForeignKey
ALTER TABLE "pending_totp_secrets" ADD CONSTRAINT "pending_totp_secrets_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;
