import { PASSWORD } from "../setup/constants";
import type { Server } from "../setup/program";
import { type Answer, type Client, CookieJar } from "./http";
import { ATTEMPT_MARK, CODE_MARK, NAME_MARK, type RecordedRequest, type Recording } from "./recorded-sign-in";
import { betterAuthCode, latchkeyCode } from "./totp";
import type { Visitor } from "./users";

/** One complete sign-in with password and code and an empty cookie jar. Returns the cookies of the session. */
export type SignIn = (client: Client, visitor: Visitor) => Promise<string>;

/** The two server actions, as recorded from a browser. */
export function latchkeySignIn({ password, code }: Recording): SignIn {
  return async (client, { username, address }) => {
    const jar = new CookieJar();
    const send = async ({ path, headers, body }: RecordedRequest, mark: string, text: string) => {
      const cookie: Record<string, string> = jar.header ? { cookie: jar.header } : {};
      const attempt = jar.find("attempt")?.split(".")[0] ?? "";
      const call = {
        path,
        headers: { ...headers, ...cookie, "x-forwarded-for": address },
        body: body.replace(mark, text).replace(ATTEMPT_MARK, attempt),
      };
      const answer = await client.send({ method: "POST", ...call });
      jar.keep(answer);
      return answer;
    };
    const first = await send(password, NAME_MARK, username);
    if (!jar.find("attempt")) throw unexpected("the password", first);
    const second = await send(code, CODE_MARK, latchkeyCode());
    if (!jar.find("session")) throw unexpected("the code", second);
    return jar.header;
  };
}

/** The two calls that Better Auth's client makes. */
export function betterAuthSignIn({ url }: Server): SignIn {
  return async (client, { username, address }) => {
    const jar = new CookieJar();
    const send = async (path: string, body: object) => {
      const cookie: Record<string, string> = jar.header ? { cookie: jar.header } : {};
      const headers = { "content-type": "application/json", origin: url, "x-forwarded-for": address, ...cookie };
      const answer = await client.send({ method: "POST", path: `/api/auth${path}`, headers, body: JSON.stringify(body) });
      jar.keep(answer);
      return answer;
    };
    const first = await send("/sign-in/email", { email: `${username}@example.com`, password: PASSWORD });
    if (!first.body.includes("twoFactorRedirect")) throw unexpected("the password", first);
    const second = await send("/two-factor/verify-totp", { code: betterAuthCode() });
    if (second.status !== 200 || !jar.find("session_token")) throw unexpected("the code", second);
    return jar.header;
  };
}

function unexpected(what: string, { status, body }: Answer): Error {
  return new Error(`${what} was not taken: ${status} ${body.slice(0, 300)}`);
}
