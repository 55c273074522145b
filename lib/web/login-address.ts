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

function address(path: string, query: Record<string, string>): string {
  const search = new URLSearchParams(query).toString();
  return search ? `${path}?${search}` : path;
}
