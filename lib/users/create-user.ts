import { recordEvent } from "@/lib/audit/record";
import { findWeakness } from "@/lib/passwords/find-weakness";
import { hashPassword } from "@/lib/passwords/hash";
import type { WeakPasswordProblem } from "@/lib/passwords/types";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { ok, type Result, refuse } from "@/lib/platform/result";
import { skeletonOf } from "@/lib/platform/text/lookalikes";
import { identifierKey } from "./identifier-key";
import { insertUser, looksLikeUsername, usernameExists } from "./store";
import type { CreateUserProblem } from "./types";

export type NewAccount = { username: string; email: string | null; admin: boolean; actorUserId: string | null; client: ClientInfo | null };
type Added = Result<{ id: string }, CreateUserProblem>;
type Created = Result<{ id: string }, CreateUserProblem | WeakPasswordProblem>;

/** Adds an account. The form of name, address and password is checked by lib/users/schema.ts and lib/passwords/schema.ts before. */
export async function createUser(deps: Deps, { password, ...account }: NewAccount & { password: string }): Promise<Created> {
  const weakness = await findWeakness(deps, password, account);
  if (weakness) return refuse(weakness);
  const passwordHash = await hashPassword(deps, password);
  return deps.db.$transaction((tx) => addAccount(deps, tx, account, passwordHash));
}

/** The same within a transaction of the caller, for a password hashed before it began; null: a one-time link will set it. */
export async function addAccount(deps: Deps, tx: Transaction, account: NewAccount, passwordHash: string | null): Promise<Added> {
  const { username, email, admin, actorUserId, client } = account;
  const usernameKey = identifierKey(username);
  const emailKey = email === null ? null : identifierKey(email);
  const usernameSkeleton = skeletonOf(username);
  const keys = { usernameKey, usernameSkeleton, emailKey };
  const id = await insertUser(tx, { username, email, ...keys, passwordHash, admin, createdAt: deps.clock.now() });
  if (id === null) return refuse({ code: await whatIsTaken(tx, keys) });
  await recordEvent(deps, tx, { type: "user-created", actorUserId, subjectUserId: id, client });
  return ok({ id });
}

async function whatIsTaken(tx: Transaction, { usernameKey, usernameSkeleton }: { usernameKey: string; usernameSkeleton: string }) {
  if (await usernameExists(tx, usernameKey)) return "username-taken";
  return (await looksLikeUsername(tx, usernameSkeleton)) ? "username-too-similar" : "email-taken";
}
