import * as z from "zod/mini";
import { newPasswordSchema, typedPasswordSchema } from "@/lib/passwords/schema";
import { optionalEmailSchema } from "@/lib/users/schema";

/** A checkbox: in form data present when ticked, in the browser's own form state a boolean. */
const checkbox = z.pipe(
  z.optional(z.union([z.string(), z.boolean()])),
  z.transform((value) => value !== undefined && value !== false),
);

export const settingsSchema = z.object({ email: optionalEmailSchema, emailLoginVerification: checkbox, securityMails: checkbox });

export const changePasswordSchema = z.object({ currentPassword: typedPasswordSchema, newPassword: newPasswordSchema });
