import { z } from "zod";
import { wholeNumber } from "./environment-variable";

/** The range search of Have I Been Pwned: the first five characters of a hash are all that it learns. */
const HAVE_I_BEEN_PWNED = "https://api.pwnedpasswords.com/range/";

/** The variables that belong to passwords, to be spread into the schema of the environment. */
export const passwordVariables = {
  // NIST SP 800-63B-4 section 3.1.1.2: 15 where the password may be the only factor, and never fewer than 8.
  PASSWORD_MIN_LENGTH: wholeNumber("a number of characters", { min: 8, max: 64 }).default(15),
  PASSWORD_BREACH_CHECK: z
    .string()
    .trim()
    .refine(
      (value) => ["off", "on"].includes(value) || isRangeAddress(value),
      "must be on, off or an address like https://pwned.example.com/range/",
    )
    .default("off"),
};

/** The address that a part of a hash is added to; null: nothing is asked. */
export function readBreachCheck(value: string): string | null {
  if (value === "off") return null;
  return value === "on" ? HAVE_I_BEEN_PWNED : value.replace(/\/*$/, "/");
}

function isRangeAddress(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password, search, hash } = new URL(value);
  return /^https?:$/.test(protocol) && username + password + search + hash === "";
}
