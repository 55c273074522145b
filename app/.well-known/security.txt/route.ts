import { securityText } from "@/lib/http/security-text";

/** How to report a weakness (RFC 9116); there is no such file without SECURITY_CONTACT. */
export function GET(): Response {
  const text = securityText();
  return new Response(text, { status: text ? 200 : 404, headers: { "content-type": "text/plain; charset=utf-8" } });
}
