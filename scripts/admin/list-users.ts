import { Option } from "commander";
import { listUsers as list } from "@/lib/features/account/list-users";
import type { UserOverview } from "@/lib/features/account/types";
import type { TwoFactorState } from "@/lib/features/two-factor/state";
import { printable } from "@/lib/platform/printable";
import { userRow } from "./user-row";
import type { Verb } from "./verb";

const STATES: TwoFactorState[] = ["not-enabled", "enabled", "expired"];

export const listUsers: Verb = (program, run) => {
  program
    .command("list-users")
    .description("list the accounts")
    .addOption(new Option("--state <state>", "only those whose 2FA is in this state").choices(STATES))
    .option("--json", 'print one JSON object, {"users":[…]}')
    .action((options: { state?: TwoFactorState; json?: boolean }) =>
      run(options, async ({ deps, database }) => {
        const users = await list(deps, options);
        return { text: `${table(users)}${users.length} in ${database}`, json: { users: users.map(userRow) } };
      }),
    );
};

function table(users: UserOverview[]): string {
  if (users.length === 0) return "";
  const rows = users.map((user) => [
    printable(user.username),
    printable(user.email ?? "-"),
    user.twoFactor.state,
    String(user.backupCodesLeft),
    [user.admin && "administrator", user.disabled && "disabled"].filter(Boolean).join(", "),
  ]);
  const all = [["USERNAME", "EMAIL", "2FA", "CODES LEFT", ""], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
