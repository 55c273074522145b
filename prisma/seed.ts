import { createUser } from "@/lib/features/account/create-user";
import { issueBackupCodes } from "@/lib/features/two-factor/backup-codes";
import { generateTotpSecret, sealSecret } from "@/lib/features/two-factor/totp";
import type { Deps } from "@/lib/platform/deps";

export const DEMO_PASSWORD = "correct horse battery";

const DAY_MS = 24 * 60 * 60 * 1000;

type DemoPerson = {
  username: string;
  about: string;
  admin?: boolean;
  emailVerification?: boolean;
  disabled?: boolean;
  /** Days since their secret was confirmed; without it 2FA is off. */
  twoFactorDays?: number;
};

/** Made-up people in every state that an account can be in. */
const PEOPLE: DemoPerson[] = [
  { username: "admin", about: "administrator, 2FA not enabled", admin: true },
  { username: "ada", about: "2FA not enabled" },
  { username: "grace", about: "2FA enabled", twoFactorDays: 30 },
  { username: "edsger", about: "2FA expired: renewal is recommended", twoFactorDays: 200 },
  { username: "barbara", about: "email login verification: the code is at /admin/outbox", emailVerification: true },
  { username: "alan", about: "disabled", disabled: true },
];

export type SeededPerson = { username: string; about: string; secret?: string; backupCodes?: string[] };

/** Fills an empty database with people to try the console with. Their codes are returned, as nothing else can show them. */
export async function seedDemo(deps: Deps): Promise<SeededPerson[]> {
  const seeded: SeededPerson[] = [];
  for (const person of PEOPLE) seeded.push(await seedPerson(deps, person));
  return seeded;
}

async function seedPerson(deps: Deps, person: DemoPerson): Promise<SeededPerson> {
  const { username, about, admin = false, emailVerification = false, disabled = false, twoFactorDays } = person;
  const account = { username, password: DEMO_PASSWORD, email: `${username}@example.com`, admin, actorUserId: null, client: null };
  const created = await createUser(deps, account);
  if (!created.ok) throw new Error(`the demo's "${username}" cannot be made: ${created.problem.code}`);
  const userId = created.value.id;
  const now = deps.clock.now();
  const data = { emailProvenAt: now, emailLoginVerification: emailVerification, disabledAt: disabled ? now : null };
  await deps.db.user.update({ where: { id: userId }, data });
  if (twoFactorDays === undefined) return { username, about };
  const secret = generateTotpSecret(deps.random);
  const confirmedAt = new Date(now.getTime() - twoFactorDays * DAY_MS);
  const sealed = sealSecret(deps, userId, secret);
  await deps.db.totpSecret.create({ data: { userId, ...sealed, confirmedAt, lastAcceptedStep: 0 } });
  return { username, about, secret, backupCodes: await deps.db.$transaction((tx) => issueBackupCodes(deps, tx, userId)) };
}
