import { turnOffEmailVerification as turnOff } from "@/lib/features/account/settings";
import { actOnUserAsOperator } from "@/lib/features/administration/act-on-user";
import type { AccountChange, NotifyOutcome } from "@/lib/features/administration/types";
import { withSharedKey } from "@/lib/features/keys/check-keys";
import { deliverWithin } from "@/lib/features/notifications/delivery";
import { resetThrottleAsOperator } from "@/lib/features/throttle/throttle";
import type { Deps } from "@/lib/platform/deps";
import { MAIL_LEASE_SECONDS } from "@/lib/policy";
import { type Context, fail, type Run, type Subcommand } from "./subcommand";
import { findUserOrFail, userRow } from "./users";

const OUTCOMES: Record<NotifyOutcome, string> = {
  sent: "The person has been told by mail.",
  sending: "The person is being told by mail.",
  queued: "The mail to the person is kept in the outbox: no mail is sent.",
  failed: "The mail to the person could not be sent now; it is in the outbox.",
  "no-address": "The person has no proven address to be told at.",
};

/** Changes the account and tells its owner. `told` is null, and `sentence` empty, where nothing was changed. */
async function actOnUser(context: Context, userId: string, change: AccountChange) {
  const deps = await withSharedKey(context.deps);
  if (!deps) fail("ENCRYPTION_KEYS has no key that the running server knows, and the mail to the person would be lost");
  const { due, sessionsEnded, mailId } = await actOnUserAsOperator(deps, { userId, change });
  const notified = due ? await notifyUser(deps, mailId) : null;
  return { due, sessionsEnded, notified, sentence: notified ? `. ${OUTCOMES[notified]}` : "" };
}

/** Waits until the try is over: a process that ended in the middle of it would have the mail sent twice. */
async function notifyUser(deps: Deps, mailId: string | null): Promise<NotifyOutcome> {
  if (mailId === null) return "no-address";
  const sent = await deliverWithin(deps, mailId, MAIL_LEASE_SECONDS * 1000);
  return sent.ok ? sent.value : "failed";
}

export const resetTwoFactor: Subcommand = (program, run) => {
  program
    .command("reset-2fa")
    .description("take 2FA off an account whose owner has lost phone and backup codes; ends its sessions")
    .argument("<user>", "username or email")
    .option("--json", "print one JSON object")
    .action((identifier: string, options) =>
      run(options, async (context) => {
        const { id, username } = await findUserOrFail(context, identifier);
        const { notified, sentence } = await actOnUser(context, id, "reset-2fa");
        const json = { ...userRow(await findUserOrFail(context, username)), notified };
        return { text: `2FA is off for "${username}", whose sessions have ended${sentence}`, json };
      }),
    );
};

export const disableUser: Subcommand = (program, run) => {
  program
    .command("disable-user")
    .description("keep somebody from signing in; ends the account's sessions")
    .argument("<user>", "username or email")
    .option("--json", "print one JSON object")
    .action((identifier: string, options) => setDisabled(run, identifier, options, true));
};

export const enableUser: Subcommand = (program, run) => {
  program
    .command("enable-user")
    .description("let somebody sign in again; sessions that ended stay ended")
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
    .description("sign somebody out everywhere, at once")
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
    .description("let somebody try again at once whose sign-in has to wait after too many wrong passwords or codes")
    .argument("<user>", "username or email")
    .option("--json", "print one JSON object")
    .action((identifier: string, options) =>
      run(options, async (context) => {
        const user = await findUserOrFail(context, identifier);
        const lifted = await resetThrottleAsOperator(context.deps, user.id);
        const text = lifted ? `"${user.username}" can try again at once` : `No wrong guesses are counted against "${user.username}"`;
        return { text, json: userRow(user) };
      }),
    );
};

export const turnOffEmailVerification: Subcommand = (program, run) => {
  program
    .command("turn-off-email-verification")
    .description("let somebody whose mail does not arrive sign in without a mailed code")
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
