-- CreateIndex
CREATE INDEX "pending_totp_secrets_expires_at_idx" ON "pending_totp_secrets"("expires_at");

-- CreateIndex
CREATE INDEX "one_time_links_expires_at_idx" ON "one_time_links"("expires_at");
