import { findLanguage, type Language } from "@/lib/i18n/locales";
import type { ClientInfo } from "@/lib/platform/client-info";
import { addSeconds, secondsBetween } from "@/lib/platform/clock";
import { randomToken, timingSafeEqualStrings } from "@/lib/platform/crypto/keyed-hash";
import type { Factor } from "@/lib/platform/db/generated/enums";
import type { Statements } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import {
  REMEMBERED_SESSION_LIFETIME_SECONDS,
  REVERIFICATION_REPEAT_SECONDS,
  SESSION_LAST_SEEN_RESOLUTION_SECONDS,
  SESSION_LIFETIME_SECONDS,
} from "@/lib/policy";
import { countLive, findLiveSession, findRenewedSession, insertSession, type LiveSession, saveReverification, touchSession } from "./store";

/** A session and its user. Read from the database at each request; never from the browser. */
export type CurrentSession = {
  id: string;
  /** `locale`: the language that the user has chosen; null: the browser's. */
  user: { id: string; username: string; email: string | null; admin: boolean; locale: Language | null };
  factors: Factor[];
  remember: boolean;
  createdAt: Date;
  expiresAt: Date;
  /** When the user was last reverified in this session. */
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
  "deleted",
  "administrator",
  "expired",
  "inactive",
] as const;
export type SessionEndReason = (typeof SESSION_END_REASONS)[number];

/** The reason shown to the browser that held the session; `unknown` when none is recorded. */
export type SessionEnd = SessionEndReason | "secret-changed" | "unknown";

declare const reverified: unique symbol;

/**
 * A session that may change security settings now. Only `requireRecentVerification` (lib/features/reverification) creates one, so a use
 * case that takes it cannot be called without the guard.
 */
export type ReverifiedSession = CurrentSession & { readonly [reverified]: true };

type StartInput = { userId: string; factors: Factor[]; remember: boolean; client: ClientInfo };

/**
 * Creates the session row and returns its token, which only the browser keeps. Called by `completeSignIn` alone, in the transaction that
 * consumes the attempt.
 */
export async function startSession(deps: Deps, tx: Statements, input: StartInput): Promise<string> {
  const token = randomToken(deps.random);
  const createdAt = deps.clock.now();
  const expiresAt = addSeconds(createdAt, input.remember ? REMEMBERED_SESSION_LIFETIME_SECONDS : SESSION_LIFETIME_SECONDS);
  const { userId, factors, remember, client } = input;
  await insertSession(tx, { tokenHash: deps.keyedHash("session", token), userId, factors, remember, ...client, createdAt, expiresAt });
  return token;
}

/** Returns the live session of the token, or null. One statement; at most once a minute a second one for `lastSeenAt`, unless read-only. */
export function readSession(deps: Deps, token: string): Promise<CurrentSession | null> {
  return readSessionByHash(deps, deps.keyedHash("session", token), deps.db);
}

/** `db`: the connections to use. */
export async function readSessionByHash({ clock }: Deps, tokenHash: string, db: Statements): Promise<CurrentSession | null> {
  const now = clock.now();
  const row = await findLiveSession(db, tokenHash, now);
  if (!row) return null;
  if (!row.readOnly && secondsBetween(row.lastSeenAt, now) >= SESSION_LAST_SEEN_RESOLUTION_SECONDS)
    await touchSession(db, row.id, row.lastSeenAt, now);
  return toSession(row);
}

/**
 * Returns the live session whose former token this is, when a reverification replaced it moments ago. The token stays void: it is accepted
 * only together with the same code or password (lib/features/reverification/reverify.ts).
 */
export async function readRenewedSession(deps: Deps, token: string): Promise<CurrentSession | null> {
  const now = deps.clock.now();
  const row = await findRenewedSession(deps.db, deps.keyedHash("session", token), addSeconds(now, -REVERIFICATION_REPEAT_SECONDS), now);
  return row && toSession(row);
}

function toSession({ lastSeenAt: _, readOnly: __, userId, username, email, admin, locale, ...session }: LiveSession): CurrentSession {
  return { ...session, user: { id: userId, username, email, admin, locale: findLanguage(locale) } };
}

/** `token`: of the session, as sent by the browser. */
type RenewInput = { session: CurrentSession; token: string; reverification: string };

/** `sessionToken`: for the cookie; null when another request of this session has renewed it since this one began. */
export type Renewed = { sessionToken: string | null };

/**
 * Records the reverification in the transaction that consumed the code, and renews the session's token (OWASP ASVS 5.0 V7.2.4), which
 * voids copies of the old one. Of several in flight one renews, so that the browser holds the right token in any order of the answers.
 * Returns null when the session has ended meanwhile.
 */
export async function renewSession(deps: Deps, tx: Statements, { session, token, reverification }: RenewInput): Promise<Renewed | null> {
  const sessionToken = renewedToken(deps, token, reverification);
  const saved = await saveReverification(tx, session, deps.keyedHash("session", sessionToken), deps.clock.now());
  return saved && { sessionToken: saved.renewed ? sessionToken : null };
}

/** Derived from the old token and the input with a key of the server: the same form sent twice gets the same token. */
export function renewedToken(deps: Deps, token: string, reverification: string): string {
  return deps.keyedHash("session-renewal", JSON.stringify([token, reverification]));
}

/** Returns the number of live sessions. */
export function countSessions(deps: Deps): Promise<number> {
  return countLive(deps.db, deps.clock.now());
}

/**
 * The token that applications on other host names show a proxy in place of the session token: it identifies the user while the session
 * lives, and cannot sign in, so an application that stores it never holds the session itself. It is the hash by which the row is found,
 * with a MAC keyed by AUTH_SECRET, so that a copy of the database cannot forge one.
 */
export function issueForwardAuthToken(deps: Deps, token: string): string {
  const tokenHash = deps.keyedHash("session", token);
  return `${tokenHash}.${deps.keyedHash("pass", tokenHash)}`;
}

/** Returns the hash of the session token that the forward-auth token was issued for, or null when it was not issued here. Reads no row. */
export function verifyForwardAuthToken(deps: Deps, forwardAuthToken: string): string | null {
  const [tokenHash = "", mac = ""] = forwardAuthToken.split(".");
  return timingSafeEqualStrings(mac, deps.keyedHash("pass", tokenHash)) ? tokenHash : null;
}

/** Returns the live session of the forward-auth token, or null. */
export async function readForwardAuthSession(deps: Deps, forwardAuthToken: string): Promise<CurrentSession | null> {
  const tokenHash = verifyForwardAuthToken(deps, forwardAuthToken);
  return tokenHash ? readSessionByHash(deps, tokenHash, deps.db) : null;
}
