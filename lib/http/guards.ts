import { redirect } from "next/navigation";
import { cache } from "react";
import { UserRemoved } from "@/lib/features/account/types";
import { recordRefusedAccess } from "@/lib/features/audit/record";
import { type CurrentSession, readSession } from "@/lib/features/sessions/session";
import { type AttemptView, readAttempt } from "@/lib/features/sign-in/attempt";
import { recordAccountLocale } from "@/lib/platform/http/request-context";
import { recordSession } from "./client-share";
import { hasSessionCookie, readAttempts, readSessionToken } from "./cookies";
import { getDeps } from "./deps";
import { answerNotFound } from "./not-found";
import { loginAddress } from "./redirects";
import { addressAfterSignIn, clientInfo } from "./request";

/** Returns the live session, read from the database once per request; null without one, also during a pending sign-in. */
export const currentSession = cache(async (): Promise<CurrentSession | null> => {
  const token = await readSessionToken();
  if (!token) return null;
  const session = await readSession(getDeps(), token);
  recordSession(getDeps().keyedHash("session", token), session?.user.id);
  recordAccountLocale(session?.user.locale ?? null);
  return session;
});

/**
 * The first line of every signed-in page and route handler (actions use action-guards.ts): redirects to `/login`, and from there back to
 * the whole requested URL with its query. `page` is for requests that name no page to return to. A browser that was signed in is shown that
 * the session has ended.
 */
export async function requireSession(page: string): Promise<CurrentSession> {
  return (await currentSession()) ?? redirect(await signInAddress(page));
}

/** Returns `/login`, which redirects back to the requested URL, else to `page`. */
export async function signInAddress(page: string | null): Promise<string> {
  const notice = (await hasSessionCookie()) ? "session-ended" : undefined;
  return loginAddress({ next: (await addressAfterSignIn()) ?? page, notice });
}

/** Returns the result of `work` for the signed-in user; redirects to `/login` when the user was removed after the session was read. */
export async function orSignedOut<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof UserRemoved) redirect(await signInAddress(null));
    throw error;
  }
}

/** For pages and route handlers of administrators; all others get 404, and it is recorded. */
export async function requireAdministrator(page: string): Promise<CurrentSession> {
  const session = await requireSession(page);
  await expectAdministrator(session);
  return session;
}

/** Answers all but administrators with 404, and records it. */
export async function expectAdministrator(session: CurrentSession): Promise<void> {
  if (session.user.admin) return;
  await recordRefusedAccess(getDeps(), { userId: session.user.id, client: await clientInfo() });
  answerNotFound();
}

type Pending = Extract<AttemptView, { status: "pending" }>;

/** Returns the sign-ins begun in this browser with their status, newest first; read once per request. */
const attemptViews = cache(async () => {
  const attempts = await readAttempts();
  return Promise.all(attempts.map(async ({ id, token }) => ({ id, token, view: await readAttempt(getDeps(), token) })));
});

/** Returns the sign-in of that id, or the newest one; `none` when this browser has none, or not that one. */
export async function currentAttempt(id?: unknown): Promise<AttemptView> {
  const views = await attemptViews();
  const found = typeof id === "string" ? views.find((attempt) => attempt.id === id) : views[0];
  return found?.view ?? { status: "none" };
}

/** The sign-ins of this browser that wait for their code, the newest first. */
export async function pendingAttempts(): Promise<Pending[]> {
  return (await attemptViews()).flatMap(({ view }) => (view.status === "pending" ? [view] : []));
}

/** The token of the attempt that `currentAttempt` shows. */
export async function currentAttemptToken(id?: unknown): Promise<string | undefined> {
  const attempts = await readAttempts();
  return (typeof id === "string" ? attempts.find((attempt) => attempt.id === id) : attempts[0])?.token;
}
