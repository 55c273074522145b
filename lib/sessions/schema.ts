import * as z from "zod/mini";

/** What to sign out: one session by its id, or every other one. */
export const deviceSchema = z.object({ device: z.union([z.literal("others"), z.uuid()]) });
