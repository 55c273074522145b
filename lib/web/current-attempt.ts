import { cache } from "react";
import { readAttempt } from "@/lib/login/read-attempt";
import type { AttemptView } from "@/lib/login/types";
import { readAttempts } from "./cookies";
import { getDeps } from "./deps";

type Pending = Extract<AttemptView, { status: "pending" }>;

/** The sign-ins begun in this browser, the newest first, or what became of them; read once per request. */
const attemptViews = cache(async () => {
  const attempts = await readAttempts();
  return Promise.all(attempts.map(async ({ id, token }) => ({ id, token, view: await readAttempt(getDeps(), token) })));
});

/** The sign-in of that id, or the newest one; `none` where this browser has none, or not that one. */
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
