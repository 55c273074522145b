import * as z from "zod/mini";
import { PASSWORD_MAX_LENGTH } from "@/lib/policy";

/** A proof as typed: a code or a password, which of them the account decides; none while an earlier one holds. */
export const proofSchema = z.object({ proof: z.optional(z.string().check(z.maxLength(PASSWORD_MAX_LENGTH, "too-long"))) });
