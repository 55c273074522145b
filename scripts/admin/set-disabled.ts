import { act } from "./act";
import { namedUser, userRow } from "./user-row";
import type { Run, Verb } from "./verb";

export const disableUser: Verb = (program, run) => {
  program
    .command("disable-user")
    .description("keep somebody from signing in; ends the account's sessions")
    .argument("<user>", "username or email")
    .option("--json", "print one JSON object")
    .action((identifier: string, options) => change(run, identifier, options, true));
};

export const enableUser: Verb = (program, run) => {
  program
    .command("enable-user")
    .description("let somebody sign in again; sessions that ended stay ended")
    .argument("<user>", "username or email")
    .option("--json", "print one JSON object")
    .action((identifier: string, options) => change(run, identifier, options, false));
};

function change(run: Run, identifier: string, options: { json?: boolean }, disabled: boolean): Promise<void> {
  return run(options, async (context) => {
    const { id, username } = await namedUser(context, identifier);
    const { due, told, sentence } = await act(context, id, disabled ? "disable" : "enable");
    const text = `"${username}" is ${disabled ? "disabled" : "enabled"}${due ? sentence : ", as before"}`;
    return { text, json: { ...userRow(await namedUser(context, username)), told } };
  });
}
