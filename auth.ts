import { AsyncLocalStorage } from "node:async_hooks";
import NextAuth, { type NextAuthConfig } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import type { CompletedSignIn } from "@/lib/features/sign-in/attempt";
import { callbackCookieName, sessionCookieName } from "@/lib/http/cookie-names";
import { tokenCookieOptions } from "@/lib/http/cookies";
import { getDeps } from "@/lib/http/deps";
import { log } from "@/lib/platform/log";
import { REMEMBERED_SESSION_LIFETIME_SECONDS } from "@/lib/policy";

/** The sign-in that the current request has completed; no data of the browser can replace it. */
const completedSignIn = new AsyncLocalStorage<CompletedSignIn>();

/**
 * next-auth (Auth.js) finishes sign-ins: every factor has passed and the `Session` row exists when `signIn` is called, and it sets the
 * session cookie. The cookie holds our opaque token, not a JWT; the user is read from the row (`currentSession` in
 * lib/http/guards.ts), for less than half the cost of `auth()`. The routes under /api/auth (`handlers`), a second way to sign in, are
 * not served, and `auth()` is not used; signing out deletes the row (lib/http/sign-in.ts).
 */
const { signIn } = NextAuth(
  () =>
    ({
      secret: getDeps().config.authSecret,
      trustHost: true,
      session: { strategy: "jwt", maxAge: REMEMBERED_SESSION_LIFETIME_SECONDS },
      cookies: {
        sessionToken: { name: sessionCookieName(), options: tokenCookieOptions() },
        callbackUrl: { name: callbackCookieName(), options: tokenCookieOptions() },
      },
      providers: [
        Credentials({
          credentials: {},
          authorize() {
            const login = completedSignIn.getStore();
            return login ? { id: login.userId, sessionToken: login.sessionToken } : null;
          },
        }),
      ],
      callbacks: { jwt: ({ user }) => ({ sessionToken: "sessionToken" in user ? user.sessionToken : null }) },
      jwt: { encode: async ({ token }) => String(token?.sessionToken ?? "") },
      logger: {
        error: (error) => log.warn({ reason: error.name }, "next-auth error"),
        warn: () => {},
        debug: () => {},
      },
    }) satisfies NextAuthConfig,
);

/** Makes next-auth set the session cookie of a completed sign-in, which expires with a remembered session. */
export function signInWith(login: CompletedSignIn): Promise<unknown> {
  return completedSignIn.run(login, () => signIn("credentials", { redirect: false, redirectTo: "/" }));
}
