import { createUser } from "@/lib/features/account/accounts";
import { issueBackupCodes } from "@/lib/features/two-factor/backup-codes";
import { encryptSecret } from "@/lib/features/two-factor/totp";
import type { Deps } from "@/lib/platform/deps";
import { DEMO_ACCOUNTS, type DemoAccount } from "./demo-accounts";

const DAY_MS = 24 * 60 * 60 * 1000;
const ENABLED_DAYS_AT_MOST = 30;
const DAYS_AFTER_EXPIRY = 20;

export type SeededAccount = DemoAccount & { backupCodes?: string[] };

/** Creates the demo's accounts in an empty database. Returns them with their backup codes, which cannot be read again. */
export async function seedDemo(deps: Deps): Promise<SeededAccount[]> {
  const seeded: SeededAccount[] = [];
  for (const account of DEMO_ACCOUNTS) seeded.push(await seedAccount(deps, account));
  return seeded;
}

async function seedAccount(deps: Deps, account: DemoAccount): Promise<SeededAccount> {
  const { username, password, email, admin, disabled, emailVerification, twoFactor, totpSecret } = account;
  const created = await createUser(deps, { username, password, email, admin, actorUserId: null, client: null });
  if (!created.ok) throw new Error(`the demo account "${username}" cannot be created: ${created.problem.code}`);
  const userId = created.value.id;
  const now = deps.clock.now();
  const data = { emailConfirmedAt: now, emailLoginVerification: emailVerification, disabledAt: disabled ? now : null };
  await deps.db.user.update({ where: { id: userId }, data });
  if (!totpSecret) return account;
  const { twoFactorMaxAgeDays: maxAge } = deps.config;
  const days = twoFactor === "expired" ? maxAge + DAYS_AFTER_EXPIRY : Math.min(ENABLED_DAYS_AT_MOST, Math.floor(maxAge / 2));
  const confirmedAt = new Date(now.getTime() - days * DAY_MS);
  const encrypted = encryptSecret(deps, userId, totpSecret);
  await deps.db.totpSecret.create({ data: { userId, ...encrypted, confirmedAt, lastAcceptedStep: 0 } });
  return { ...account, backupCodes: await deps.db.$transaction((tx) => issueBackupCodes(deps, tx, userId)) };
}
