import { deleteAccount, setAdministrator, setDisabled } from "@/lib/features/account/accounts";
import { findUserById } from "@/lib/features/account/find-user";
import { endEmailVerification } from "@/lib/features/account/settings";
import type { UserOverview } from "@/lib/features/account/types";
import { recordEvent } from "@/lib/features/audit/record";
import type { EventType } from "@/lib/features/audit/types";
import type { AdministratorAction } from "@/lib/features/notifications/types";
import { endAllSessions } from "@/lib/features/sessions/end-sessions";
import type { ReverifiedSession } from "@/lib/features/sessions/session";
import { findActiveThrottles, resetThrottle } from "@/lib/features/throttle/throttle";
import { resetTwoFactor } from "@/lib/features/two-factor/two-factor";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { issueLink } from "./invite-user";
import { notifyUser } from "./notify-user";
import { findAddressee, isActiveAdministrator, lockAdministration } from "./store";
import { type AccountChange, type ActionDone, type Actor, type AdminProblem, OPERATOR, USER_ACTIONS, type UserAction } from "./types";

type AdministratorInput = { session: ReverifiedSession; userId: string; action: UserAction; client: ClientInfo };

/**
 * Applies an administrator's action to another user's account. The actor's role is read under the lock, so that the console never loses
 * its last administrator: administrators cannot act on themselves, and of two who disable, remove or delete each other one succeeds.
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
    if (!(await isAvailable(deps, tx, action, user, session.user.id))) return err({ code: "action-not-available" });
    const actor = { userId: session.user.id, username: session.user.username, client };
    const { username, email, hasPassword: hadPassword } = user;
    const done =
      action === "new-link"
        ? await issueLink(deps, tx, { userId, hadPassword, actor })
        : { link: null, mailId: (await changeAccount(deps, tx, action, { userId, actor, notify: true })).mailId };
    return ok({ username, email, hadPassword, ...done });
  });
}

type OperatorInput = { userId: string; change: AccountChange };
/** `due` is false when the account was in that state already: the action is repeated without a notification. */
type Done = { due: boolean; sessionsEnded: number | null; mailId: string | null };

/** The same actions for the operator on the command line, with the same notifications. */
export async function actOnUserAsOperator(deps: Deps, { userId, change }: OperatorInput): Promise<Done> {
  return deps.db.$transaction(async (tx) => {
    await lockAdministration(tx);
    const user = await findUserById(deps, userId, tx);
    const due = user !== null && (await isAvailable(deps, tx, change, user, null));
    const { sessionsEnded, mailId } = await changeAccount(deps, tx, change, { userId, actor: OPERATOR, notify: due });
    return { due, sessionsEnded, mailId };
  });
}

async function isAvailable(
  deps: Deps,
  tx: Transaction,
  action: UserAction,
  user: UserOverview,
  actorUserId: string | null,
): Promise<boolean> {
  const throttled = (await findActiveThrottles(deps, user.id, tx)).length > 0;
  return availableActions(user, actorUserId, throttled).includes(action);
}

/** Lifts the delays of an account for the operator, who is asked by its user: there is no email. Returns false when there were none. */
export async function unlockAsOperator(deps: Deps, userId: string): Promise<boolean> {
  const input = { userId, actor: OPERATOR, notify: false };
  return (await deps.db.$transaction((tx) => changeAccount(deps, tx, "unlock", input))).event !== null;
}

/**
 * Returns the actions available for the account, in the order in which they are shown; none for one's own account, which has its settings.
 * `actorUserId` is null for the operator. `throttled`: a sign-in delay of the account is running.
 */
export function availableActions(user: UserOverview, actorUserId: string | null, throttled: boolean): UserAction[] {
  if (user.id === actorUserId) return [];
  const available: Record<UserAction, boolean> = {
    "reset-2fa": user.twoFactor.state !== "not-enabled",
    "turn-off-email-verification": user.emailVerification,
    "new-link": !user.disabled,
    "sign-out-everywhere": user.hasPassword,
    unlock: throttled,
    "make-administrator": !(user.admin || user.disabled),
    "remove-administrator": user.admin,
    disable: !user.disabled,
    enable: user.disabled,
    delete: true,
  };
  return USER_ACTIONS.filter((action) => available[action]);
}

/** `event`: what is recorded; null when the account was in that state already. `sessionsEnded`: null for changes that do not report it. */
type Applied = { event: EventType | null; sessionsEnded: number | null };

type Change = {
  notification: AdministratorAction;
  apply: (deps: Deps, tx: Transaction, userId: string) => Promise<Applied>;
};

const applied = (event: EventType | null, sessionsEnded: number | null = null): Applied => ({ event, sessionsEnded });

const CHANGES: Record<AccountChange, Change> = {
  "reset-2fa": {
    notification: "two-factor-reset",
    // The operator may reset 2FA that is off, which signs out everywhere.
    apply: async (deps, tx, userId) => applied((await resetTwoFactor(deps, tx, userId)) ? "two-factor-reset" : "sessions-revoked"),
  },
  "turn-off-email-verification": {
    notification: "email-verification-disabled",
    apply: async (deps, tx, userId) => applied((await endEmailVerification(deps, tx, userId)) ? "email-verification-disabled" : null),
  },
  "sign-out-everywhere": {
    notification: "sessions-ended",
    apply: async (deps, tx, userId) => applied("sessions-revoked", await endAllSessions(deps, tx, userId, "administrator")),
  },
  unlock: {
    notification: "unlocked",
    apply: async (_deps, tx, userId) => applied((await resetThrottle(tx, userId)) ? "account-unlocked" : null),
  },
  "make-administrator": {
    notification: "administrator-granted",
    apply: async (_deps, tx, userId) => applied((await setAdministrator(tx, userId, true)) ? "administrator-granted" : null),
  },
  "remove-administrator": {
    notification: "administrator-removed",
    apply: async (_deps, tx, userId) => applied((await setAdministrator(tx, userId, false)) ? "administrator-removed" : null),
  },
  disable: {
    notification: "disabled",
    apply: async (deps, tx, userId) => applied((await setDisabled(deps, tx, userId, true)) ? "user-disabled" : null),
  },
  enable: {
    notification: "enabled",
    apply: async (deps, tx, userId) => applied((await setDisabled(deps, tx, userId, false)) ? "user-enabled" : null),
  },
  delete: {
    notification: "deleted",
    apply: async (deps, tx, userId) => applied((await deleteAccount(deps, tx, userId)) ? "user-deleted" : null),
  },
};

type ChangeInput = { userId: string; actor: Actor; notify: boolean };
type Changed = Applied & { mailId: string | null };

/**
 * Queues the email to the user, who may be gone after the change, changes the account, and records the change, which is the last write of
 * the transaction (AU8).
 */
async function changeAccount(deps: Deps, tx: Transaction, change: AccountChange, { userId, actor, notify }: ChangeInput): Promise<Changed> {
  const { apply, notification } = CHANGES[change];
  const addressee = await findAddressee(tx, userId);
  const mailId = notify ? await notifyUser(deps, tx, addressee, { action: notification, administrator: actor.username }) : null;
  const outcome = await apply(deps, tx, userId);
  const { event: type } = outcome;
  const deletedName = type === "user-deleted" ? addressee?.username : undefined;
  if (type) await recordEvent(deps, tx, { type, actorUserId: actor.userId, subjectUserId: userId, deletedName, client: actor.client });
  return { ...outcome, mailId };
}
