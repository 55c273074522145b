import { maskAddress } from "@/lib/email-challenges/mask-address";
import { readSendState } from "@/lib/email-challenges/send-state";
import { readDelivery } from "@/lib/mail/read-delivery";
import type { Deps } from "@/lib/platform/deps";
import { attemptStatus } from "./attempt";
import { findAttempt } from "./store";
import type { AttemptView, PendingStep } from "./types";

type Attempt = NonNullable<Awaited<ReturnType<typeof findAttempt>>>;

/** What the verification page may show to the browser that holds `token`. Reads only: reloading changes nothing. */
export async function readAttempt(deps: Deps, token: string | undefined): Promise<AttemptView> {
  const attempt = token ? await findAttempt(deps.db, deps.keyedHash("login-attempt", token)) : null;
  if (!attempt) return { status: "none" };
  const status = attemptStatus(attempt, deps.clock.now());
  const { id, remember, triesLeft, returnTo, endReason, user } = attempt;
  if (status === "cancelled" && endReason) return { status: "over", reason: "changed", returnTo };
  if (status !== "pending") return { status: "over", reason: status, returnTo };
  return { status, id, username: user.username, step: await pendingStep(deps, attempt), remember, triesLeft, returnTo };
}

async function pendingStep(deps: Deps, { id, user, factorsDue }: Attempt): Promise<PendingStep> {
  if (!factorsDue.includes("email_code")) return { method: "two-factor-code" };
  const sending = await readSendState(deps.db, user.id, { purpose: "login", loginAttemptId: id }, deps.clock.now());
  const since = sending.sentAt;
  const delivery = since && (await readDelivery(deps, { userId: user.id, kind: "login-code", since }));
  return { method: "email-code", maskedAddress: maskAddress(user.email ?? ""), delivery, ...sending };
}
