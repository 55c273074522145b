/**
 * How user names and addresses are compared: NFKC, trimmed, lower case (RFC 8265 UsernameCaseMapped). Applied once more
 * after lower-casing, as some letters decompose only then.
 */
export function identifierKey(identifier: string): string {
  return identifier.normalize("NFKC").trim().toLowerCase().normalize("NFKC");
}
