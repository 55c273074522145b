import { getFormatter, getNow, getTranslations } from "next-intl/server";
import { nextTryAt, type Problem, problemText } from "@/lib/i18n/problem-text";
import { texts } from "@/lib/i18n/texts";
import { clientInfo } from "./client-info";
import { countdownTo } from "./countdown-to";
import type { FormState } from "./form-state";
import { noteThrottled } from "./throttled-networks";

/** What a use case has against the value of a field; where tries have to wait, how long. */
export async function refusedField(field: string, problem: Problem): Promise<Pick<FormState, "fieldErrors" | "wait">> {
  const fieldErrors = { [field]: await problemText(problem) };
  const retryAt = await nextTryAt(problem);
  if (!retryAt) return { fieldErrors };
  const t = await getTranslations("wait");
  const { left, over } = await texts("wait");
  const inWords = t("inWords", { when: (await getFormatter()).relativeTime(retryAt, await getNow()) });
  const untried = problem.code === "too-many-tries";
  if (untried) noteThrottled((await clientInfo()).ip);
  return { fieldErrors, wait: { field, untried, ...countdownTo(retryAt), left, over, inWords } };
}
