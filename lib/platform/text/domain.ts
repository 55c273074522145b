import { isOfOneScript, skeletonOf } from "./unicode";

const DOMAIN_MAX_LENGTH = 253;

/**
 * A domain in the one form that all its spellings have (UTS 46, as the WHATWG URL standard applies it): lower case, ASCII, other
 * letters in punycode, without a dot at its end. Null for what is none, an IP address among it. Punycode that stands for no letters
 * is null too, except on Node.js 24, whose URL leaves it as it is: no other spelling has that form, and no mail server answers to it.
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
 * How a domain is shown: in the letters that it was entered with where each label is of one script and looks like no other
 * domain, else as punycode.
 */
export function displayDomain(domain: string): string {
  const canonical = canonicalDomain(domain);
  const dotted = withPlainDots(domain).toLowerCase();
  if (canonical === null || canonical === dotted) return canonical ?? domain;
  return dotted.split(".").every(isSafeLabel) ? dotted : canonical;
}

/** With the dots of ASCII for those of other scripts, and none at the end. */
function withPlainDots(domain: string): string {
  return domain
    .normalize("NFKC")
    .replace(/[。．｡]/gu, ".")
    .replace(/\.$/, "");
}

/** An address as it is sent to: with its domain in ASCII, which every mail server and provider takes. */
export function deliverableAddress(address: string): string {
  return address.replace(/[^@]*$/, (domain) => canonicalDomain(domain) ?? domain);
}

const isAscii = (text: string) => /^[\x21-\x7e]*$/.test(text);

function isSafeLabel(label: string): boolean {
  return isAscii(label) || (isOfOneScript(label) && !/\p{DI}/u.test(label) && !isAscii(skeletonOf(label)));
}
