import { Command } from "commander";
import { createUser } from "./create-user";
import { listUsers } from "./list-users";
import { resetTwoFactorVerb } from "./reset-2fa";
import { revokeSessions } from "./revoke-sessions";
import { sendTestEmail } from "./send-test-email";
import { disableUser, enableUser } from "./set-disabled";
import { showUser } from "./show-user";
import type { Run } from "./verb";

const VERBS = [createUser, listUsers, showUser, resetTwoFactorVerb, disableUser, enableUser, revokeSessions, sendTestEmail];

/** The command line with all its verbs; throws a CommanderError for bad usage, once it has said why. */
export function createProgram(run: Run): Command {
  const program = new Command("npm run admin --")
    .description("Latchkey's command line for operators. Works while the server runs and when it does not.")
    .showHelpAfterError("(--help shows how)")
    .exitOverride();
  for (const verb of VERBS) verb(program, run);
  for (const command of program.commands) command.exitOverride().showHelpAfterError("(--help shows how)");
  return program;
}
