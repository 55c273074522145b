import * as z from "zod/mini";
import { PASSWORD_MAX_LENGTH } from "@/lib/policy";

/** A proof as typed: a code or a password, which of them the account decides; empty while an earlier one holds. */
export const proofSchema = z.object({ proof: z.string().check(z.maxLength(PASSWORD_MAX_LENGTH, "too-long")) });
