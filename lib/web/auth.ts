import NextAuth, { type NextAuthConfig } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { completeLogin } from "@/lib/login/complete-login";
import { log } from "@/lib/platform/log";
import { REMEMBERED_SESSION_LIFETIME_SECONDS } from "@/lib/policy";
import { readSession } from "@/lib/sessions/read-session";
import { clientInfo } from "./client-info";
import {
  callbackCookieName,
  readBrowserToken,
  readSessionToken,
  sessionCookieName,
  tokenCookieOptions,
  writeBrowserToken,
} from "./cookies";
import { getDeps } from "./deps";

/**
 * next-auth takes part in sign-in and sign-out only. Its token is not a JWT: the cookie holds our opaque session token,
 * and the Session row found by its hash is the truth. The credentials provider accepts nothing but the single-use ticket
 * of an attempt that has passed all its factors. Its addresses under /api/auth are not served: nothing needs them, and each
 * would be a side door to look after.
 */
export const { signIn } = NextAuth(
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
          credentials: { ticket: {} },
          async authorize({ ticket }) {
            if (typeof ticket !== "string") return null;
            const completed = await completeLogin(getDeps(), {
              ticket,
              browserToken: await readBrowserToken(),
              replacedToken: await readSessionToken(),
              client: await clientInfo(),
            });
            if (!completed.ok) return null;
            const { userId, username, sessionToken, browserToken } = completed.value;
            await writeBrowserToken(browserToken);
            return { id: userId, name: username, sessionToken };
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
