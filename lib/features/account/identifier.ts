import { canonicalDomain } from "@/lib/platform/text/domain";
import { readPasted } from "@/lib/platform/text/form-input";

/**
 * How user names and addresses are compared, wherever one is entered: NFKC, lower case (RFC 8265 UsernameCaseMapped), without
 * white space and what shows nothing; the domain of an address in its ASCII form, so that all spellings of a mailbox are one.
 */
export function identifierKey(identifier: string): string {
  const text = readPasted(identifier).replace(/\s/gu, "");
  const at = text.lastIndexOf("@");
  if (at < 0) return fold(text);
  const domain = text.slice(at + 1);
  return `${fold(text.slice(0, at))}@${canonicalDomain(domain) ?? fold(domain)}`;
}

/** Normalized once more after lower-casing, as some letters decompose only then. */
function fold(text: string): string {
  return text.toLowerCase().normalize("NFKC");
}

/** Whether `address` is the account's current one: confirming it is not a change of address. */
export function isSameAddress(current: string | null, address: string): boolean {
  return current !== null && identifierKey(current) === identifierKey(address);
}
