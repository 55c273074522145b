import { Option } from "commander";
import { findSimilarNames, findUser } from "@/lib/features/account/find-user";
import { listUsers as list } from "@/lib/features/account/list-users";
import type { UserOverview } from "@/lib/features/account/types";
import { type ActiveThrottle, findActiveThrottles } from "@/lib/features/throttle/throttle";
import type { TwoFactorState } from "@/lib/features/two-factor/state";
import { printable } from "@/lib/platform/log";
import { type Context, fail, type Subcommand } from "./subcommand";

const STATES: TwoFactorState[] = ["not-enabled", "enabled", "expired"];

export const listUsers: Subcommand = (program, run) => {
  program
    .command("list-users")
    .description("list the users")
    .addOption(new Option("--state <state>", "only users whose 2FA is in this state").choices(STATES))
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

export const showUser: Subcommand = (program, run) => {
  program
    .command("show-user")
    .description("show one user")
    .argument("<user>", "username or email")
    .option("--json", "print one JSON object")
    .action((identifier: string, options) =>
      run(options, async (context) => {
        const user = await findUserOrFail(context, identifier);
        const throttles = await findActiveThrottles(context.deps, user.id);
        const text = [userText(user), ...throttles.map((throttle) => throttleText(user.username, throttle))].join("\n");
        return { text, json: { ...userRow(user), throttles } };
      }),
    );
};

function throttleText(username: string, { secret, knownBrowser, until }: ActiveThrottle): string {
  const what = `${secret === "password" ? "passwords" : "codes"}${knownBrowser ? " in known browsers" : ""}`;
  return `Throttled after too many incorrect ${what}, until ${until.toISOString()}; to end it: npm run admin -- unlock ${username}`;
}

/** An account as `--json` shows it. */
export function userRow(user: UserOverview) {
  const { username, email, admin, disabled, twoFactor, backupCodesLeft, emailVerification, createdAt, lastSignInAt } = user;
  return { username, email, admin, disabled, twoFactor, backupCodesLeft, emailVerification, createdAt, lastSignInAt };
}

/** Finds the account, or fails with a line that names the database and similar usernames. */
export async function findUserOrFail({ deps, database }: Context, identifier: string): Promise<UserOverview> {
  const user = await findUser(deps, identifier);
  if (user) return user;
  const similar = await findSimilarNames(deps, identifier);
  fail(`There is no user "${identifier}" in ${database}${similar.length > 0 ? `; did you mean ${similar.join(", ")}?` : ""}`);
}

/** Lines of name and value, with aligned values. */
function userText(user: UserOverview): string {
  const { state, confirmedAt } = user.twoFactor;
  const lines = {
    Username: user.username,
    Email: user.email ?? "none",
    Administrator: user.admin ? "yes" : "no",
    Disabled: user.disabled ? "yes" : "no",
    "2FA": confirmedAt ? `${state}, confirmed ${confirmedAt.toISOString()}` : state,
    "Backup codes left": user.backupCodesLeft,
    "Email verification": user.emailVerification ? "on" : "off",
    Created: user.createdAt.toISOString(),
    "Last sign-in": user.lastSignInAt?.toISOString() ?? "never",
  };
  return Object.entries(lines)
    .map(([name, value]) => `${`${name}:`.padEnd(20)}${printable(String(value))}`)
    .join("\n");
}
