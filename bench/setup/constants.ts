/** Made up, and worth nothing anywhere else. */
export const AUTH_SECRET = "a secret for measurements, long enough to be one";
export const ENCRYPTION_KEYS = `k1:${Buffer.alloc(32, 7).toString("base64")}`;
export const DATABASE_PASSWORD = "for-measurements-only";
export const PASSWORD = "correct horse battery";

/** One secret for all users, encrypted for each: the clients compute each code once. */
export const TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
export const BETTER_AUTH_TOTP_SECRET = "abcdefghijklmnopqrstuvwxyz012345";

/** The user whose sign-in is recorded in a browser, and the administrator whose pages are measured. */
export const RECORDED = "recorded-person";
export const ADMINISTRATOR = "the-administrator";

export const signerName = (index: number) => `person-${String(index).padStart(6, "0")}`;
