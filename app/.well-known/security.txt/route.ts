import { getDeps } from "@/lib/http/deps";
import { addSeconds } from "@/lib/platform/clock";
import { SECURITY_TXT_LIFETIME_DAYS } from "@/lib/policy";

/** How to report a weakness (RFC 9116); there is no such file without SECURITY_CONTACT. */
export function GET(): Response {
  const text = securityText();
  return new Response(text, { status: text ? 200 : 404, headers: { "content-type": "text/plain; charset=utf-8" } });
}

const DAY_SECONDS = 24 * 60 * 60;

/** Returns the lines of security.txt, or null without SECURITY_CONTACT. `Canonical` is for https only (RFC 9116 section 2.5.2). */
export function securityText(): string | null {
  const { clock, config } = getDeps();
  if (config.securityContacts.length === 0) return null;
  const expires = addSeconds(clock.now(), SECURITY_TXT_LIFETIME_DAYS * DAY_SECONDS);
  expires.setUTCHours(0, 0, 0, 0);
  const canonical = `${config.appUrl}/.well-known/security.txt`;
  const lines = [
    ...config.securityContacts.map((contact) => `Contact: ${contact}`),
    `Expires: ${expires.toISOString()}`,
    ...(canonical.startsWith("https:") ? [`Canonical: ${canonical}`] : []),
    "Preferred-Languages: en",
  ];
  return `${lines.join("\n")}\n`;
}
