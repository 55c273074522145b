import { recordOwnEvent } from "@/lib/features/audit/record";
import { findWeakness } from "@/lib/features/passwords/find-weakness";
import { hashPassword } from "@/lib/features/passwords/hash";
import type { ClientInfo } from "@/lib/platform/client-info";
import { addSeconds } from "@/lib/platform/clock";
import { randomToken } from "@/lib/platform/crypto/keyed-hash";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { CLEANUP_BATCH_SIZE, EXPIRED_RETENTION_SECONDS, PASSWORD_LINK_LIFETIME_SECONDS, SETUP_LINK_LIFETIME_SECONDS } from "@/lib/policy";
import { addAccount } from "./accounts";
import {
  anyUserExists,
  consumePasswordLink,
  consumeSetupLink,
  deleteExpiredLinks,
  findPasswordLink,
  liveSetupLinkExists,
  lockFirstAccount,
  replacePasswordLink,
  replaceSetupLink,
  saveFirstPassword,
} from "./store";
import type { LinkedPassword, SetPasswordProblem, SetupProblem } from "./types";

/** Returns the token of a new link and voids every older one; null once an account exists. */
export async function issueSetupLink(deps: Deps): Promise<string | null> {
  const token = randomToken(deps.random);
  const createdAt = deps.clock.now();
  const tokenHash = deps.keyedHash("one-time-link", token);
  return deps.db.$transaction(async (tx) => {
    await lockFirstAccount(tx);
    if (await anyUserExists(tx)) return null;
    await replaceSetupLink(tx, tokenHash, createdAt, addSeconds(createdAt, SETUP_LINK_LIFETIME_SECONDS));
    return token;
  });
}

/** Returns whether the link is valid. Changes nothing, because mail scanners and previews open links. */
export async function readSetupLink(deps: Deps, token: string): Promise<Result<null, { code: "link-invalid" }>> {
  const live = await liveSetupLinkExists(deps.db, deps.keyedHash("one-time-link", token), deps.clock.now());
  return live && !(await anyUserExists(deps.db)) ? ok(null) : err({ code: "link-invalid" });
}

type SetupInput = { token: string; username: string; password: string; email: string | null; client: ClientInfo };

/** Consumes the link and creates the first administrator atomically. It does not sign the user in: see `completeSetupAndSignIn`. */
export async function completeSetup(
  deps: Deps,
  { token, password, ...account }: SetupInput,
): Promise<Result<LinkedPassword, SetupProblem>> {
  const link = await readSetupLink(deps, token);
  if (!link.ok) return link;
  const weakness = await findWeakness(deps, password, account);
  if (weakness) return err(weakness);
  const passwordHash = await hashPassword(deps, password);
  return deps.db.$transaction(async (tx) => {
    await lockFirstAccount(tx);
    if (await anyUserExists(tx)) return err({ code: "link-invalid" as const });
    const used = await consumeSetupLink(tx, deps.keyedHash("one-time-link", token), deps.clock.now());
    if (!used) return err({ code: "link-invalid" as const });
    const created = await addAccount(deps, tx, { ...account, admin: true, actorUserId: null }, passwordHash);
    return created.ok ? ok({ username: account.username, passwordHash }) : created;
  });
}

/**
 * Returns the URL of a new link for an account without a password and voids every older one, in the caller's transaction. The caller
 * records it.
 */
export async function issuePasswordLink(deps: Deps, tx: Transaction, userId: string): Promise<string> {
  const token = randomToken(deps.random);
  const createdAt = deps.clock.now();
  const expiresAt = addSeconds(createdAt, PASSWORD_LINK_LIFETIME_SECONDS);
  await replacePasswordLink(tx, userId, deps.keyedHash("one-time-link", token), createdAt, expiresAt);
  return `${deps.config.appUrl}/set-password?token=${token}`;
}

/** Returns whose link it is, while it is valid. Changes nothing, because mail scanners and previews open links. */
export async function readPasswordLink(deps: Deps, token: string): Promise<Result<{ username: string }, { code: "link-invalid" }>> {
  const link = await findPasswordLink(deps.db, deps.keyedHash("one-time-link", token), deps.clock.now());
  return link?.user ? ok({ username: link.user.username }) : err({ code: "link-invalid" });
}

type Input = { token: string; password: string; client: ClientInfo };

/** Consumes the link and sets the password atomically. It does not sign the user in: see `setPasswordAndSignIn`. */
export async function setPassword(deps: Deps, { token, password, client }: Input): Promise<Result<LinkedPassword, SetPasswordProblem>> {
  const tokenHash = deps.keyedHash("one-time-link", token);
  const user = (await findPasswordLink(deps.db, tokenHash, deps.clock.now()))?.user;
  if (!user) return err({ code: "link-invalid" });
  const weakness = await findWeakness(deps, password, user);
  if (weakness) return err(weakness);
  const passwordHash = await hashPassword(deps, password);
  return deps.db.$transaction(async (tx) => {
    if (!(await consumePasswordLink(tx, tokenHash, deps.clock.now()))) return err({ code: "link-invalid" });
    if (!(await saveFirstPassword(tx, user.id, passwordHash))) return err({ code: "link-invalid" });
    await recordOwnEvent(deps, tx, { type: "password-set", userId: user.id, client });
    return ok({ username: user.username, passwordHash });
  });
}

/** Deletes links that expired a day ago. */
export async function purgeLinks(deps: Deps): Promise<void> {
  await deleteExpiredLinks(deps.db, addSeconds(deps.clock.now(), -EXPIRED_RETENTION_SECONDS), CLEANUP_BATCH_SIZE);
}
