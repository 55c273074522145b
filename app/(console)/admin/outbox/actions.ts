"use server";

import { outboxHref } from "@/components/admin/outbox-href";
import { outboxQuerySchema } from "@/lib/features/notifications/outbox";
import { administrator, reverified } from "@/lib/http/action-guards";
import type { FormState } from "@/lib/http/form-state";
import { runAction } from "@/lib/http/run-action";

/** Reverifies the administrator and shows the outbox again, with the texts of the emails. */
export async function confirmIdentity(_state: FormState, data: unknown): Promise<FormState> {
  const action = { form: "outbox", guard: reverified(administrator), schema: outboxQuerySchema } as const;
  return runAction(data, action, async (_session, query) => ({ redirectTo: outboxHref(query) }));
}
