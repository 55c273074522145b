import type { Factor } from "@/lib/platform/db/generated/enums";

/** Who is signed in, in which session. Read from the database at each request; never from the browser. */
export type CurrentSession = {
  id: string;
  user: { id: string; username: string; email: string | null; admin: boolean };
  factors: Factor[];
  remember: boolean;
  createdAt: Date;
  expiresAt: Date;
  /** When a factor was last proved again in this session. */
  reverifiedAt: Date | null;
};

/** Why a session has ended. */
const SESSION_END_REASONS = [
  "signed-out",
  "signed-out-elsewhere",
  "replaced",
  "password-changed",
  "two-factor-changed",
  "two-factor-reset",
  "settings-changed",
  "disabled",
  "administrator",
  "expired",
  "inactive",
] as const;
export type SessionEndReason = (typeof SESSION_END_REASONS)[number];

/** What the browser that holds the token of a session is shown about its end; `unknown` claims nothing. */
export type SessionEnd = SessionEndReason | "secret-changed" | "unknown";

declare const proven: unique symbol;

/**
 * A session that may change security settings now. Only `requireProof` (lib/features/reverification) makes one, so a use case that
 * takes it cannot be reached past the guard.
 */
export type ProvenSession = CurrentSession & { readonly [proven]: true };
