import { isHttps, nameWithoutPort } from "./cookie-names";

/** The cookie of that name where there is one such: of two, one was planted. Our tokens are of letters that no cookie encodes. */
export function findCookie(cookieHeader: string, name: string): string | undefined {
  const [value, another] = valuesOf(cookieHeader, name);
  return another === undefined ? value : undefined;
}

/** What a token of ours is made of (lib/platform/random.ts), a pass of two parts: nothing else is looked up. */
const TOKEN = /^[\w-]{43}(\.[\w-]{43})?$/;

/** The tokens under `name` that can be ours, each once; else those under its name before it held the port. */
export function findTokens(cookieHeader: string, name: string): string[] {
  const tokens = tokensOf(cookieHeader, name);
  return tokens.length > 0 ? tokens : tokensOf(cookieHeader, nameWithoutPort(name));
}

function tokensOf(cookieHeader: string, name: string): string[] {
  const values = valuesOf(cookieHeader, name).map((value) => value.replace(/^"(.*)"$/, "$1"));
  return [...new Set(values)].filter((value) => TOKEN.test(value));
}

function valuesOf(cookieHeader: string, name: string): string[] {
  const start = `${name}=`;
  const pairs = cookieHeader.split(";").map((pair) => pair.trim());
  return pairs.filter((pair) => pair.startsWith(start)).map((pair) => pair.slice(start.length));
}

/** `Set-Cookie` of an answer that is not made by Next, with the options that `tokenCookieOptions` names; `maxAge` in seconds. */
export function setCookieHeader(name: string, value: string, { path = "/", maxAge }: { path?: string; maxAge: number }): string {
  return `${name}=${value}; Path=${path}; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${isHttps() ? "; Secure" : ""}`;
}
