import { recordEvent } from "@/lib/features/audit/record";
import { enqueueMail, findMailTimes } from "@/lib/features/notifications/outbox";
import { addSeconds } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { DELAY_MAIL_INTERVAL_SECONDS } from "@/lib/policy";
import { findUntold, markTold } from "./store";

type Told = NonNullable<Awaited<ReturnType<typeof markTold>>>;

/**
 * Notes in the audit log that guesses at an account have to wait now, and tells its owner by mail, whether or not security
 * mails are wanted; once a day at the most. A step of the worker: a sign-in that is refused costs the same with and without.
 */
export async function tellDelayed(deps: Deps): Promise<void> {
  for (const key of await findUntold(deps.db, deps.clock.now())) {
    await deps.db.$transaction(async (tx) => {
      const told = await markTold(tx, key, deps.clock.now());
      if (!told?.user) return;
      await mailOwner(deps, tx, told, key.secret === "password" ? "password" : "second-factor");
      const subject = { actorUserId: null, subjectUserId: told.user.id, client: null };
      await recordEvent(deps, tx, { ...subject, type: "account-delayed", ...(key.secret === "password" && { factor: "password" }) });
    });
  }
}

async function mailOwner(deps: Deps, tx: Transaction, told: Told, guessed: "password" | "second-factor"): Promise<void> {
  const { user, failures, nextTryAt } = told;
  if (!user?.email || !user.emailProvenAt || !nextTryAt) return;
  const since = addSeconds(deps.clock.now(), -DELAY_MAIL_INTERVAL_SECONDS);
  if ((await findMailTimes(tx, user.id, "account-delayed", since)).length > 0) return;
  const mail = { kind: "account-delayed", guessed, failures, retryAt: nextTryAt } as const;
  await enqueueMail(deps, tx, { userId: user.id, username: user.username, to: user.email, mail });
}
