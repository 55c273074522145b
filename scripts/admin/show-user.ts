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
        return { text: userText(user), json: userRow(user) };
      }),
    );
};
