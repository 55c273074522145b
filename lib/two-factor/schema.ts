import * as z from "zod/mini";

/** Longer than any code with separators: what is longer is a paste gone wrong. */
const TYPED_CODE_MAX_LENGTH = 100;

/** The code that confirms an enrolment, as typed. */
export const confirmSchema = z.object({
  code: z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(TYPED_CODE_MAX_LENGTH, "malformed-code")),
});
