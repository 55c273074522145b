import * as z from "zod/mini";
import { TYPED_CODE_MAX_LENGTH } from "@/lib/platform/text/typed-code";
import { isCodeShaped, readTypedCode } from "./code";

/** A code as entered, of whatever kind: of the app, a backup code, one from an email. The use case says what it is. */
export const typedCodeSchema = z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(TYPED_CODE_MAX_LENGTH, "malformed-code"));

/** A code of the app or a backup code. */
export const secondFactorSchema = typedCodeSchema.check(z.refine(isCodeShaped, "malformed-code"));

/** The code that confirms an enrolment: of the app alone. */
export const confirmSchema = z.object({
  code: typedCodeSchema.check(z.refine((typed) => readTypedCode(typed).kind === "totp", "malformed-code")),
});
