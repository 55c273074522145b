import * as z from "zod/mini";
import { TYPED_CODE_MAX_LENGTH } from "@/lib/platform/text/typed-code";
import { isEmailCodeShaped } from "./code";

/** A code from an email, as entered. */
export const emailCodeSchema = z
  .string()
  .check(
    z.trim(),
    z.minLength(1, "required"),
    z.maxLength(TYPED_CODE_MAX_LENGTH, "malformed-email-code"),
    z.refine(isEmailCodeShaped, "malformed-email-code"),
  );

/** The code that proves a new address. */
export const confirmAddressSchema = z.object({ code: emailCodeSchema });
