import { findWeakness } from "@/lib/passwords/find-weakness";
import { hashPassword } from "@/lib/passwords/hash";
import type { ClientInfo } from "@/lib/platform/client-info";
import { addSeconds } from "@/lib/platform/clock";
import type { Deps } from "@/lib/platform/deps";
import { randomToken } from "@/lib/platform/random";
import { ok, type Result, refuse } from "@/lib/platform/result";
import { SETUP_LINK_LIFETIME_SECONDS } from "@/lib/policy";
import { addAccount } from "./create-user";
import { anyUserExists, consumeSetupLink, liveSetupLinkExists, lockFirstAccount, replaceSetupLink } from "./store";
import type { SetupProblem } from "./types";

/** The token of a new link, which voids every older one; null as soon as there is an account. */
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

/** Whether the link still works. Reading changes nothing: mail scanners and previews open links. */
export async function readSetupLink(deps: Deps, token: string): Promise<Result<null, { code: "link-over" }>> {
  const live = await liveSetupLinkExists(deps.db, deps.keyedHash("one-time-link", token), deps.clock.now());
  return live && !(await anyUserExists(deps.db)) ? ok(null) : refuse({ code: "link-over" });
}

type SetupInput = { token: string; username: string; password: string; email: string | null; client: ClientInfo };

/** Uses the link up and makes the first administrator with it: both happen, or neither. */
export async function completeSetup(
  deps: Deps,
  { token, password, ...account }: SetupInput,
): Promise<Result<{ userId: string }, SetupProblem>> {
  const link = await readSetupLink(deps, token);
  if (!link.ok) return link;
  const weakness = await findWeakness(deps, password, account);
  if (weakness) return refuse(weakness);
  const passwordHash = await hashPassword(deps, password);
  return deps.db.$transaction(async (tx) => {
    await lockFirstAccount(tx);
    if (await anyUserExists(tx)) return refuse({ code: "link-over" as const });
    const used = await consumeSetupLink(tx, deps.keyedHash("one-time-link", token), deps.clock.now());
    if (!used) return refuse({ code: "link-over" as const });
    const created = await addAccount(deps, tx, { ...account, admin: true, actorUserId: null }, passwordHash);
    return created.ok ? ok({ userId: created.value.id }) : created;
  });
}
