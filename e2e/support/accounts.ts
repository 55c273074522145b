import { DEMO_ACCOUNTS, type DemoAccount } from "../../prisma/demo-accounts";
import type { Authenticator } from "./authenticator";

/** An account to sign in with; `authenticator` where 2FA is on. */
export type Account = { username: string; password: string; authenticator?: Authenticator };

/** The accounts that portable specs use. A spec is skipped where the one it needs is missing. */
export type Accounts = Partial<Record<Role, Account>>;
export const ROLES = ["administrator", "withoutTwoFactor", "withTwoFactor", "expired", "withEmailCode"] as const;
export type Role = (typeof ROLES)[number];

type Given = Pick<DemoAccount, "username" | "password"> & Partial<DemoAccount>;

const HELP = "see e2e/README.md, or leave E2E_ACCOUNTS unset for the accounts of npm start -- --demo";

/**
 * The first account for each role, from the JSON in E2E_ACCOUNTS or the demo's. Throws with one line that says what is wrong:
 * the value holds passwords and is not repeated.
 */
export function chooseAccounts(json: string | undefined): Partial<Record<Role, Given>> {
  const accounts = json ? parseAccounts(json) : DEMO_ACCOUNTS;
  const enabled = accounts.filter(({ disabled }) => !disabled);
  const usable = enabled.filter(({ emailVerification }) => !emailVerification);
  const stateOf = ({ twoFactor, totpSecret }: Given) => twoFactor ?? (totpSecret ? "enabled" : "not-enabled");
  const user = (state: string) => usable.find((account) => !account.admin && stateOf(account) === state);
  return {
    administrator: usable.find(({ admin }) => admin),
    withoutTwoFactor: user("not-enabled"),
    withTwoFactor: user("enabled"),
    expired: user("expired"),
    withEmailCode: enabled.find(({ emailVerification }) => emailVerification),
  };
}

function parseAccounts(json: string): Given[] {
  const accounts = parseJson(json);
  if (!Array.isArray(accounts)) throw new Error(`E2E_ACCOUNTS is not a JSON array of accounts: ${HELP}`);
  for (const [index, account] of accounts.entries()) {
    const { username, password, twoFactor, totpSecret } = (account ?? {}) as Partial<Given>;
    const position = `E2E_ACCOUNTS: account ${index + 1}`;
    if (!username || !password) throw new Error(`${position} has no username or no password: ${HELP}`);
    if (twoFactor && twoFactor !== "not-enabled" && !totpSecret) throw new Error(`${position} (${username}) has no totpSecret: ${HELP}`);
    if (totpSecret && !/^[A-Z2-7]+$/.test(totpSecret)) throw new Error(`${position} (${username}): totpSecret is not base32: ${HELP}`);
  }
  return accounts;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new Error(`E2E_ACCOUNTS is not JSON: ${HELP}`);
  }
}
