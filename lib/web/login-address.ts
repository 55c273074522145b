import type { LoginNotice } from "@/lib/login/schema";

type Wanted = { next?: string | null; remember?: boolean; notice?: LoginNotice };

/** The sign-in page, and from there to `next`; with `Remember me` ticked, and what there is to say. */
export function loginAddress({ next, remember, notice }: Wanted): string {
  return address("/login", { ...(next && next !== "/" && { next }), ...(remember && { remember: "on" }), ...(notice && { notice }) });
}

/** The page that asks for the code of a sign-in that waits for it, the newest one unless it is named, and from there to `next`. */
export function verifyAddress(next: string | null, attemptId?: string): string {
  return address("/login/verify", { ...(next && { next }), ...(attemptId && { attempt: attemptId }) });
}

export type CookieStep = "verify" | "done" | "theme";

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
