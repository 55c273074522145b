import { unlock } from "@/lib/features/throttle/throttle";
import { namedUser, userRow } from "./user-row";
import type { Verb } from "./verb";

export const unlockUser: Verb = (program, run) => {
  program
    .command("unlock")
    .description("let somebody try again at once whose sign-in has to wait after too many wrong passwords or codes")
    .argument("<user>", "username or email")
    .option("--json", "print one JSON object")
    .action((identifier: string, options) =>
      run(options, async (context) => {
        const user = await namedUser(context, identifier);
        const lifted = await unlock(context.deps, user.id);
        const text = lifted ? `"${user.username}" can try again at once` : `No wrong guesses are counted against "${user.username}"`;
        return { text, json: userRow(user) };
      }),
    );
};
