import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { noteRefusedAccess } from "@/lib/admin/note-refused-access";
import { readSession } from "@/lib/sessions/read-session";
import type { CurrentSession } from "@/lib/sessions/types";
import { clientInfo } from "./client-info";
import { hasSessionCookie, readSessionToken } from "./cookies";
import { getDeps } from "./deps";
import { loginAddress } from "./login-address";
import { noteSession } from "./recent-sessions";
import { addressAfterSignIn } from "./requested-address";

/** Who is signed in, read from the database once per request; null for everybody else, a pending sign-in included. */
export const currentSession = cache(async (): Promise<CurrentSession | null> => {
  const token = await readSessionToken();
  if (!token) return null;
  const session = await readSession(getDeps(), token);
  noteSession(getDeps().keyedHash("session", token), session?.user.id);
  return session;
});

/**
 * The first line of every signed-in page and action: redirects to `/login`, and from there back to the whole address that was
 * asked for, its query included; for an action, to the page that posted. `page` is for requests that name no page to come back
 * to. Who was signed in here is notified that the session has ended.
 */
export async function requireSession(page: string): Promise<CurrentSession> {
  const session = await currentSession();
  return session ?? leadToSignIn(page);
}

/** Redirects to `/login`, and from there back to the address that was asked for, else to `page`. */
export async function leadToSignIn(page: string | null): Promise<never> {
  const notice = (await hasSessionCookie()) ? "session-over" : undefined;
  redirect(loginAddress({ next: (await addressAfterSignIn()) ?? page, notice }));
}

/** For pages and actions of administrators; all others get 404, and it is recorded. */
export async function requireAdministrator(page: string): Promise<CurrentSession> {
  const session = await requireSession(page);
  await expectAdministrator(session);
  return session;
}

/** Answers all but administrators with 404, and records it. */
export async function expectAdministrator(session: CurrentSession): Promise<void> {
  if (session.user.admin) return;
  await noteRefusedAccess(getDeps(), { session, client: await clientInfo() });
  notFound();
}
