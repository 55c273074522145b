import { redirect } from "next/navigation";
import { answerForm, type Form } from "./answer-form";
import { type AttemptCookie, readAttempts } from "./cookies";
import type { FormFields } from "./form-fields";
import { ATTEMPT_FIELD, type FormState } from "./form-state";
import { loginAddress, verifyAddress } from "./login-address";
import { readReturnTo } from "./return-to";

type Run<S> = (attempt: AttemptCookie, typed: FormFields) => Promise<S>;

/**
 * The guard of every action of a sign-in under way: it acts on the attempt that its page shows, one of those begun in this
 * browser, and on no other. One that this browser does not have any more leads to the sign-in page, which says so.
 */
export function answerAttempt<S extends FormState | undefined>(form: Form, data: unknown, run: Run<S>): Promise<S> {
  return answerForm(form, data, async (typed) => {
    const attempts = await readAttempts();
    const attempt = attempts.find(({ id }) => id === typed[ATTEMPT_FIELD]);
    const next = readReturnTo(typed.next);
    if (!attempt) redirect(loginAddress({ next, remember: typed.remember === "on", notice: "sign-in-over" }));
    const state = await run(attempt, typed);
    return { state, owner: attempt.id, ...(attempts.length > 1 && { address: verifyAddress(next, attempt.id) }) };
  });
}
