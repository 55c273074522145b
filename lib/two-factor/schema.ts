import * as z from "zod/mini";

/** Longer than any code with separators: what is longer is a paste gone wrong. */
const TYPED_CODE_MAX_LENGTH = 100;

/** A code as typed, of whatever kind: that of the app, a backup code, one from a mail. */
export const typedCodeSchema = z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(TYPED_CODE_MAX_LENGTH, "malformed-code"));

/** The code that confirms an enrolment or a new address. */
export const confirmSchema = z.object({ code: typedCodeSchema });
