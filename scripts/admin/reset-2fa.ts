import { resetTwoFactor } from "@/lib/two-factor/reset-two-factor";
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
        await resetTwoFactor(context.deps, { userId: id, actorUserId: null, client: null });
        const json = userRow(await namedUser(context, username));
        return { text: `2FA is off for "${username}", whose sessions have ended`, json };
      }),
    );
};
