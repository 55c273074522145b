import { recordEvent } from "@/lib/audit/record";
import { findWeakness } from "@/lib/passwords/find-weakness";
import { hashPassword } from "@/lib/passwords/hash";
import type { ClientInfo } from "@/lib/platform/client-info";
import { addSeconds } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { randomToken } from "@/lib/platform/random";
import { ok, type Result, refuse } from "@/lib/platform/result";
import { PASSWORD_LINK_LIFETIME_SECONDS } from "@/lib/policy";
import { consumePasswordLink, findPasswordLink, replacePasswordLink, saveFirstPassword } from "./store";
import type { SetPasswordProblem } from "./types";

type Issue = { userId: string; actorUserId: string | null; client: ClientInfo | null };

/** The address of a new link for an account without a password, in the caller's transaction; it voids every older one. */
export async function issuePasswordLink(deps: Deps, tx: Transaction, { userId, actorUserId, client }: Issue): Promise<string> {
  const token = randomToken(deps.random);
  const createdAt = deps.clock.now();
  const expiresAt = addSeconds(createdAt, PASSWORD_LINK_LIFETIME_SECONDS);
  await replacePasswordLink(tx, userId, deps.keyedHash("one-time-link", token), createdAt, expiresAt);
  await recordEvent(deps, tx, { type: "password-link-issued", actorUserId, subjectUserId: userId, client });
  return `${deps.config.appUrl}/set-password?token=${token}`;
}

/** Whose link it is, while it works. Reading changes nothing: mail scanners and previews open links. */
export async function readPasswordLink(deps: Deps, token: string): Promise<Result<{ username: string }, { code: "link-over" }>> {
  const link = await findPasswordLink(deps.db, deps.keyedHash("one-time-link", token), deps.clock.now());
  return link?.user ? ok({ username: link.user.username }) : refuse({ code: "link-over" });
}

type Input = { token: string; password: string; client: ClientInfo };

/** Uses the link up and sets the password with it: both happen, or neither. It signs nobody in. */
export async function setPassword(deps: Deps, { token, password, client }: Input): Promise<Result<null, SetPasswordProblem>> {
  const tokenHash = deps.keyedHash("one-time-link", token);
  const user = (await findPasswordLink(deps.db, tokenHash, deps.clock.now()))?.user;
  if (!user) return refuse({ code: "link-over" });
  const weakness = await findWeakness(deps, password, user);
  if (weakness) return refuse(weakness);
  const passwordHash = await hashPassword(deps, password);
  return deps.db.$transaction(async (tx) => {
    if (!(await consumePasswordLink(tx, tokenHash, deps.clock.now()))) return refuse({ code: "link-over" });
    if (!(await saveFirstPassword(tx, user.id, passwordHash))) return refuse({ code: "link-over" });
    await recordEvent(deps, tx, { type: "password-set", actorUserId: user.id, subjectUserId: user.id, client });
    return ok(null);
  });
}
