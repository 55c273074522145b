import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import type { CurrentSession } from "@/lib/sessions/types";
import { answerForm, type Form } from "./answer-form";
import { hasSessionCookie } from "./cookies";
import { type FormFields, keep } from "./form-fields";
import { clearDraft, writeDraft } from "./form-notes";
import { ACTOR_FIELD, type FormState } from "./form-state";
import { currentSession, expectAdministrator, leadToSignIn } from "./guards";
import { sentTwice } from "./sent-twice";

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
    const state = await run(session, typed);
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
