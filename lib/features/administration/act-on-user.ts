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
 * Applies an administrator's action to another user's account. The actor's role is read under the lock, so that the console never loses
 * its last administrator: administrators cannot disable themselves, and of two who disable each other one succeeds.
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
  // Before the change, whose audit entry is the last write of its transaction (AU8).
  const mailId = await notifyUser(deps, tx, { userId, change: action, administrator });
  await changeAccount(deps, tx, action, subject);
  return { link: null, mailId };
}

type OperatorInput = { userId: string; change: AccountChange };
/** `due` is false when the account was in that state already: the action is repeated without a notification. */
type Done = { due: boolean; sessionsEnded: number | null; mailId: string | null };

/** The same actions for the operator on the command line, with the same notifications. */
export async function actOnUserAsOperator(deps: Deps, { userId, change }: OperatorInput): Promise<Done> {
  return deps.db.$transaction(async (tx) => {
    await lockAdministration(tx);
    const user = await findUserById(deps, userId, tx);
    const throttled = (await findActiveThrottles(deps, userId, tx)).length > 0;
    const due = user !== null && availableActions(user, null, throttled).includes(change);
    const mailId = due ? await notifyUser(deps, tx, { userId, change, administrator: null }) : null;
    const sessionsEnded = await changeAccount(deps, tx, change, { userId, actorUserId: null, client: null });
    return { due, sessionsEnded, mailId };
  });
}

/**
 * Returns the actions available for the account; none for one's own account, which has its settings. `actorUserId` is null for the
 * operator. `throttled`: a sign-in delay of the account is running.
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

/** `actorUserId`: an administrator, or null for the operator on the command line. */
type Subject = { userId: string; actorUserId: string | null; client: ClientInfo | null };

const NOTIFIED_ACTION: Record<AccountChange, AdministratorAction> = {
  "reset-2fa": "two-factor-reset",
  "sign-out-everywhere": "sessions-ended",
  unlock: "unlocked",
  disable: "disabled",
  enable: "enabled",
};

/** Applies the change in the caller's transaction. Returns the number of sessions ended for `sign-out-everywhere`, else null. */
export async function changeAccount(deps: Deps, tx: Transaction, change: AccountChange, subject: Subject): Promise<number | null> {
  if (change === "sign-out-everywhere") return endAllSessions(deps, tx, subject);
  if (change === "unlock") await resetThrottle(deps, tx, subject);
  else if (change === "reset-2fa") await resetTwoFactor(deps, tx, subject);
  else await changeDisabled(deps, tx, { ...subject, disabled: change === "disable" });
  return null;
}

/** `administrator`: the name of who made the change, or null for the operator. */
type Notification = { userId: string; change: AccountChange; administrator: string | null };

/**
 * Notifies the user in the transaction of the change, whatever the email preferences say. Returns the email's id, or null without a
 * confirmed address: an unconfirmed one may belong to a stranger.
 */
async function notifyUser(deps: Deps, tx: Transaction, { userId, change, administrator }: Notification): Promise<string | null> {
  const user = await findAddressee(tx, userId);
  if (!user?.address) return null;
  const withoutTwoFactor = protectionWithoutTwoFactor(user);
  const action = NOTIFIED_ACTION[change];
  const mail = { kind: "administrator-action", action, administrator, withoutTwoFactor, at: deps.clock.now() } as const;
  return enqueueMail(deps, tx, { userId, username: user.username, to: user.address, mail });
}
