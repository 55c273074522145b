import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { UserRemoved } from "@/lib/features/account/types";
import { answerOnce } from "@/lib/features/form-answers/answer-once";
import { asksForReverificationCode } from "@/lib/features/reverification/schema";
import { fieldErrors } from "@/lib/i18n/messages";
import { isForeignKeyViolation } from "@/lib/platform/db/errors";
import type { Result } from "@/lib/platform/result";
import { attemptCookieName, browserCookieName, sessionCookieName } from "./cookie-names";
import { recordCookies, writeCookie } from "./cookies";
import { getDeps } from "./deps";
import { clearNote, writeNote } from "./form-notes";
import { type FormFields, type FormName, type FormState, formFields, keep } from "./form-state";
import { signInAddress } from "./guards";
import { isSentByScript, requestedPathOrHome } from "./request";

/** An answer that redirects to another page. */
export type Redirect = { redirectTo: string };

/**
 * `form`: the form of the page that shows the answer; null for a button that only redirects. `keep`: fields shown again with an error,
 * never secrets; `draft`: also after a new sign-in, when the session has ended meanwhile.
 */
export type ActionForm = { form: FormName | null; keep?: readonly string[]; draft?: boolean };

/**
 * The caller of an action. `owner`: the session or attempt that the answer belongs to; `page`: the page that shows it, if not the one that
 * posted; `settle`: runs once the action has answered its form, on this page or by a redirect.
 */
type Caller<Who> = { who: Who; owner: string; page?: string; settle?(): Promise<void> };

type Answered = { answer: FormState | Redirect; owner: string; page?: string };

/**
 * Guards an action in two steps. `identify` determines the caller and changes nothing of the account; it may answer in place of the action,
 * keep what was entered as a draft, and record a refused access.
 * `reverify`, where there is one, consumes the code or checks the password that the form carries.
 */
export type Guard<Identified, Who = Identified> = {
  identify(form: ActionForm, fields: FormFields): Promise<Caller<Identified> | Answered>;
  reverify?(identified: Identified, fields: FormFields): Promise<Result<Who, FormState>>;
};

export type Issues = Parameters<typeof fieldErrors>[0];
type Schema<Input> = { safeParse(fields: FormFields): { success: true; data: Input } | { success: false; error: Issues } };

type Action<Identified, Who, Input> = ActionForm & {
  guard: Guard<Identified, Who>;
  schema?: Schema<Input>;
  /** Refuses wrong values that only a forged form has; for others it returns, and their messages are shown beside the fields. */
  onInvalid?: (problem: Issues) => void;
};

type Handler<Who, Input, State> = (who: Who, input: Input, fields: FormFields) => Promise<State | Redirect>;

/**
 * Runs a server action: identify the caller, parse, reverify, then the handler, which calls one use case and maps its result. A code is
 * consumed only once everything else in the form is valid.
 */
export function runAction<Identified, Who, Input, State extends FormState>(
  data: unknown,
  action: Action<Identified, Who, Input>,
  handler: Handler<Who, Input, State>,
): Promise<State> {
  const { keep: kept = [] } = action;
  return answerForm(action, data, async (fields) => {
    const caller = await action.guard.identify(action, fields);
    if ("answer" in caller) return caller;
    const answer = await perform(action, caller.who, fields, handler).catch(signedOutIfRemoved);
    // A button without a form, such as sign-out, answers none: the draft of a form waits for its user.
    if (action.form !== null || !("redirectTo" in answer)) await caller.settle?.();
    const hasFailed = "fieldErrors" in answer || "formError" in answer || "reverificationMethod" in answer;
    return { ...caller, answer: hasFailed && kept.length > 0 ? { values: keep(fields, ...kept), ...answer } : answer };
  }) as Promise<State>;
}

/** A write that refers to a deleted user fails on a foreign key. */
async function signedOutIfRemoved(error: unknown): Promise<Redirect> {
  if (error instanceof UserRemoved || isForeignKeyViolation(error)) return { redirectTo: await signInAddress(null) };
  throw error;
}

async function perform<Identified, Who, Input, State extends FormState>(
  { guard, schema, onInvalid }: Action<Identified, Who, Input>,
  identified: Identified,
  fields: FormFields,
  handler: Handler<Who, Input, State>,
): Promise<FormState | Redirect> {
  const parsed = schema?.safeParse(fields);
  const problem = parsed?.success === false ? parsed.error : null;
  // The button that requests a code works in an incomplete form; no reverification succeeds with it.
  const asksForCode = guard.reverify !== undefined && asksForReverificationCode(fields);
  if (problem) onInvalid?.(problem);
  if (problem && !asksForCode) return { fieldErrors: await fieldErrors(problem) };
  const verified = await guard.reverify?.(identified, fields);
  if (verified?.ok === false) return verified.problem;
  if (problem) return { fieldErrors: await fieldErrors(problem) };
  const input = (parsed?.success ? parsed.data : undefined) as Input;
  return handler((verified?.ok ? verified.value : identified) as Who, input, fields);
}

/**
 * Answers a posted form. With JavaScript the page shows what the action returns. Without it every answer is a redirect (RFC 9110
 * section 15.4.4), so that reloading and going back send nothing twice, and the same form sent twice within seconds gets the same
 * answer.
 */
async function answerForm(form: ActionForm, data: unknown, run: (fields: FormFields) => Promise<Answered>): Promise<FormState> {
  const fields = formFields(data);
  if (await isSentByScript()) {
    const { answer } = await run(fields);
    if ("redirectTo" in answer) redirect(answer.redirectTo);
    return answer;
  }
  const stored = await answerOnce(getDeps(), await describeSubmission(form, fields), async () => {
    const { value: location, cookies: written } = await recordCookies(async () => locationOf(form, await run(fields)));
    return { location, written };
  });
  for (const cookie of stored.written) await writeCookie(cookie);
  redirect(stored.location);
}

/** Returns where the browser goes after the form: the action's redirect, or its page, with the answer to show. */
async function locationOf({ form }: ActionForm, { answer, owner, page }: Answered): Promise<string> {
  if ("redirectTo" in answer) return answer.redirectTo;
  if (form && Object.keys(answer).length > 0) await writeNote({ form, state: answer, owner });
  else await clearNote();
  return page ?? (await requestedPathOrHome());
}

/** Everything in which two submissions can differ; only its hash is stored. */
async function describeSubmission({ form }: ActionForm, fields: FormFields): Promise<string> {
  const store = await cookies();
  const tokens = [sessionCookieName(), attemptCookieName(), browserCookieName()].map((cookie) => store.get(cookie)?.value ?? "");
  return JSON.stringify([form, await requestedPathOrHome(), Object.entries(fields).sort(), ...tokens]);
}
