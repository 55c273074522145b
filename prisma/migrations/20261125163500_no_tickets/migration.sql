-- DropIndex
DROP INDEX "login_attempts_ticket_hash_key";

-- AlterTable
ALTER TABLE "login_attempts" DROP COLUMN "ticket_hash";
