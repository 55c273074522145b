import { type Problem, problemText } from "@/lib/i18n/problem-text";
import { texts } from "@/lib/i18n/texts";
import { countdownTo } from "./countdown-to";
import type { FormState } from "./form-state";

/** What a use case has against the value of a field; where tries have to wait, how long. */
export async function refusedField(field: string, problem: Problem): Promise<Pick<FormState, "fieldErrors" | "wait">> {
  const fieldErrors = { [field]: await problemText(problem) };
  if (problem.code !== "too-many-tries") return { fieldErrors };
  return { fieldErrors, wait: { field, ...countdownTo(problem.retryAt), ...(await texts("wait")) } };
}
