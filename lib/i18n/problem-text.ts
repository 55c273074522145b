import { getFormatter, getNow, getTranslations } from "next-intl/server";
import type {
  AddressProblem,
  ChangePasswordProblem,
  SetPasswordProblem,
  SettingsProblem,
  SetupProblem,
} from "@/lib/features/account/types";
import type { AdminProblem } from "@/lib/features/administration/types";
import type { ReverificationProblem, ReverificationRequired } from "@/lib/features/reverification/schema";
import type { BeginSignInProblem, VerifyProblem } from "@/lib/features/sign-in/attempt";
import type { EnrolmentProblem } from "@/lib/features/two-factor/state";
import { EMAIL_CODE_DIGITS, EMAIL_CODE_LIFETIME_SECONDS, TOTP_PERIOD_SECONDS } from "@/lib/policy";

type SignInProblem = BeginSignInProblem | VerifyProblem;
type SettingsFormProblem =
  | SettingsProblem
  | AddressProblem
  | ChangePasswordProblem
  | { code: "two-factor-off" | "no-reverification-address" };

/** Every problem shown to users. One without a message under `problems` does not compile. */
export type Problem =
  | SignInProblem
  | SetupProblem
  | EnrolmentProblem
  | SettingsFormProblem
  | ReverificationProblem
  | ReverificationRequired
  | AdminProblem
  | SetPasswordProblem;

type ClockProblem = Extract<Problem, { clockOffsetSeconds: number | null }>;

const MS_PER_MINUTE = 60_000;
const CODES = { period: TOTP_PERIOD_SECONDS, digits: EMAIL_CODE_DIGITS, lifetime: EMAIL_CODE_LIFETIME_SECONDS / 60 };

/** Returns what happened and what to do next, as finished text. */
export async function problemText(problem: Problem): Promise<string> {
  const t = await getTranslations("problems");
  const retryAt = await retryTime(problem);
  const time = retryAt ? await momentText(retryAt) : "";
  const minimum = "minimum" in problem ? problem.minimum : 0;
  const parts = [t(problem.code, { ...CODES, minutes: await minutesUntilRetry(problem), time, minimum })];
  if ("clockOffsetSeconds" in problem) parts.push(...(await clockText(problem)));
  if ("attemptsLeft" in problem) parts.push((await getTranslations("verify"))("attemptsLeft", { count: problem.attemptsLeft }));
  if (time && problem.code !== "too-many-attempts") parts.push((await getTranslations("retry"))("from", { time }));
  return parts.join(" ");
}

/** Returns from when on the next attempt is allowed; null when it is now. */
export async function retryTime(problem: Problem): Promise<Date | null> {
  if (problem.code === "send-again-later" || !("retryAt" in problem) || !problem.retryAt) return null;
  return problem.code === "too-many-attempts" || problem.retryAt > (await getNow()) ? problem.retryAt : null;
}

/** Returns whole minutes, at least one: for texts, not for enforcement. */
async function minutesUntilRetry(problem: Problem): Promise<number> {
  if (problem.code !== "send-again-later") return 0;
  return Math.max(1, Math.ceil((problem.retryAt.getTime() - (await getNow()).getTime()) / MS_PER_MINUTE));
}

/** In an enrolment the phone's clock has never been confirmed. */
async function clockText({ code, clockOffsetSeconds: offsetSeconds }: ClockProblem): Promise<string[]> {
  const t = await getTranslations("clockOffset");
  if (offsetSeconds === null) return code === "wrong-enrolment-code" ? [t("unknown")] : [];
  const minutes = Math.max(1, Math.round(Math.abs(offsetSeconds) / 60));
  return [t(offsetSeconds < 0 ? "behind" : "ahead", { minutes })];
}

const MS_PER_DAY = 24 * 60 * 60 * 1000;

/** Returns a future moment in UTC, as the server does not know the user's zone; without its date when the time alone is clear. */
export async function momentText(at: Date): Promise<string> {
  const isNear = at.getTime() - (await getNow()).getTime() < MS_PER_DAY;
  return (await getFormatter()).dateTime(at, { ...(!isNear && { dateStyle: "medium" }), timeStyle: "long", timeZone: "UTC" });
}
