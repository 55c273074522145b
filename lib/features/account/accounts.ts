import { recordEvent } from "@/lib/features/audit/record";
import { findWeakness, type WeakPasswordProblem } from "@/lib/features/passwords/find-weakness";
import { hashPassword } from "@/lib/features/passwords/hash";
import { endAllSessions } from "@/lib/features/sessions/end-sessions";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { skeletonOf } from "@/lib/platform/text/unicode";
import { identifierKey } from "./identifier";
import {
  anyUserExists,
  deleteUserRow,
  insertUser,
  lockFirstAccount,
  lockForDeletion,
  looksLikeUsername,
  usernameExists,
  voidPasswordLinks,
  writeAdministrator,
  writeDisabled,
} from "./store";
import type { CreateUserProblem } from "./types";

export type NewAccount = { username: string; email: string | null; admin: boolean; actorUserId: string | null; client: ClientInfo | null };
type Added = Result<{ id: string }, CreateUserProblem>;
type Created = Result<{ id: string }, CreateUserProblem | WeakPasswordProblem>;

/** Adds an account. Name, address and password were parsed with lib/features/account/schema.ts and lib/features/passwords/schema.ts. */
export async function createUser(deps: Deps, { password, ...account }: NewAccount & { password: string }): Promise<Created> {
  const weakness = await findWeakness(deps, password, account);
  if (weakness) return err(weakness);
  const passwordHash = await hashPassword(deps, password);
  return deps.db.$transaction((tx) => addAccount(deps, tx, account, passwordHash));
}

/** The same in the caller's transaction, with a password hashed before it began; null: a one-time link will set it. */
export async function addAccount(deps: Deps, tx: Transaction, account: NewAccount, passwordHash: string | null): Promise<Added> {
  const { username, email, admin, actorUserId, client } = account;
  const usernameKey = identifierKey(username);
  const emailKey = email === null ? null : identifierKey(email);
  const usernameSkeleton = skeletonOf(username);
  const keys = { usernameKey, usernameSkeleton, emailKey };
  const id = await insertUser(tx, { username, email, ...keys, passwordHash, admin, createdAt: deps.clock.now() });
  if (id === null) return err({ code: await findConflict(tx, keys) });
  await recordEvent(deps, tx, { type: "user-created", actorUserId, subjectUserId: id, client });
  return ok({ id });
}

async function findConflict(tx: Transaction, { usernameKey, usernameSkeleton }: { usernameKey: string; usernameSkeleton: string }) {
  if (await usernameExists(tx, usernameKey)) return "username-taken";
  return (await looksLikeUsername(tx, usernameSkeleton)) ? "username-too-similar" : "email-taken";
}

export async function hasAccounts({ db }: Pick<Deps, "db">): Promise<boolean> {
  return anyUserExists(db);
}

/**
 * Creates the administrator named by ADMIN_USERNAME and ADMIN_PASSWORD on a database without accounts. Returns false when an account
 * exists, also when a second server creates it at this moment.
 */
export async function createFirstAdministrator(
  deps: Deps,
  { username, password }: { username: string; password: string },
): Promise<boolean> {
  if (await anyUserExists(deps.db)) return false;
  const passwordHash = await hashPassword(deps, password);
  return deps.db.$transaction(async (tx) => {
    await lockFirstAccount(tx);
    if (await anyUserExists(tx)) return false;
    const account = { username, email: null, admin: true, actorUserId: null, client: null };
    return (await addAccount(deps, tx, account, passwordHash)).ok;
  });
}

/**
 * Disables or enables an account; the caller records it. Returns false when nothing changed. Both end all sessions and void the links to set a
 * password: one that existed while the account was being disabled must not become valid again.
 */
export async function setDisabled(deps: Deps, tx: Transaction, userId: string, disabled: boolean): Promise<boolean> {
  if (!(await writeDisabled(tx, userId, disabled ? deps.clock.now() : null))) return false;
  await voidPasswordLinks(tx, userId);
  await endAllSessions(deps, tx, userId, disabled ? "disabled" : "administrator");
  return true;
}

/** Gives or takes the role; the caller records it. It is read at each request, so sessions stay. Returns false when nothing changed. */
export async function setAdministrator(tx: Transaction, userId: string, admin: boolean): Promise<boolean> {
  return writeAdministrator(tx, userId, admin);
}

/**
 * Deletes an account with everything that belongs to it: sessions, factors, known browsers, links. Entries of the audit log and emails of the
 * outbox stay. The caller records it. Returns false when there is no such account.
 */
export async function deleteAccount(deps: Deps, tx: Transaction, userId: string): Promise<boolean> {
  await lockForDeletion(tx, userId);
  await endAllSessions(deps, tx, userId, "deleted");
  return deleteUserRow(tx, userId);
}
