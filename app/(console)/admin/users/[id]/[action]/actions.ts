"use server";

import { notFound } from "next/navigation";
import type { LinkFormState } from "@/components/admin/one-time-link";
import { actOnUser } from "@/lib/features/administration/act-on-user";
import { actOnUserSchema } from "@/lib/features/administration/schema";
import type { NotifyOutcome } from "@/lib/features/administration/types";
import { administrator, reverified } from "@/lib/http/action-guards";
import { getDeps } from "@/lib/http/deps";
import { issuedLink, sendNow } from "@/lib/http/form-messages";
import { clientInfo } from "@/lib/http/request";
import { runAction } from "@/lib/http/run-action";
import { problemText } from "@/lib/i18n/problem-text";

export async function applyUserAction(_state: LinkFormState, data: unknown): Promise<LinkFormState> {
  const action = { form: "user-action", guard: reverified(administrator), schema: actOnUserSchema, onInvalid: notFound } as const;
  return runAction(data, action, async (session, { userId, action }) => {
    const acted = await actOnUser(getDeps(), { session, userId, action, client: await clientInfo() });
    // The page of an action that does not apply is no redirect target: see page.tsx.
    if (!acted.ok && acted.problem.code === "action-not-available") return { redirectTo: `/admin/users/${userId}?done=nothing` };
    if (!acted.ok) return { formError: await problemText(acted.problem) };
    const { link, mailId, username, email } = acted.value;
    if (link) return { made: await issuedLink({ link, mailId, userId, username, email }) };
    const notified: NotifyOutcome = mailId ? await sendNow(mailId) : "no-address";
    return { redirectTo: `/admin/users/${userId}?done=${action}&notified=${notified}` };
  });
}
