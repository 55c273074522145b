import { Command } from "commander";
import { printableLines } from "@/lib/platform/log";
import { disableUser, enableUser, resetTwoFactor, revokeSessions, turnOffEmailVerification, unlockUser } from "./act-on-user";
import { createUser } from "./create-user";
import { exportSqlCommand, migrateCommand } from "./database";
import { acceptAuthSecretCommand, rotateKeysCommand } from "./keys";
import { sendTestEmail } from "./send-test-email";
import type { Run } from "./subcommand";
import { listUsers, showUser } from "./users";
import { verifyAuditLog } from "./verify-audit-log";

const SUBCOMMANDS = [
  createUser,
  listUsers,
  showUser,
  resetTwoFactor,
  unlockUser,
  disableUser,
  enableUser,
  revokeSessions,
  turnOffEmailVerification,
  sendTestEmail,
  verifyAuditLog,
  exportSqlCommand,
  rotateKeysCommand,
  acceptAuthSecretCommand,
  migrateCommand,
];

/** The command line with all subcommands; throws a CommanderError for bad usage after printing why. */
export function createProgram(run: Run): Command {
  const program = new Command("npm run admin --")
    .description("Latchkey's command line for operators. Works while the server runs and when it does not.")
    .showHelpAfterError("(--help shows how)")
    .configureOutput({ writeErr: (text) => void process.stderr.write(printableLines(text)) })
    .exitOverride();
  for (const verb of SUBCOMMANDS) verb(program, run);
  for (const command of program.commands) command.exitOverride().showHelpAfterError("(--help shows how)");
  return program;
}
