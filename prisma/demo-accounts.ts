/** In the form that E2E_ACCOUNTS has too (e2e/README.md). */
export type DemoAccount = {
  username: string;
  about: string;
  password: string;
  email: string;
  admin: boolean;
  disabled: boolean;
  emailVerification: boolean;
  twoFactor: "not-enabled" | "enabled" | "expired";
  /** Base32, as an authenticator app takes it. */
  totpSecret?: string;
};

const PASSWORD = "correct horse battery";

function account(username: string, about: string, rest: Partial<DemoAccount> = {}): DemoAccount {
  const defaults = { admin: false, disabled: false, emailVerification: false, twoFactor: "not-enabled" } as const;
  return { username, about, password: PASSWORD, email: `${username}@example.com`, ...defaults, ...rest };
}

/**
 * An account in every state. Passwords and TOTP secrets are the same in every demo, so that scripts and authenticator apps keep
 * working; they protect nothing, because a demo has its own temporary database.
 */
export const DEMO_ACCOUNTS: DemoAccount[] = [
  account("admin", "administrator, 2FA not enabled", { admin: true }),
  account("ada", "2FA not enabled"),
  account("grace", "2FA enabled", { twoFactor: "enabled", totpSecret: "MRSW23ZNM5ZGCY3FFVZWKY3SMV2DCMRT" }),
  account("edsger", "2FA expired, renewal is recommended", { twoFactor: "expired", totpSecret: "MRSW23ZNMVSHGZ3FOIWXGZLDOJSXIMJS" }),
  account("barbara", "email login verification, the code is at /admin/outbox", { emailVerification: true }),
  account("alan", "disabled, cannot sign in", { disabled: true }),
];
