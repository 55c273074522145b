import { isOfOneScript, skeletonOf } from "./unicode";

const DOMAIN_MAX_LENGTH = 253;

/**
 * Returns a domain in canonical form (UTS 46, as the WHATWG URL standard applies it): lower case, ASCII, other letters in
 * punycode, without a trailing dot. Null for other text, IP addresses included. Invalid punycode is null too, except on
 * Node.js 24, whose URL keeps it: no other spelling has that form, and no mail server has that name.
 */
export function canonicalDomain(domain: string): string | null {
  const dotted = withPlainDots(domain);
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(dotted) || !URL.canParse(`http://${dotted}`)) return null;
  const { hostname } = new URL(`http://${dotted}`);
  const labels = hostname.split(".");
  const wellFormed = labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
  return wellFormed && hostname.length <= DOMAIN_MAX_LENGTH && !/^\d+$/.test(labels.at(-1) ?? "") ? hostname : null;
}

/**
 * Returns a domain for display: in its own letters if each label is of one script and looks like no other
 * domain, else as punycode.
 */
export function displayDomain(domain: string): string {
  const canonical = canonicalDomain(domain);
  const dotted = withPlainDots(domain).toLowerCase();
  if (canonical === null || canonical === dotted) return canonical ?? domain;
  return dotted.split(".").every(isSafeLabel) ? dotted : canonical;
}

/** With ASCII dots for those of other scripts, and without a trailing dot. */
function withPlainDots(domain: string): string {
  return domain
    .normalize("NFKC")
    .replace(/[。．｡]/gu, ".")
    .replace(/\.$/, "");
}

/** An email address for sending: with its domain in ASCII, which every mail server and provider accepts. */
export function deliverableAddress(address: string): string {
  return address.replace(/[^@]*$/, (domain) => canonicalDomain(domain) ?? domain);
}

const isAscii = (text: string) => /^[\x21-\x7e]*$/.test(text);

function isSafeLabel(label: string): boolean {
  return isAscii(label) || (isOfOneScript(label) && !/\p{DI}/u.test(label) && !isAscii(skeletonOf(label)));
}
