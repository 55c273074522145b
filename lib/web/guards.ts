import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { noteRefusedAccess } from "@/lib/admin/note-refused-access";
import { readSession } from "@/lib/sessions/read-session";
import type { CurrentSession } from "@/lib/sessions/types";
import { clientInfo } from "./client-info";
import { readSessionToken } from "./cookies";
import { getDeps } from "./deps";
import { formFields } from "./form-fields";
import { loginAddress } from "./login-address";
import { sentTwice } from "./sent-twice";

/** Who is signed in, read from the database once per request; null for everybody else, a pending sign-in included. */
export const currentSession = cache(async (): Promise<CurrentSession | null> => {
  const token = await readSessionToken();
  return token ? readSession(getDeps(), token) : null;
});

/**
 * The first line of every signed-in page and action: leads to `/login`, and from there back to `returnTo`. Who was signed in
 * here is told that it is over. `form`: what an action with a proof was sent, as it may have been sent twice.
 */
export async function requireSession(returnTo: string, form?: unknown): Promise<CurrentSession> {
  const session = (await currentSession()) ?? (form === undefined ? null : await sentTwice(formFields(form)));
  if (session) return session;
  const notice = (await readSessionToken()) ? "session-over" : undefined;
  redirect(loginAddress({ next: returnTo, notice }));
}

/** For pages and actions of administrators; everybody else is told that there is no such page, and it is recorded. */
export async function requireAdministrator(returnTo: string, form?: unknown): Promise<CurrentSession> {
  const session = await requireSession(returnTo, form);
  if (session.user.admin) return session;
  await noteRefusedAccess(getDeps(), { session, client: await clientInfo() });
  notFound();
}
