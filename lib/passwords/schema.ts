import * as z from "zod/mini";
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from "@/lib/policy";

/** A password as typed to sign in: anything that could be one, bounded so that hashing is. */
export const typedPasswordSchema = z.string().check(z.minLength(1, "required"), z.maxLength(PASSWORD_MAX_LENGTH, "password-too-long"));

/** A password to be set: length is the only rule (NIST SP 800-63B-4 section 3.1.1.2). Counts code points. */
export const newPasswordSchema = z.string().check(
  z.refine((value) => [...value].length >= PASSWORD_MIN_LENGTH, "password-too-short"),
  z.refine((value) => [...value].length <= PASSWORD_MAX_LENGTH, "password-too-long"),
);
