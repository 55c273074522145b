-- AlterTable
ALTER TABLE "sessions" ADD COLUMN "replaced_hash" TEXT;

-- CreateIndex
CREATE INDEX "sessions_replaced_hash_idx" ON "sessions"("replaced_hash");
