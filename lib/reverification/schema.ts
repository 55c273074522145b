import * as z from "zod/mini";
import { PASSWORD_MAX_LENGTH } from "@/lib/policy";

/** A proof as typed: a code or a password, which of them the account decides. */
export const proofSchema = z.object({ proof: z.string().check(z.minLength(1, "required"), z.maxLength(PASSWORD_MAX_LENGTH, "too-long")) });
