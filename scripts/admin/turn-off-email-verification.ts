import { turnOffEmailVerification as turnOff } from "@/lib/features/account/settings";
import { namedUser, userRow } from "./user-row";
import type { Verb } from "./verb";

export const turnOffEmailVerification: Verb = (program, run) => {
  program
    .command("turn-off-email-verification")
    .description("let somebody whose mail does not arrive sign in without a mailed code")
    .argument("<user>", "username or email")
    .option("--json", "print one JSON object")
    .action((identifier: string, options) =>
      run(options, async (context) => {
        const { id, username } = await namedUser(context, identifier);
        const changed = await turnOff(context.deps, { userId: id });
        const json = userRow(await namedUser(context, username));
        return { text: `Email login verification is off for "${username}"${changed ? "" : ", as before"}`, json };
      }),
    );
};
