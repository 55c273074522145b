import { act } from "./act";
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
        const { sessionsEnded, told, sentence } = await act(context, id, "sign-out-everywhere");
        return {
          text: `Ended ${sessionsEnded} session${sessionsEnded === 1 ? "" : "s"} of "${username}"${sentence}`,
          json: { username, sessionsEnded, told },
        };
      }),
    );
};
