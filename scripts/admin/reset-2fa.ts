import { act } from "./act";
import { namedUser, userRow } from "./user-row";
import type { Verb } from "./verb";

export const resetTwoFactorVerb: Verb = (program, run) => {
  program
    .command("reset-2fa")
    .description("take 2FA off an account whose owner has lost phone and backup codes; ends its sessions")
    .argument("<user>", "username or email")
    .option("--json", "print one JSON object")
    .action((identifier: string, options) =>
      run(options, async (context) => {
        const { id, username } = await namedUser(context, identifier);
        const { told, sentence } = await act(context, id, "reset-2fa");
        const json = { ...userRow(await namedUser(context, username)), told };
        return { text: `2FA is off for "${username}", whose sessions have ended${sentence}`, json };
      }),
    );
};
