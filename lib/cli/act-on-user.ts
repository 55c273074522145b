import { turnOffEmailVerification as turnOff } from "@/lib/features/account/settings";
import { actOnUserAsOperator, unlockAsOperator } from "@/lib/features/administration/act-on-user";
import type { AccountChange, NotifyOutcome } from "@/lib/features/administration/types";
import { withSharedKey } from "@/lib/features/keys/check-keys";
import { deliverWithin } from "@/lib/features/notifications/delivery";
import type { Deps } from "@/lib/platform/deps";
import { MAIL_LEASE_SECONDS } from "@/lib/policy";
import { type Context, fail, type Run, type Subcommand } from "./subcommand";
import { findUserOrFail, userRow } from "./users";

const OUTCOMES: Record<NotifyOutcome, string> = {
  sent: "The user has been notified by email.",
  sending: "The notification email is being sent.",
  queued: "Email is not set up, so the notification email is in the outbox.",
  failed: "The notification email could not be sent yet. It is in the outbox.",
  "no-address": "The user has no confirmed email address for a notification.",
};

/** Changes the account and notifies the user. `notified` is null, and `sentence` empty, when nothing changed. */
async function actOnUser(context: Context, userId: string, change: AccountChange) {
  const deps = await withSharedKey(context.deps);
  if (!deps)
    fail("ENCRYPTION_KEYS has no key of the running server, so the email to the user would be lost: use the ENCRYPTION_KEYS of the server");
  const { due, sessionsEnded, mailId } = await actOnUserAsOperator(deps, { userId, change });
  const notified = due ? await notifyUser(deps, mailId) : null;
  return { due, sessionsEnded, notified, sentence: notified ? `. ${OUTCOMES[notified]}` : "" };
}

/** Waits for the delivery attempt: a process that ended in the middle of it would cause the email to be sent twice. */
async function notifyUser(deps: Deps, mailId: string | null): Promise<NotifyOutcome> {
  if (mailId === null) return "no-address";
  return deliverWithin(deps, mailId, MAIL_LEASE_SECONDS * 1000);
}

export const resetTwoFactor: Subcommand = (program, run) => {
  program
    .command("reset-2fa")
    .description("turn off 2FA for a user who lost the phone and the backup codes; ends all sessions of the user")
    .argument("<user>", "username or email")
    .option("--json", "print one JSON object")
    .action((identifier: string, options) =>
      run(options, async (context) => {
        const { id, username } = await findUserOrFail(context, identifier);
        const { notified, sentence } = await actOnUser(context, id, "reset-2fa");
        const json = { ...userRow(await findUserOrFail(context, username)), notified };
        return { text: `2FA is off for "${username}", and all sessions were ended${sentence}`, json };
      }),
    );
};

export const disableUser: Subcommand = (program, run) => {
  program
    .command("disable-user")
    .description("prevent the user from signing in; ends all sessions of the user")
    .argument("<user>", "username or email")
    .option("--json", "print one JSON object")
    .action((identifier: string, options) => setDisabled(run, identifier, options, true));
};

export const enableUser: Subcommand = (program, run) => {
  program
    .command("enable-user")
    .description("let the user sign in again; ended sessions are not restored")
    .argument("<user>", "username or email")
    .option("--json", "print one JSON object")
    .action((identifier: string, options) => setDisabled(run, identifier, options, false));
};

function setDisabled(run: Run, identifier: string, options: { json?: boolean }, disabled: boolean): Promise<void> {
  return run(options, async (context) => {
    const { id, username } = await findUserOrFail(context, identifier);
    const { due, notified, sentence } = await actOnUser(context, id, disabled ? "disable" : "enable");
    const text = `"${username}" is ${disabled ? "disabled" : "enabled"}${due ? sentence : ", as before"}`;
    return { text, json: { ...userRow(await findUserOrFail(context, username)), notified } };
  });
}

export const revokeSessions: Subcommand = (program, run) => {
  program
    .command("revoke-sessions")
    .description("sign the user out everywhere")
    .argument("<user>", "username or email")
    .option("--json", "print one JSON object")
    .action((identifier: string, options) =>
      run(options, async (context) => {
        const { id, username } = await findUserOrFail(context, identifier);
        const { sessionsEnded, notified, sentence } = await actOnUser(context, id, "sign-out-everywhere");
        return {
          text: `Ended ${sessionsEnded} session${sessionsEnded === 1 ? "" : "s"} of "${username}"${sentence}`,
          json: { username, sessionsEnded, notified },
        };
      }),
    );
};

export const unlockUser: Subcommand = (program, run) => {
  program
    .command("unlock")
    .description("end the throttling of a user after too many failed attempts")
    .argument("<user>", "username or email")
    .option("--json", "print one JSON object")
    .action((identifier: string, options) =>
      run(options, async (context) => {
        const user = await findUserOrFail(context, identifier);
        const lifted = await unlockAsOperator(context.deps, user.id);
        const text = lifted
          ? `"${user.username}" can sign in again right away`
          : `"${user.username}" has no failed attempts, so nothing was changed`;
        return { text, json: userRow(user) };
      }),
    );
};

export const turnOffEmailVerification: Subcommand = (program, run) => {
  program
    .command("turn-off-email-verification")
    .description("turn off email login verification for a user who does not receive the codes")
    .argument("<user>", "username or email")
    .option("--json", "print one JSON object")
    .action((identifier: string, options) =>
      run(options, async (context) => {
        const { id, username } = await findUserOrFail(context, identifier);
        const changed = await turnOff(context.deps, { userId: id });
        const json = userRow(await findUserOrFail(context, username));
        return { text: `Email login verification is off for "${username}"${changed ? "" : ", as before"}`, json };
      }),
    );
};
