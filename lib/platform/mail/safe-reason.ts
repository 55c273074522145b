const LONGEST = 200;

/** Shorter ones stand in half of all words by chance: hiding them would hide what the server said, and show what they are. */
const SHORTEST_SECRET = 4;

/**
 * What a server said, fit for the log and the outbox page: one short line without `secrets`, and without links and long
 * numbers, as some servers quote the mail that they refuse.
 */
export function safeReason(text: string, secrets: string[] = []): string {
  const hidden = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, Buffer.from(secret).toString("base64"), encodeURIComponent(secret)])
    .reduce((rest, secret) => rest.replaceAll(secret, "…"), text);
  return hidden
    .replace(/\b[a-z]+:\/\/\S+/gi, "…")
    .replace(/\d{6,}/g, "…")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .slice(0, LONGEST);
}
