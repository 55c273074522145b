import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { noteRefusedAccess } from "@/lib/admin/note-refused-access";
import { readSession } from "@/lib/sessions/read-session";
import type { CurrentSession } from "@/lib/sessions/types";
import { clientInfo } from "./client-info";
import { readSessionToken } from "./cookies";
import { getDeps } from "./deps";
import { loginAddress } from "./login-address";
import { noteSession } from "./recent-sessions";

/** Who is signed in, read from the database once per request; null for everybody else, a pending sign-in included. */
export const currentSession = cache(async (): Promise<CurrentSession | null> => {
  const token = await readSessionToken();
  if (!token) return null;
  const session = await readSession(getDeps(), token);
  noteSession(getDeps().keyedHash("session", token), session?.user.id);
  return session;
});

/**
 * The first line of every signed-in page and action: leads to `/login`, and from there back to `returnTo`. Who was signed in
 * here is told that it is over.
 */
export async function requireSession(returnTo: string): Promise<CurrentSession> {
  const session = await currentSession();
  if (session) return session;
  const notice = (await readSessionToken()) ? "session-over" : undefined;
  redirect(loginAddress({ next: returnTo, notice }));
}

/** For pages and actions of administrators; everybody else is told that there is no such page, and it is recorded. */
export async function requireAdministrator(returnTo: string): Promise<CurrentSession> {
  const session = await requireSession(returnTo);
  if (session.user.admin) return session;
  await noteRefusedAccess(getDeps(), { session, client: await clientInfo() });
  notFound();
}
