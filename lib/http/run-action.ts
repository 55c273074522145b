import { getURLFromRedirectError } from "next/dist/client/components/redirect.js";
import { isRedirectError } from "next/dist/client/components/redirect-error.js";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { answerOnce } from "@/lib/features/form-answers/answer-once";
import type { CurrentSession } from "@/lib/features/sessions/types";
import { attemptCookieName, browserCookieName, sessionCookieName } from "./cookie-names";
import { type AttemptCookie, hasSessionCookie, readAttempts, recordCookies, writeCookie } from "./cookies";
import { getDeps } from "./deps";
import { clearDraft, clearNote, writeDraft, writeNote } from "./form-notes";
import { ACTOR_FIELD, ATTEMPT_FIELD, type FormFields, type FormName, type FormState, formFields, keep } from "./form-state";
import { currentSession, expectAdministrator, leadToSignIn, orSignedOut } from "./guards";
import { loginAddress, readReturnTo, verifyAddress } from "./redirects";
import { requestedPathOrHome } from "./request";
import { sentTwice } from "./reverify-from-form";

/** `name`: which form of its page shows the answer; null for a button that leads on. */
export type Form = { name: FormName | null };

/** `owner`: whose the answer is, session or attempt; `address`: the page that shows it, if not the one that the form was on. */
type Answered<S> = { state: S; owner: string; address?: string };

/**
 * The way of every posted form. With JavaScript the page shows what the action returns. Without it every answer is a redirect
 * (RFC 9110 section 15.4.4), so that reloading and going back send nothing twice, and the same form sent twice within seconds
 * gets the same answer.
 */
export async function answerForm<S extends FormState | undefined>(
  form: Form,
  data: unknown,
  run: (typed: FormFields) => Promise<Answered<S>>,
): Promise<S> {
  const typed = formFields(data);
  if ((await headers()).has("next-action")) return (await run(typed)).state;
  const answer = await answerOnce(getDeps(), await submission(form, typed), async () => {
    const { value: location, cookies: written } = await recordCookies(() => outcome(form, () => run(typed)));
    return { location, written };
  });
  for (const cookie of answer.written) await writeCookie(cookie);
  redirect(answer.location);
}

/** Where the browser goes after the form: where the action leads to, or to its page, with what that is to show. */
async function outcome<S extends FormState | undefined>({ name }: Form, run: () => Promise<Answered<S>>): Promise<string> {
  try {
    const { state, owner, address } = await run();
    if (name && state && Object.keys(state).length > 0) await writeNote({ form: name, state, owner });
    else await clearNote();
    return address ?? (await requestedPathOrHome());
  } catch (error) {
    if (isRedirectError(error)) return getURLFromRedirectError(error);
    throw error;
  }
}

/** All in which two submissions can differ; only its hash is stored. */
async function submission({ name }: Form, typed: FormFields): Promise<string> {
  const store = await cookies();
  const tokens = [sessionCookieName(), attemptCookieName(), browserCookieName()].map((cookie) => store.get(cookie)?.value ?? "");
  return JSON.stringify([name, await requestedPathOrHome(), Object.entries(typed).sort(), ...tokens]);
}

/** `keeps`: the fields that may be shown again when the form was not carried out; never secrets. */
export type SignedInForm = Form & { keeps?: string[] };

/** In the address that follows a form that was made for another account. */
export const OTHER_ACCOUNT_NOTICE = "other-account";

type Run<S> = (session: CurrentSession, typed: FormFields) => Promise<S>;

/**
 * The guard of every action of signed-in pages: a user is signed in, and it is the one whom the page of the form was made
 * for. A form of another account changes nothing and says who is signed in now; without a session it leads to the sign-in page
 * and back to the whole address. What was entered is kept for its own user in both cases.
 */
export function answerAs<S extends FormState | undefined>(form: SignedInForm, data: unknown, run: Run<S>): Promise<S> {
  return answerForm(form, data, async (typed) => {
    const session = (await currentSession()) ?? (await sentTwice(typed)) ?? (await keepForSignIn(form, typed));
    if (typed[ACTOR_FIELD] !== session.user.id) return { state: (await otherAccount(form, typed, session)) as S, owner: session.id };
    const state = await orSignedOut(run(session, typed));
    await clearDraft();
    return { state, owner: session.id };
  });
}

/** The same for actions of administrators; all others get 404, and it is recorded. */
export function answerAsAdministrator<S extends FormState>(form: SignedInForm, data: unknown, run: Run<S>): Promise<S> {
  return answerAs(form, data, async (session, typed) => {
    await expectAdministrator(session);
    return run(session, typed);
  });
}

async function keepForSignIn(form: SignedInForm, typed: FormFields): Promise<never> {
  if (await hasSessionCookie()) await keepDraft(form, typed);
  return leadToSignIn(null);
}

async function otherAccount(form: SignedInForm, typed: FormFields, session: CurrentSession): Promise<FormState> {
  if (form.name === null) redirect(`/?notice=${OTHER_ACCOUNT_NOTICE}`);
  await keepDraft(form, typed);
  const t = await getTranslations("otherAccount");
  return { values: keep(typed, ...(form.keeps ?? [])), formError: t("refused", { username: session.user.username }) };
}

/** For whom the page was made the form says itself; nothing but its own fields is shown to that user. */
async function keepDraft({ name, keeps = [] }: SignedInForm, typed: FormFields): Promise<void> {
  const actor = typed[ACTOR_FIELD];
  if (!(name && actor)) return;
  const t = await getTranslations("draft");
  const state = { values: keep(typed, ...keeps), formError: t(keeps.length > 0 ? "kept" : "lost") };
  await writeDraft({ form: name, state, owner: actor });
}

type RunForAttempt<S> = (attempt: AttemptCookie, typed: FormFields) => Promise<S>;

/**
 * The guard of every action of a sign-in under way: it acts on the attempt that its page shows, one of those begun in this
 * browser, and on no other. One that this browser does not have any more leads to the sign-in page, which says so.
 */
export function answerAttempt<S extends FormState | undefined>(form: Form, data: unknown, run: RunForAttempt<S>): Promise<S> {
  return answerForm(form, data, async (typed) => {
    const attempts = await readAttempts();
    const attempt = attempts.find(({ id }) => id === typed[ATTEMPT_FIELD]);
    const next = readReturnTo(typed.next);
    if (!attempt) redirect(loginAddress({ next, remember: typed.remember === "on", notice: "sign-in-over" }));
    const state = await run(attempt, typed);
    return { state, owner: attempt.id, ...(attempts.length > 1 && { address: verifyAddress(next, attempt.id) }) };
  });
}
