import type { EmailChallengePurpose } from "@/lib/platform/db/generated/enums";

/** The mail that carries the code for each purpose. */
export const MAIL_KIND = {
  login: "login-code",
  address: "address-code",
  reverification: "reverification-code",
} as const satisfies Record<EmailChallengePurpose, string>;
