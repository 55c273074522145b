import { findSimilarNames, findUser } from "@/lib/features/account/find-user";
import type { UserOverview } from "@/lib/features/account/types";
import { printable } from "@/lib/platform/printable";
import { type Context, refuse } from "./verb";

/** An account as `--json` shows it. */
export function userRow(user: UserOverview) {
  const { username, email, admin, disabled, twoFactor, backupCodesLeft, emailVerification, createdAt, lastSignInAt } = user;
  return { username, email, admin, disabled, twoFactor, backupCodesLeft, emailVerification, createdAt, lastSignInAt };
}

/** The account that the operator names, or a line that says where it was looked for and what may have been meant. */
export async function namedUser({ deps, database }: Context, identifier: string): Promise<UserOverview> {
  const user = await findUser(deps, identifier);
  if (user) return user;
  const similar = await findSimilarNames(deps, identifier);
  refuse(`There is no user "${identifier}" in ${database}${similar.length > 0 ? `; did you mean ${similar.join(", ")}?` : ""}`);
}

/** Lines of name and value, the values below each other. */
export function userText(user: UserOverview): string {
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
