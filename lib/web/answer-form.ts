import { getURLFromRedirectError } from "next/dist/client/components/redirect.js";
import { isRedirectError } from "next/dist/client/components/redirect-error.js";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { answerOnce } from "@/lib/form-answers/answer-once";
import { attemptCookieName, browserCookieName, sessionCookieName } from "./cookie-names";
import { getDeps } from "./deps";
import { type FormFields, formFields } from "./form-fields";
import { clearNote, writeNote } from "./form-notes";
import type { FormName, FormState } from "./form-state";
import { recordCookies, writeCookie } from "./recorded-cookies";
import { requestedPathOrHome } from "./requested-address";

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
