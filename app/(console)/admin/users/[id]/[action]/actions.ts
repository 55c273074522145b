"use server";

import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import type { LinkFormState } from "@/components/admin/one-time-link";
import { actOnUser } from "@/lib/features/administration/act-on-user";
import { actOnUserSchema, CONFIRMATION_FIELD } from "@/lib/features/administration/schema";
import type { ActionDone, NotifyOutcome } from "@/lib/features/administration/types";
import { administrator, reverified } from "@/lib/http/action-guards";
import { getDeps } from "@/lib/http/deps";
import { issuedLink, sendNow } from "@/lib/http/form-messages";
import { clientInfo } from "@/lib/http/request";
import { type Issues, runAction } from "@/lib/http/run-action";
import { problemText } from "@/lib/i18n/problem-text";
import { PASSWORD_LINK_LIFETIME_SECONDS } from "@/lib/policy";

export async function applyUserAction(_state: LinkFormState, data: unknown): Promise<LinkFormState> {
  const keep = [CONFIRMATION_FIELD];
  const action = { form: "user-action", keep, guard: reverified(administrator), schema: actOnUserSchema, onInvalid: refuseForged } as const;
  return runAction(data, action, async (session, { userId, action }) => {
    const page = `/admin/users/${userId}`;
    const acted = await actOnUser(getDeps(), { session, userId, action, client: await clientInfo() });
    // The page of an action that does not apply, or of a deleted account, is no redirect target: see page.tsx.
    if (!acted.ok && acted.problem.code === "action-not-available") return { redirectTo: `${page}?done=nothing` };
    if (!acted.ok && acted.problem.code === "no-such-user") return { redirectTo: page };
    if (!acted.ok) return { formError: await problemText(acted.problem) };
    const { link, ...done } = acted.value;
    if (link) return { made: await newLink({ ...done, userId, link }) };
    return { redirectTo: `${page}?done=${action}&notified=${await notify(done.mailId)}` };
  });
}

/** Only the confirmation is entered by the user. */
function refuseForged({ issues }: Issues): void {
  if (issues.some(({ path }) => path[0] !== CONFIRMATION_FIELD)) notFound();
}

async function notify(mailId: string | null): Promise<NotifyOutcome> {
  return mailId ? sendNow(mailId) : "no-address";
}

type NewLink = ActionDone & { userId: string; link: string };

/** The link of an invitation is emailed; of one for an account with a password the user is notified. */
async function newLink({ hadPassword, ...issued }: NewLink) {
  const t = await getTranslations();
  const { username, mailId } = issued;
  const created = t("userAction.new-link.done", { username });
  if (!hadPassword) return { ...(await issuedLink(issued)), created };
  const description = t("invitation.link.replaces", { hours: PASSWORD_LINK_LIFETIME_SECONDS / 3600 });
  const mail = t(`userAction.notified.${await notify(mailId)}`, { username });
  return { link: issued.link, userId: issued.userId, created, description, mail };
}
