import * as z from "zod";

/** The query of `/admin/outbox`: its page, from 1, and the email that is open. Invalid parameters are ignored (hand-typed or outdated URLs). */
export const outboxQuerySchema = z.object({
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  mail: z.uuid().optional().catch(undefined),
});
