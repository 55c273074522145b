import * as z from "zod";

/** The `page` of an address, from 1; anything else leads to the first. */
export const outboxPageSchema = z.coerce.number().int().min(1).max(100_000).catch(1);
