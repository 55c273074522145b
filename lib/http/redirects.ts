import type { LoginNotice } from "@/lib/features/sign-in/schema";
import { getDeps } from "./deps";

/** The notice of the page after signing out. */
export const SIGNED_OUT_NOTICE = "signed-out";

type LoginQuery = { next?: string | null; remember?: boolean; notice?: LoginNotice };

/** The URL of the sign-in page, which redirects to `next`; with `Remember me` ticked, and a message. */
export function loginAddress({ next, remember, notice }: LoginQuery): string {
  return address("/login", { ...(next && next !== "/" && { next }), ...(remember && { remember: "on" }), ...(notice && { notice }) });
}

/** Which code the page of a pending sign-in with 2FA asks for; either is accepted. */
export type CodeKind = "app" | "backup-code";

/** Returns the kind that a URL or a form names. */
export function readCodeKind(value: unknown): CodeKind | undefined {
  return value === "app" || value === "backup-code" ? value : undefined;
}

/** The URL of the code page of a pending sign-in, the newest one unless named, which redirects to `next`. */
export function verifyAddress(next: string | null, attemptId?: string, use?: CodeKind): string {
  return address("/login/verify", { ...(next && { next }), ...(attemptId && { attempt: attemptId }), ...(use && { use }) });
}

export type CookieStep = "verify" | "done" | "theme" | "language";

/** The address that checks whether the browser has kept the cookie of `step`, and redirects on to `next`. */
export function cookieCheckAddress(step: CookieStep, next: string | null): string {
  return address("/login/check", { step, ...(next && { next }) });
}

export type LinkPage = "/setup" | "/set-password";

/** The page of the one-time link `id`, whose token is in a cookie. */
export function linkAddress(page: LinkPage, id: string, notice?: LoginNotice): string {
  return address(page, { link: id, ...(notice && { notice }) });
}

function address(path: string, query: Record<string, string>): string {
  const search = new URLSearchParams(query).toString();
  return search ? `${path}?${search}` : path;
}

/** Returns `value` if it is a safe destination after sign-in: a page here, or a URL of a listed application; else null. */
export function readReturnTo(value: unknown): string | null {
  return safeReturnTo(value, getDeps().config.forwardAuth.origins);
}

const ANY_ORIGIN = "http://console.invalid";
const MAX_LENGTH = 2000;

/**
 * Returns `value` if it is a path on this site, or a URL on one of `origins`, else null. Parsed like in a browser, so that `//host`,
 * `/\host`, tabs and schemes do not lead elsewhere (OWASP ASVS 5.0 V3.7.2). Sign-in pages are not a destination either.
 */
export function safeReturnTo(value: unknown, origins: readonly string[]): string | null {
  if (typeof value !== "string" || value.length > MAX_LENGTH) return null;
  return value.startsWith("/") ? pathHere(value) : addressOn(origins, value);
}

/** A `blob:` URL has the origin of its creator, so the URL itself must begin with the listed origin. */
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
