import { type NextRequest, NextResponse } from "next/server";
import { contentSecurityPolicy, securityHeaders } from "@/lib/web/security-headers";

/** Sets headers and nothing else: who may see what is decided by every page and action itself. */
export function proxy(request: NextRequest): NextResponse {
  const policy = contentSecurityPolicy();
  const forwarded = new Headers(request.headers);
  // Next reads the nonce from here and puts it on every script of its own.
  forwarded.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers: forwarded } });
  response.headers.set("content-security-policy", policy);
  for (const [name, value] of securityHeaders(request.nextUrl)) response.headers.set(name, value);
  return response;
}

/** Not for what is asked before every request to some other application: its answers hold no page. */
export const config = { matcher: ["/((?!_next/static|icon.svg|favicon.ico|api/forward-auth$).*)"] };
