import { Command } from "commander";
import { printableLines } from "@/lib/platform/printable";
import { acceptAuthSecretVerb } from "./accept-auth-secret";
import { createUser } from "./create-user";
import { exportSqlVerb } from "./export-sql";
import { listUsers } from "./list-users";
import { migrateVerb } from "./migrate";
import { resetTwoFactorVerb } from "./reset-2fa";
import { revokeSessions } from "./revoke-sessions";
import { rotateKeysVerb } from "./rotate-keys";
import { sendTestEmail } from "./send-test-email";
import { disableUser, enableUser } from "./set-disabled";
import { showUser } from "./show-user";
import { turnOffEmailVerification } from "./turn-off-email-verification";
import { unlockUser } from "./unlock";
import type { Run } from "./verb";
import { verifyAuditLog } from "./verify-audit-log";

const VERBS = [
  createUser,
  listUsers,
  showUser,
  resetTwoFactorVerb,
  unlockUser,
  disableUser,
  enableUser,
  revokeSessions,
  turnOffEmailVerification,
  sendTestEmail,
  verifyAuditLog,
  exportSqlVerb,
  rotateKeysVerb,
  acceptAuthSecretVerb,
  migrateVerb,
];

/** The command line with all its verbs; throws a CommanderError for bad usage, once it has said why. */
export function createProgram(run: Run): Command {
  const program = new Command("npm run admin --")
    .description("Latchkey's command line for operators. Works while the server runs and when it does not.")
    .showHelpAfterError("(--help shows how)")
    .configureOutput({ writeErr: (text) => void process.stderr.write(printableLines(text)) })
    .exitOverride();
  for (const verb of VERBS) verb(program, run);
  for (const command of program.commands) command.exitOverride().showHelpAfterError("(--help shows how)");
  return program;
}
