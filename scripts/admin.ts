import { Command, CommanderError } from "commander";
import { operatorMessage } from "@/lib/platform/operator-error";
import { acceptAuthSecretVerb } from "./admin/accept-auth-secret";
import { createUser } from "./admin/create-user";
import { listUsers } from "./admin/list-users";
import { resetTwoFactorVerb } from "./admin/reset-2fa";
import { revokeSessions } from "./admin/revoke-sessions";
import { rotateKeysVerb } from "./admin/rotate-keys";
import { run } from "./admin/run";
import { sendTestEmail } from "./admin/send-test-email";
import { disableUser, enableUser } from "./admin/set-disabled";
import { showUser } from "./admin/show-user";
import { unlockUser } from "./admin/unlock";

const VERBS = [
  createUser,
  listUsers,
  showUser,
  resetTwoFactorVerb,
  unlockUser,
  disableUser,
  enableUser,
  revokeSessions,
  sendTestEmail,
  rotateKeysVerb,
  acceptAuthSecretVerb,
];
const BAD_USAGE = 2;

const program = new Command("npm run admin --")
  .description("Latchkey's command line for operators. Works while the server runs and when it does not.")
  .showHelpAfterError("(--help shows how)")
  .exitOverride();
for (const verb of VERBS) verb(program, run);
for (const command of program.commands) command.exitOverride().showHelpAfterError("(--help shows how)");

try {
  await program.parseAsync(process.argv.slice(3), { from: "user" });
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

/** 0 after help, 2 for bad usage (commander has said why), 1 with one line for what is refused. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : BAD_USAGE;
  const line = operatorMessage(error);
  if (line === null) throw error;
  process.stderr.write(`${line}\n`);
  return 1;
}
