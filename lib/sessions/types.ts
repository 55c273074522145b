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

declare const proven: unique symbol;

/**
 * A session that may change security settings now. Only `requireProof` (lib/reverification) makes one, so a use case that
 * takes it cannot be reached past the guard.
 */
export type ProvenSession = CurrentSession & { readonly [proven]: true };
