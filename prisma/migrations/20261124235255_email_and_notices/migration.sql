-- CreateEnum
CREATE TYPE "EmailChallengePurpose" AS ENUM ('login', 'address', 'reverification');

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "email_login_verification" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "email_proven_at" TIMESTAMPTZ(3),
ADD COLUMN     "security_mails" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "email_challenges" (
    "id" UUID NOT NULL,
    "purpose" "EmailChallengePurpose" NOT NULL,
    "user_id" UUID NOT NULL,
    "login_attempt_id" UUID,
    "session_id" UUID,
    "address" TEXT NOT NULL,
    "code_hash" TEXT NOT NULL,
    "tries_left" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "consumed_at" TIMESTAMPTZ(3),
    "login_verification" BOOLEAN,
    "security_mails" BOOLEAN,

    CONSTRAINT "email_challenges_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mail_messages" (
    "id" UUID NOT NULL,
    "user_id" UUID,
    "to_address" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "sealed_body" TEXT,
    "key_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "sent_at" TIMESTAMPTZ(3),
    "abandoned_at" TIMESTAMPTZ(3),
    "failure" TEXT,

    CONSTRAINT "mail_messages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "security_notices" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "ip" TEXT,
    "user_agent" TEXT,
    "mailed_at" TIMESTAMPTZ(3),

    CONSTRAINT "security_notices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "known_browsers" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "known_browsers_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "email_challenges_user_id_purpose_created_at_idx" ON "email_challenges"("user_id", "purpose", "created_at");

-- CreateIndex
CREATE INDEX "email_challenges_login_attempt_id_idx" ON "email_challenges"("login_attempt_id");

-- CreateIndex
CREATE INDEX "email_challenges_session_id_idx" ON "email_challenges"("session_id");

-- CreateIndex
CREATE INDEX "mail_messages_sent_at_abandoned_at_due_at_idx" ON "mail_messages"("sent_at", "abandoned_at", "due_at");

-- CreateIndex
CREATE INDEX "mail_messages_user_id_kind_created_at_idx" ON "mail_messages"("user_id", "kind", "created_at");

-- CreateIndex
CREATE INDEX "mail_messages_created_at_idx" ON "mail_messages"("created_at");

-- CreateIndex
CREATE INDEX "mail_messages_key_id_idx" ON "mail_messages"("key_id");

-- CreateIndex
CREATE INDEX "security_notices_mailed_at_user_id_kind_idx" ON "security_notices"("mailed_at", "user_id", "kind");

-- CreateIndex
CREATE INDEX "security_notices_user_id_kind_mailed_at_idx" ON "security_notices"("user_id", "kind", "mailed_at");

-- CreateIndex
CREATE UNIQUE INDEX "known_browsers_user_id_token_hash_key" ON "known_browsers"("user_id", "token_hash");

-- AddForeignKey
ALTER TABLE "email_challenges" ADD CONSTRAINT "email_challenges_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "email_challenges" ADD CONSTRAINT "email_challenges_login_attempt_id_fkey" FOREIGN KEY ("login_attempt_id") REFERENCES "login_attempts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "email_challenges" ADD CONSTRAINT "email_challenges_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mail_messages" ADD CONSTRAINT "mail_messages_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "security_notices" ADD CONSTRAINT "security_notices_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "known_browsers" ADD CONSTRAINT "known_browsers_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
