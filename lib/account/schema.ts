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

const anId = z.catch(z.optional(z.uuid()), undefined);

/** The query of the pages of activity; whatever makes no sense leads to the first one. */
export const activityQuerySchema = z.object({ after: anId, before: anId });
