import { recordOwnEvent } from "@/lib/features/audit/record";
import { lockUser } from "@/lib/features/known-browsers/known-browsers";
import { recordSecurityNotice } from "@/lib/features/notifications/security-notices";
import { findWeakness } from "@/lib/features/passwords/find-weakness";
import { hashPassword } from "@/lib/features/passwords/hash";
import { endAllSessions } from "@/lib/features/sessions/end-sessions";
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
  hasPassword,
  liveSetupLinkExists,
  lockFirstAccount,
  replacePasswordLink,
  replaceSetupLink,
  savePasswordHash,
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
    return created.ok ? ok({ username: account.username, passwordHash, isFirst: true }) : created;
  });
}

/**
 * Returns the URL of a new link to set the account's password and voids every older one, in the caller's transaction. The caller records it. A
 * password that the account has keeps working until the link is used.
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

/**
 * Consumes the link and sets the password atomically. It changes no other factor: 2FA and email verification are due as before
 * (`setPasswordAndSignIn`). A replaced password ends all sessions and is notified. The user is locked first, as by every change of
 * the account, so that of a burst of changes each sees the one before.
 */
export async function setPassword(deps: Deps, { token, password, client }: Input): Promise<Result<LinkedPassword, SetPasswordProblem>> {
  const tokenHash = deps.keyedHash("one-time-link", token);
  const user = (await findPasswordLink(deps.db, tokenHash, deps.clock.now()))?.user;
  if (!user) return err({ code: "link-invalid" });
  const weakness = await findWeakness(deps, password, user);
  if (weakness) return err(weakness);
  const passwordHash = await hashPassword(deps, password);
  return deps.db.$transaction(async (tx) => {
    await lockUser(tx, user.id);
    const replaces = await hasPassword(tx, user.id);
    if (!(await consumePasswordLink(tx, tokenHash, deps.clock.now()))) return err({ code: "link-invalid" });
    await savePasswordHash(tx, user.id, passwordHash);
    await endAllSessions(deps, tx, user.id, "password-changed");
    if (replaces) await recordSecurityNotice(deps, tx, { userId: user.id, kind: "password-changed", client });
    await recordOwnEvent(deps, tx, { type: "password-set", userId: user.id, client });
    return ok({ username: user.username, passwordHash, isFirst: !replaces });
  });
}

/** Deletes links that expired a day ago. */
export async function purgeLinks(deps: Deps): Promise<void> {
  await deleteExpiredLinks(deps.db, addSeconds(deps.clock.now(), -EXPIRED_RETENTION_SECONDS), CLEANUP_BATCH_SIZE);
}
