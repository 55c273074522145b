import { getTranslations } from "next-intl/server";
import type { CurrentSession, ReverifiedSession } from "@/lib/features/sessions/session";
import { isLinkId } from "./cookie-names";
import { type AttemptCookie, hasSessionCookie, readAttempts, readLinkToken } from "./cookies";
import { clearDraft, writeDraft } from "./form-notes";
import { ACTOR_FIELD, ATTEMPT_FIELD, type FormFields, type FormState, keep } from "./form-state";
import { currentSession, expectAdministrator, signInAddress } from "./guards";
import { type LinkPage, linkAddress, loginAddress, readCodeKind, readReturnTo, verifyAddress } from "./redirects";
import { reverifyFromForm, sentTwice } from "./reverify-from-form";
import type { ActionForm, Guard, Redirect } from "./run-action";

/** Part of the URL after a form that was made for another account. */
export const OTHER_ACCOUNT_NOTICE = "other-account";

/** Any visitor, signed in or not. */
export const anyone: Guard<null> = { identify: async () => ({ who: null, owner: "" }) };

/** The holder of a one-time link: this browser has opened the link that its page names. */
export function linkHolder(page: LinkPage): Guard<{ token: string }> {
  return {
    async identify(_form, { link }) {
      if (!isLinkId(link)) return { answer: { redirectTo: page }, owner: "" };
      const token = await readLinkToken(link);
      return token ? { who: { token }, owner: "" } : { answer: { redirectTo: linkAddress(page, link) }, owner: "" };
    },
  };
}

/**
 * A sign-in under way: the action acts only on the attempt that its page shows, one of those begun in this browser. If the browser no
 * longer has it, redirects to the sign-in page, which says so.
 */
export const pendingSignIn: Guard<AttemptCookie> = {
  async identify(_form, fields) {
    const attempts = await readAttempts();
    const attempt = attempts.find(({ id }) => id === fields[ATTEMPT_FIELD]);
    const next = readReturnTo(fields.next);
    if (!attempt) {
      const address = loginAddress({ next, remember: fields.remember === "on", notice: "sign-in-expired" });
      return { answer: { redirectTo: address }, owner: "" };
    }
    const page = verifyAddress(next, attempt.id, readCodeKind(fields.use));
    return { who: attempt, owner: attempt.id, ...(attempts.length > 1 && { page }) };
  },
};

/**
 * The user for whom the page of the form was made. A form of another account changes nothing and says who is signed in now; without
 * a session it leads to the sign-in page and back to the whole address. What was entered is kept for its own user in both cases.
 */
export const signedInUser: Guard<CurrentSession> = {
  async identify(form, fields) {
    const session = (await currentSession()) ?? (await sentTwice(fields));
    if (!session) {
      if (await hasSessionCookie()) await keepDraft(form, fields);
      return { answer: { redirectTo: await signInAddress(null) }, owner: "" };
    }
    if (fields[ACTOR_FIELD] !== session.user.id) return { answer: await otherAccount(form, fields, session), owner: session.id };
    return { who: session, owner: session.id, settle: clearDraft };
  },
};

/** An administrator; all others get 404, and it is recorded. */
export const administrator: Guard<CurrentSession> = {
  async identify(form, fields) {
    const caller = await signedInUser.identify(form, fields);
    if ("who" in caller) await expectAdministrator(caller.who);
    return caller;
  },
};

/** The same, once the code or password in the form is right, or an earlier reverification still counts. */
export function reverified(guard: Guard<CurrentSession>): Guard<CurrentSession, ReverifiedSession> {
  return { identify: guard.identify, reverify: reverifyFromForm };
}

async function otherAccount(form: ActionForm, fields: FormFields, { user }: CurrentSession): Promise<FormState | Redirect> {
  if (form.form === null) return { redirectTo: `/?notice=${OTHER_ACCOUNT_NOTICE}` };
  await keepDraft(form, fields);
  const t = await getTranslations("otherAccount");
  return { values: draftOf(form, fields), formError: t("refused", { username: user.username }) };
}

/** The form itself names its page's user; that user is shown only the form's own fields. */
async function keepDraft(action: ActionForm, fields: FormFields): Promise<void> {
  const { form, draft } = action;
  const actor = fields[ACTOR_FIELD];
  if (!(form && actor)) return;
  const t = await getTranslations("draft");
  await writeDraft({ form, state: { values: draftOf(action, fields), formError: t(draft ? "kept" : "lost") }, owner: actor });
}

function draftOf({ keep: kept = [], draft = false }: ActionForm, fields: FormFields): Record<string, string> {
  return draft ? keep(fields, ...kept) : {};
}
