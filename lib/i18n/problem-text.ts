import { getFormatter, getNow, getTranslations } from "next-intl/server";
import type { AddressProblem, ChangePasswordProblem, SettingsProblem } from "@/lib/account/types";
import type { AdminProblem } from "@/lib/admin/types";
import type { BeginProblem, VerifyProblem } from "@/lib/login/types";
import type { ProofProblem, ProofRequired } from "@/lib/reverification/types";
import type { SetPasswordProblem, SetupProblem } from "@/lib/users/types";

type SignInProblem = BeginProblem | VerifyProblem;
type EnrolmentProblem = { code: "enrolment-over" };
type SettingsFormProblem = SettingsProblem | AddressProblem | ChangePasswordProblem | { code: "two-factor-off" | "no-proof-address" };

/** Every problem that people are told of. One without a message under `problems` does not compile. */
export type Problem =
  | SignInProblem
  | SetupProblem
  | EnrolmentProblem
  | SettingsFormProblem
  | ProofProblem
  | ProofRequired
  | AdminProblem
  | SetPasswordProblem;

const MS_PER_MINUTE = 60_000;

/** What happened and what to do next, as finished text. */
export async function problemText(problem: Problem): Promise<string> {
  const t = await getTranslations("problems");
  const parts = [t(problem.code, { minutes: await minutesToWait(problem), ...(await whenToTryAgain(problem)) })];
  if ("clockOffsetSeconds" in problem && problem.clockOffsetSeconds !== null) parts.push(await clockText(problem.clockOffsetSeconds));
  if ("triesLeft" in problem) parts.push((await getTranslations("verify"))("triesLeft", { count: problem.triesLeft }));
  return parts.join(" ");
}

/** Whole minutes, at least one: for what is told to people, not for what is enforced. */
async function minutesToWait(problem: Problem): Promise<number> {
  if (!("retryAt" in problem)) return 0;
  return Math.max(1, Math.ceil((problem.retryAt.getTime() - (await getNow()).getTime()) / MS_PER_MINUTE));
}

/** How long from now, and the exact moment, in UTC as the server knows no better. */
async function whenToTryAgain(problem: Problem): Promise<{ when: string; time: string }> {
  if (!("retryAt" in problem)) return { when: "", time: "" };
  const format = await getFormatter();
  const time = format.dateTime(problem.retryAt, { dateStyle: "medium", timeStyle: "long", timeZone: "UTC" });
  return { when: format.relativeTime(problem.retryAt, await getNow()), time };
}

async function clockText(offsetSeconds: number): Promise<string> {
  const t = await getTranslations("clockOffset");
  return t(offsetSeconds < 0 ? "behind" : "ahead", { minutes: Math.max(1, Math.round(Math.abs(offsetSeconds) / 60)) });
}
