import { findWaits, type Wait } from "@/lib/features/throttle/throttle";
import { namedUser, userRow, userText } from "./user-row";
import type { Verb } from "./verb";

export const showUser: Verb = (program, run) => {
  program
    .command("show-user")
    .description("show one account")
    .argument("<user>", "username or email")
    .option("--json", "print one JSON object")
    .action((identifier: string, options) =>
      run(options, async (context) => {
        const user = await namedUser(context, identifier);
        const waits = await findWaits(context.deps, user.id);
        const text = [userText(user), ...waits.map((wait) => waitText(user.username, wait))].join("\n");
        return { text, json: { ...userRow(user), waits } };
      }),
    );
};

function waitText(username: string, { secret, knownBrowser, until }: Wait): string {
  const what = `${secret === "password" ? "passwords" : "codes"}${knownBrowser ? " in a browser that is known" : ""}`;
  return `Has to wait after too many wrong ${what}, until ${until.toISOString()}; to lift it: npm run admin -- unlock ${username}`;
}
