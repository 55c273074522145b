import type { NextRequest } from "next/server";
import { identityHeaders, readVisitor, signInAddress } from "@/lib/web/forward-auth";

const NOT_KEPT = { "cache-control": "no-store" };

/**
 * Asked by a reverse proxy before it lets a request through to another application. Both refusals name the sign-in page:
 * nginx can pass on that of a 401 only, browsers follow that of a 302 only.
 */
export async function GET({ cookies, headers }: NextRequest): Promise<Response> {
  const session = await readVisitor(cookies);
  if (session) return new Response(null, { headers: { ...NOT_KEPT, ...identityHeaders(session.user) } });
  const status = headers.get("accept")?.includes("text/html") ? 302 : 401;
  return new Response(null, { status, headers: { ...NOT_KEPT, location: signInAddress(headers) } });
}
