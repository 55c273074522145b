import { expect, test } from "vitest";
import { loginSchema } from "@/lib/features/sign-in/schema";
import { FORM_MAX_BYTES } from "@/lib/policy";
import { setPasswordSchema, setupSchema } from "./schema";

const filled = (text: string) => text.repeat(Math.floor(FORM_MAX_BYTES / Buffer.byteLength(text)));

/** Texts that take a parser time quadratic in their length. */
const COSTLY = {
  "an address without a domain": `${filled("a").slice(1)}@`,
  "a domain in many letters": `a@${filled(Array.from({ length: 5000 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join(""))}`,
  "marks in a row": `a${filled("\u0301\u0316")}`,
};

/** Far less than the seconds to minutes that parsing it takes. */
const AT_ONCE_MS = 300;

test.each(Object.entries(COSTLY))(
  "P4, U14: %s as long as a form is refused at once, in every field that is read before sign-in",
  { timeout: AT_ONCE_MS },
  (_, text) => {
    for (const field of ["username", "email", "password"]) {
      expect(setupSchema.safeParse({ username: "ada", email: "", password: "x", [field]: text }).success).toBe(false);
    }
    expect(setPasswordSchema.safeParse({ password: text }).success).toBe(false);
    for (const field of ["identifier", "password"]) {
      expect(loginSchema.safeParse({ identifier: "ada", password: "x", [field]: text }).success).toBe(false);
    }
  },
);
