import * as z from "zod/mini";

const count = z.int().check(z.minimum(0));

/** What is needed of an earlier report to go on from it. */
export const earlierReportSchema = z.object({
  heads: z.array(z.object({ chain: count, seq: count, hash: z.string() })),
  unchecked: z.object({ beforeChains: count, otherSecret: count }),
});
