/** The cookie of that name where there is one such: of two, one was planted. Our tokens are of letters that no cookie encodes. */
export function findCookie(cookieHeader: string, name: string): string | undefined {
  const start = `${name}=`;
  const [pair, another] = cookieHeader.split(/; */).filter((each) => each.startsWith(start));
  return another === undefined ? pair?.slice(start.length) : undefined;
}
