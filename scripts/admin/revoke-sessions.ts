import { revokeAllSessions } from "@/lib/sessions/revoke-sessions";
import { namedUser } from "./user-row";
import type { Verb } from "./verb";

export const revokeSessions: Verb = (program, run) => {
  program
    .command("revoke-sessions")
    .description("sign somebody out everywhere, at once")
    .argument("<user>", "username or email")
    .option("--json", "print one JSON object")
    .action((identifier: string, options) =>
      run(options, async (context) => {
        const { id, username } = await namedUser(context, identifier);
        const sessionsEnded = await revokeAllSessions(context.deps, { userId: id, actorUserId: null, client: null });
        return {
          text: `Ended ${sessionsEnded} session${sessionsEnded === 1 ? "" : "s"} of "${username}"`,
          json: { username, sessionsEnded },
        };
      }),
    );
};
