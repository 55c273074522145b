import * as z from "zod/mini";
import { newPasswordSchema, typedPasswordSchema } from "@/lib/passwords/schema";
import { checkboxSchema } from "@/lib/platform/checkbox-schema";
import { optionalEmailSchema } from "@/lib/users/schema";

export const settingsSchema = z.object({
  email: optionalEmailSchema,
  emailLoginVerification: checkboxSchema,
  securityMails: checkboxSchema,
});

export const changePasswordSchema = z.object({ currentPassword: typedPasswordSchema, newPassword: newPasswordSchema });
