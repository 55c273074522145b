import { nameWithoutPort } from "./cookie-names";

/** The cookie of that name where there is one such: of two, one was planted. Our tokens are of letters that no cookie encodes. */
export function findCookie(cookieHeader: string, name: string): string | undefined {
  const start = `${name}=`;
  const [pair, another] = cookieHeader.split(/; */).filter((each) => each.startsWith(start));
  return another === undefined ? pair?.slice(start.length) : undefined;
}

/** What a token of ours is made of (lib/platform/random.ts), a pass of two parts: nothing else is looked up. */
const TOKEN = /^[\w-]{43}(\.[\w-]{43})?$/;

/** The tokens under `name` that can be ours, each once; else those under its name before it held the port. */
export function findTokens(cookieHeader: string, name: string): string[] {
  const pairs = cookieHeader.split(";").map((pair) => pair.trim());
  const named = (start: string) => {
    const values = pairs.filter((pair) => pair.startsWith(start)).map((pair) => pair.slice(start.length).replace(/^"(.*)"$/, "$1"));
    return [...new Set(values)].filter((value) => TOKEN.test(value));
  };
  const tokens = named(`${name}=`);
  return tokens.length > 0 ? tokens : named(`${nameWithoutPort(name)}=`);
}
