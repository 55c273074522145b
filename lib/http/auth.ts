import { AsyncLocalStorage } from "node:async_hooks";
import NextAuth, { type NextAuthConfig } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { readSession } from "@/lib/features/sessions/session";
import type { CompletedLogin } from "@/lib/features/sign-in/types";
import { log } from "@/lib/platform/log";
import { REMEMBERED_SESSION_LIFETIME_SECONDS } from "@/lib/policy";
import { callbackCookieName, sessionCookieName } from "./cookie-names";
import { tokenCookieOptions } from "./cookies";
import { getDeps } from "./deps";

/** The sign-in that the request under way has completed: nothing that a browser sends can stand in its place. */
const completedLogin = new AsyncLocalStorage<CompletedLogin>();

/** Has next-auth set the cookies of a completed sign-in. */
export function signInWith(login: CompletedLogin): Promise<unknown> {
  return completedLogin.run(login, () => signIn("credentials", { redirect: false, redirectTo: "/" }));
}

/**
 * next-auth takes part in sign-in and sign-out only. Its token is not a JWT: the cookie holds our opaque session token,
 * and the Session row found by its hash is the truth. The credentials provider takes nothing from a browser. The addresses
 * under /api/auth are not served: nothing needs them, and each would be a side door to look after.
 */
const { signIn } = NextAuth(
  () =>
    ({
      secret: getDeps().config.authSecret,
      trustHost: true,
      pages: { signIn: "/login", error: "/login", signOut: "/" },
      session: { strategy: "jwt", maxAge: REMEMBERED_SESSION_LIFETIME_SECONDS },
      cookies: {
        sessionToken: { name: sessionCookieName(), options: tokenCookieOptions() },
        callbackUrl: { name: callbackCookieName(), options: tokenCookieOptions() },
      },
      providers: [
        Credentials({
          credentials: {},
          authorize() {
            const login = completedLogin.getStore();
            return login ? { id: login.userId, name: login.username, sessionToken: login.sessionToken } : null;
          },
        }),
      ],
      callbacks: {
        // On `update` the browser's data is ignored: who one is comes from the row alone.
        jwt: ({ token, user }) => (user && "sessionToken" in user ? { ...token, sessionToken: user.sessionToken } : token),
        session: ({ session, token }) => ({ expires: session.expires, user: { name: token.name ?? null } }),
      },
      jwt: {
        encode: async ({ token }) => String(token?.sessionToken ?? ""),
        async decode({ token }) {
          const session = token ? await readSession(getDeps(), token) : null;
          return session && { sub: session.user.id, name: session.user.username, sessionToken: token };
        },
      },
      logger: {
        error: (error) => log.warn({ reason: error.name }, "next-auth refused a request"),
        warn: () => {},
        debug: () => {},
      },
    }) satisfies NextAuthConfig,
);
