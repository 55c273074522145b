import type { SignInProtection, WeakerProtection } from "./types";

/**
 * What a sign-in asks for besides the password: the one source for sign-in itself and for every sentence about how an account
 * is protected. 2FA takes the place of the emailed code; `emailVerification` means chosen, and possible as the address is proven.
 */
export function signInProtection(account: { hasTwoFactor: boolean; emailVerification: boolean }): SignInProtection {
  return account.hasTwoFactor ? "two-factor" : protectionWithoutTwoFactor(account);
}

/** The same while 2FA is off, or once it will be. */
export function protectionWithoutTwoFactor({ emailVerification }: { emailVerification: boolean }): WeakerProtection {
  return emailVerification ? "email-code" : "password";
}
