"use server";

import { outboxQuerySchema } from "@/lib/features/notifications/outbox";
import { administrator, reverified } from "@/lib/http/action-guards";
import type { FormState } from "@/lib/http/form-state";
import { runAction } from "@/lib/http/run-action";

/** Reverifies the administrator and shows the outbox again, with the texts of the emails. */
export async function confirmIdentity(_state: FormState, data: unknown): Promise<FormState> {
  const action = { form: "outbox", guard: reverified(administrator), schema: outboxQuerySchema } as const;
  return runAction(data, action, async (_session, { page, mail }) => {
    const query = new URLSearchParams({ page: String(page), ...(mail && { mail }) });
    return { redirectTo: `/admin/outbox?${query}` };
  });
}
