const ANY_ORIGIN = "http://console.invalid";
const MAX_LENGTH = 2000;

/**
 * `value` when it is a path on this very site, or an address on one of `origins`, else null. Parsed as a browser parses it,
 * so that `//host`, `/\host`, tabs and schemes do not lead elsewhere (OWASP ASVS 5.0 V3.7.2). Sign-in pages are no
 * destination either.
 */
export function safeReturnTo(value: unknown, origins: readonly string[]): string | null {
  if (typeof value !== "string" || value.length > MAX_LENGTH) return null;
  return value.startsWith("/") ? pathHere(value) : addressOn(origins, value);
}

/** A `blob:` address has the origin of what it was made by, so the address itself must begin with the listed one. */
function addressOn(origins: readonly string[], value: string): string | null {
  if (!URL.canParse(value)) return null;
  const { href } = new URL(value);
  return origins.some((origin) => href.startsWith(`${origin}/`)) ? href : null;
}

function pathHere(value: string): string | null {
  if (!URL.canParse(value, ANY_ORIGIN)) return null;
  const url = new URL(value, ANY_ORIGIN);
  if (
    url.origin !== ANY_ORIGIN ||
    url.username ||
    url.pathname.startsWith("//") ||
    /^\/(login|setup|set-password|api)(\/|$)/.test(url.pathname)
  )
    return null;
  return `${url.pathname}${url.search}${url.hash}`;
}
