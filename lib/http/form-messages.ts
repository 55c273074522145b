import { getFormatter, getNow, getTranslations } from "next-intl/server";
import { deliverWithin } from "@/lib/features/notifications/delivery";
import type { DeliveryState } from "@/lib/features/notifications/types";
import { texts } from "@/lib/i18n/messages";
import { type Problem, problemText, retryTime } from "@/lib/i18n/problem-text";
import { releaseSlot } from "@/lib/platform/http/request-context";
import { MAIL_DELIVERY_WAIT_MS, PASSWORD_LINK_LIFETIME_SECONDS } from "@/lib/policy";
import { recordThrottled } from "./client-share";
import { getDeps } from "./deps";
import type { FormState } from "./form-state";
import { clientInfo } from "./request";

/** The message of a use case's problem with a field; when throttled, with the time to wait. */
export async function refusedField(field: string, problem: Problem): Promise<Pick<FormState, "fieldErrors" | "retry">> {
  const fieldErrors = { [field]: await problemText(problem) };
  const retryAt = await retryTime(problem);
  if (!retryAt) return { fieldErrors };
  const t = await getTranslations("retry");
  const { left, ready } = await texts("retry");
  const inWords = t("inWords", { when: (await getFormatter()).relativeTime(retryAt, await getNow()) });
  const notChecked = problem.code === "too-many-attempts";
  if (notChecked) recordThrottled((await clientInfo()).ip);
  return { fieldErrors, retry: { field, notChecked, ...secondsUntil(retryAt), left, ready, inWords } };
}

/** Sends the email with a code, and returns the text about its delivery: sent, sending, kept on this console, or refused. */
export async function codeSentMessage(mailId: string): Promise<string> {
  return (await texts("delivery"))[await sendNow(mailId)];
}

/** The same for one more code, requested by `Send again`. */
export async function codeResentMessage(mailId: string): Promise<string> {
  return (await texts("sendAgain")).done[await sendNow(mailId)];
}

/** Sends the email that was just committed; after 2 s returns "sending" and continues in the background. */
export async function sendNow(mailId: string, { waitMs = MAIL_DELIVERY_WAIT_MS } = {}): Promise<DeliveryState> {
  releaseSlot();
  return deliverWithin(getDeps(), mailId, waitMs);
}

type LinkDelivery = { link: string; userId: string; username: string; email: string | null; mailId: string | null };

/** Sends the email with the link, and returns the text about its delivery. */
export async function issuedLink({ link, userId, username, email, mailId }: LinkDelivery) {
  const t = await getTranslations("invitation.link");
  const status = mailId ? await sendNow(mailId) : "queued";
  return {
    link,
    userId,
    created: t("created", { username }),
    description: t("description", { hours: PASSWORD_LINK_LIFETIME_SECONDS / 3600 }),
    mail: email && t(`mail.${status}`, { email }),
  };
}

/** Returns whole seconds from now, for countdowns on pages. */
export function secondsUntil(end: Date): { seconds: number } {
  const ms = end.getTime() - getDeps().clock.now().getTime();
  return { seconds: Math.max(0, Math.ceil(ms / 1000)) };
}

const FIELD_OF: Record<string, string> = { "username-taken": "username", "username-too-similar": "username", "email-taken": "email" };

/** Returns the field of a new account that a problem is about, if any. */
export function accountField(code: string): string | undefined {
  return FIELD_OF[code];
}
