"use server";

import type { LinkFormState } from "@/components/admin/one-time-link";
import { inviteUser } from "@/lib/features/administration/invite-user";
import { inviteSchema } from "@/lib/features/administration/schema";
import { administrator, reverified } from "@/lib/http/action-guards";
import { getDeps } from "@/lib/http/deps";
import { accountField, issuedLink } from "@/lib/http/form-messages";
import { clientInfo } from "@/lib/http/request";
import { runAction } from "@/lib/http/run-action";
import { problemText } from "@/lib/i18n/problem-text";

export async function invite(_state: LinkFormState, data: unknown): Promise<LinkFormState> {
  const keep = ["username", "email", "admin"];
  const action = { form: "invite", keep, draft: true, guard: reverified(administrator), schema: inviteSchema } as const;
  return runAction(data, action, async (session, account) => {
    const invited = await inviteUser(getDeps(), { session, ...account, client: await clientInfo() });
    if (invited.ok) return { made: await issuedLink({ ...invited.value, ...account }) };
    const field = accountField(invited.problem.code);
    const problem = await problemText(invited.problem);
    return field ? { fieldErrors: { [field]: problem } } : { formError: problem };
  });
}
