import { findUserById } from "@/lib/features/account/find-user";
import { issuePasswordLink } from "@/lib/features/account/one-time-links";
import { changeDisabled } from "@/lib/features/account/set-disabled";
import type { UserOverview } from "@/lib/features/account/types";
import { enqueueMail } from "@/lib/features/notifications/outbox";
import type { AdministratorAction } from "@/lib/features/notifications/types";
import { endAllSessions } from "@/lib/features/sessions/end-sessions";
import type { ReverifiedSession } from "@/lib/features/sessions/session";
import { findActiveThrottles, resetThrottle } from "@/lib/features/throttle/throttle";
import { protectionWithoutTwoFactor } from "@/lib/features/two-factor/state";
import { resetTwoFactor } from "@/lib/features/two-factor/two-factor";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { mailPasswordLink } from "./invite-user";
import { findAddressee, isActiveAdministrator, lockAdministration } from "./store";
import type { AccountChange, ActionDone, AdminProblem, UserAction } from "./types";

type AdministratorInput = { session: ReverifiedSession; userId: string; action: UserAction; client: ClientInfo };
type Performed = Pick<ActionDone, "link" | "mailId">;
type AdministratorSubject = { userId: string; actorUserId: string; client: ClientInfo };

/**
 * Does something to somebody else's account. Whether the one who asks is an administrator is read under the lock, so that
 * the console never loses its last one: nobody can disable themself, and of two who disable each other one succeeds.
 */
export async function actOnUser(
  deps: Deps,
  { session, userId, action, client }: AdministratorInput,
): Promise<Result<ActionDone, AdminProblem>> {
  return deps.db.$transaction(async (tx) => {
    await lockAdministration(tx);
    if (!(await isActiveAdministrator(tx, session.user.id))) return err({ code: "not-administrator" });
    if (userId === session.user.id) return err({ code: "own-account" });
    const user = await findUserById(deps, userId, tx);
    if (!user) return err({ code: "no-such-user" });
    const throttled = (await findActiveThrottles(deps, userId, tx)).length > 0;
    if (!availableActions(user, session.user.id, throttled).includes(action)) return err({ code: "action-not-available" });
    const subject = { userId, actorUserId: session.user.id, client };
    const done = await perform(deps, tx, action, subject, session.user.username);
    return ok({ username: user.username, email: user.email, ...done });
  });
}

async function perform(
  deps: Deps,
  tx: Transaction,
  action: UserAction,
  subject: AdministratorSubject,
  administrator: string,
): Promise<Performed> {
  const { userId } = subject;
  if (action === "new-link") {
    const link = await issuePasswordLink(deps, tx, subject);
    return { link, mailId: await mailPasswordLink(deps, tx, { userId, link, administrator }) };
  }
  const mailId = await notifyOfChange(deps, tx, action, userId, administrator);
  await changeAccount(deps, tx, action, subject);
  return { link: null, mailId };
}

type OperatorInput = { userId: string; change: AccountChange };
/** `due` is false for what was so already: it is done again, and nobody told. */
type Done = { due: boolean; sessionsEnded: number | null; mailId: string | null };

/** What whoever runs the server does to an account on the command line: what an administrator may do, and told alike. */
export async function actOnUserAsOperator(deps: Deps, { userId, change }: OperatorInput): Promise<Done> {
  return deps.db.$transaction(async (tx) => {
    await lockAdministration(tx);
    const user = await findUserById(deps, userId, tx);
    const throttled = (await findActiveThrottles(deps, userId, tx)).length > 0;
    const due = user !== null && availableActions(user, null, throttled).includes(change);
    const mailId = due ? await notifyOfChange(deps, tx, change, userId, null) : null;
    const sessionsEnded = await changeAccount(deps, tx, change, { userId, actorUserId: null, client: null });
    return { due, sessionsEnded, mailId };
  });
}

/**
 * What there is to do to the account; nothing to one's own, which has its settings. `actorUserId` is null for the operator.
 * `delayed`: a sign-in delay of the account is running.
 */
export function availableActions(user: UserOverview, actorUserId: string | null, throttled: boolean): UserAction[] {
  if (user.id === actorUserId) return [];
  const waitsForPassword = !user.hasPassword && !user.disabled;
  return [
    ...(user.twoFactor.state === "not-enabled" ? [] : (["reset-2fa"] as const)),
    ...(waitsForPassword ? (["new-link"] as const) : (["sign-out-everywhere"] as const)),
    ...(throttled ? (["unlock"] as const) : []),
    user.disabled ? "enable" : "disable",
  ];
}

/** By whom: an administrator, or (null) the operator on the command line. */
type Subject = { userId: string; actorUserId: string | null; client: ClientInfo | null };

const NOTIFIED_ACTION: Record<AccountChange, AdministratorAction> = {
  "reset-2fa": "two-factor-reset",
  "sign-out-everywhere": "sessions-ended",
  unlock: "unlocked",
  disable: "disabled",
  enable: "enabled",
};

/** Does it, in the caller's transaction; the number of sessions ended where that is what was asked for. */
export async function changeAccount(deps: Deps, tx: Transaction, change: AccountChange, subject: Subject): Promise<number | null> {
  if (change === "sign-out-everywhere") return endAllSessions(deps, tx, subject);
  if (change === "unlock") await resetThrottle(deps, tx, subject);
  else if (change === "reset-2fa") await resetTwoFactor(deps, tx, subject);
  else await changeDisabled(deps, tx, { ...subject, disabled: change === "disable" });
  return null;
}

/** The id of the mail that tells the person concerned, or null where there is no proven address. */
function notifyOfChange(deps: Deps, tx: Transaction, change: AccountChange, userId: string, administrator: string | null) {
  return notifyUser(deps, tx, { userId, action: NOTIFIED_ACTION[change], administrator });
}

type Notification = { userId: string; action: AdministratorAction; administrator: string | null };

/**
 * Tells whoever owns the account, in the transaction of the change and whether or not security mails are wanted; the mail's
 * id, or null without a proven address. An address that is only claimed may be a stranger's.
 */
async function notifyUser(deps: Deps, tx: Transaction, { userId, action, administrator }: Notification): Promise<string | null> {
  const user = await findAddressee(tx, userId);
  if (!user?.address) return null;
  const withoutTwoFactor = protectionWithoutTwoFactor(user);
  const mail = { kind: "administrator-action", action, administrator, withoutTwoFactor, at: deps.clock.now() } as const;
  return enqueueMail(deps, tx, { userId, username: user.username, to: user.address, mail });
}
