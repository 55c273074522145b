-- AlterTable
ALTER TABLE "login_attempts" ADD COLUMN     "end_reason" TEXT;

-- CreateTable
CREATE TABLE "ended_sessions" (
    "token_hash" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "ended_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ended_sessions_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "form_answers" (
    "key_hash" TEXT NOT NULL,
    "sealed" TEXT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "form_answers_pkey" PRIMARY KEY ("key_hash")
);

-- CreateIndex
CREATE INDEX "ended_sessions_ended_at_idx" ON "ended_sessions"("ended_at");

-- CreateIndex
CREATE INDEX "form_answers_expires_at_idx" ON "form_answers"("expires_at");
