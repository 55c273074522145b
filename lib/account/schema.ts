import * as z from "zod/mini";
import { newPasswordOf, newPasswordSchema, typedPasswordSchema } from "@/lib/passwords/schema";
import { checkboxSchema } from "@/lib/platform/checkbox-schema";
import { optionalEmailSchema } from "@/lib/users/schema";

export const settingsSchema = z.object({
  email: optionalEmailSchema,
  emailLoginVerification: checkboxSchema,
  securityMails: checkboxSchema,
});

export const changePasswordSchema = z.object({ currentPassword: typedPasswordSchema, newPassword: newPasswordSchema });

/** For the browser, with the length of a password that this console asks for. */
export const changePasswordSchemaOf = (passwordMinLength: number) =>
  z.extend(changePasswordSchema, { newPassword: newPasswordOf(passwordMinLength) });

const anId = z.catch(z.optional(z.uuid()), undefined);

/** The query of the pages of activity; whatever makes no sense leads to the first one. */
export const activityQuerySchema = z.object({ after: anId, before: anId });
