import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { OtherSignIns } from "@/app/(auth)/login/pending-sign-ins";
import { DisableVerificationHint, ResendCode } from "@/components/account/email-code";
import { FormIdentity } from "@/components/forms/form";
import { Button, buttonClass } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/page";
import { type AttemptView, type PendingStep, readRetryTime } from "@/lib/features/sign-in/attempt";
import { getDeps } from "@/lib/http/deps";
import { secondsUntil } from "@/lib/http/form-messages";
import { currentAttempt, currentAttemptToken } from "@/lib/http/guards";
import { loginAddress, readCodeKind, readReturnTo, verifyAddress } from "@/lib/http/redirects";
import { requestClient } from "@/lib/http/request";
import { fieldErrorTexts, texts } from "@/lib/i18n/messages";
import { momentText } from "@/lib/i18n/problem-text";
import { EMAIL_CODE_DIGITS, EMAIL_CODE_LIFETIME_SECONDS, LOGIN_ATTEMPT_CODE_ATTEMPTS } from "@/lib/policy";
import { cancelSignIn, resendSignInCode } from "./actions";
import { EmailCodeForm } from "./email-code-form";
import { SecondFactorForm } from "./second-factor-form";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const t = await getTranslations("verify");
  return {
    title: t(titleKey(await currentAttempt((await searchParams).attempt))),
    description: t("metaDescription", { appName: getDeps().config.appName }),
  };
}

/** Does not mention 2FA when it is off. */
function titleKey(attempt: AttemptView) {
  if (attempt.status !== "pending") return "ended.heading";
  return attempt.step.method === "email-code" ? "email.title" : "title";
}

export default async function VerifyPage({ searchParams }: Props) {
  const query = await searchParams;
  const attempt = await currentAttempt(query.attempt);
  const next = readReturnTo(query.next);
  if (attempt.status === "none") redirect(loginAddress({ next }));
  const returnTo = next ?? attempt.returnTo;
  if (attempt.status === "ended") return <AttemptEnded reason={attempt.reason} returnTo={returnTo} attemptId={query.attempt} />;
  const t = await getTranslations("verify");
  const { id, username, step, remember } = attempt;
  return (
    <>
      <OtherSignIns shown={id} />
      {step.method === "email-code" ? (
        <EmailStep attempt={id} {...{ username, step, remember, returnTo }} />
      ) : (
        <SecondFactorStep {...{ attempt, returnTo, query }} />
      )}
      <form action={cancelSignIn} className="mt-3">
        <FormIdentity attempt={id} />
        {returnTo && <input type="hidden" name="next" value={returnTo} />}
        {remember && <input type="hidden" name="remember" value="on" />}
        <Button type="submit" variant="quiet" className="w-full">
          {t("back")}
        </Button>
      </form>
    </>
  );
}

type SecondFactorStepProps = {
  attempt: Extract<AttemptView, { status: "pending" }>;
  returnTo: string | null;
  query: Awaited<Props["searchParams"]>;
};

/** The code of the app or a backup code. Without JavaScript, `use` in the URL chooses between the two. */
async function SecondFactorStep({ attempt, returnTo, query }: SecondFactorStepProps) {
  const t = await getTranslations("verify");
  const { id, username, remember } = attempt;
  const use = readCodeKind(query.use);
  const named = query.attempt === undefined ? undefined : id;
  const { form, backupCode } = await texts("verify");
  return (
    <>
      <PageHeading heading={t("heading")} description={t("account", { username })} />
      <SecondFactorForm
        attempt={id}
        startsWith={use ?? "app"}
        addresses={{ app: verifyAddress(returnTo, named, "app"), "backup-code": verifyAddress(returnTo, named, "backup-code") }}
        progress={use ? await progressText(attempt) : null}
        {...{ remember, returnTo }}
        texts={{ ...form, ...backupCode, appDescription: t("description", { appName: getDeps().config.appName }) }}
        errorTexts={await fieldErrorTexts()}
      />
    </>
  );
}

/** What an answer has said before the page was loaded again to enter another kind of code. */
async function progressText({ id, attemptsLeft }: SecondFactorStepProps["attempt"]): Promise<string | null> {
  if (attemptsLeft === LOGIN_ATTEMPT_CODE_ATTEMPTS) return null;
  const left = (await getTranslations("verify"))("attemptsLeft", { count: attemptsLeft });
  return [left, await retryText(id)].filter(Boolean).join(" ");
}

type EmailStepProps = {
  attempt: string;
  username: string;
  step: Extract<PendingStep, { method: "email-code" }>;
  remember: boolean;
  returnTo: string | null;
};

/** The emailed code. If the email was not sent, says so and what can be done. */
async function EmailStep({ attempt, username, step, remember, returnTo }: EmailStepProps) {
  const t = await getTranslations("verify.email");
  const account = (await getTranslations("verify"))("account", { username });
  const { delivery, maskedAddress, sendAgainAt } = step;
  const deliveryProblem = delivery === "queued" || delivery === "failed" ? delivery : delivery === null && "none";
  const unsent = deliveryProblem === "queued" || deliveryProblem === "none";
  const numbers = { digits: EMAIL_CODE_DIGITS, minutes: EMAIL_CODE_LIFETIME_SECONDS / 60 };
  return (
    <>
      <PageHeading heading={t(unsent ? "headingUnsent" : "heading")} description={account} />
      <p className="-mt-5 mb-7 text-muted-foreground">{t(unsent ? "descriptionUnsent" : "description", numbers)}</p>
      {deliveryProblem && (
        <div className="mb-6">
          <Notice variant="amber" role="status">
            <span>{t(`delivery.${deliveryProblem}`)}</span>
            {deliveryProblem !== "none" && <DisableVerificationHint username={t("anyUser")} />}
          </Notice>
        </div>
      )}
      <EmailCodeForm
        attempt={attempt}
        maskedAddress={maskedAddress}
        remember={remember}
        returnTo={returnTo}
        texts={(await texts("verify")).email.form}
        errorTexts={await fieldErrorTexts()}
      />
      <div className="mt-3">
        <ResendCode attempt={attempt} action={resendSignInCode} retry={secondsUntil(sendAgainAt)} texts={await texts("sendAgain")} />
      </div>
    </>
  );
}

type AttemptEndedProps = { reason: Extract<AttemptView, { status: "ended" }>["reason"]; returnTo: string | null; attemptId: unknown };

async function AttemptEnded({ reason, returnTo, attemptId }: AttemptEndedProps) {
  const t = await getTranslations("verify.ended");
  const retry = reason === "no-attempts-left" && (await retryText(attemptId));
  return (
    <>
      <PageHeading heading={t("heading")} description={t(reason, { appName: getDeps().config.appName })} />
      {retry && <p className="-mt-4 mb-7">{retry}</p>}
      <Link href={loginAddress({ next: returnTo })} className={buttonClass("accent")}>
        {t("startAgain")}
      </Link>
    </>
  );
}

/** The wrong code that ended a sign-in may also have throttled the next one. */
async function retryText(attemptId: unknown): Promise<string | null> {
  const retryAt = await readRetryTime(getDeps(), { attemptToken: await currentAttemptToken(attemptId), ...(await requestClient()) });
  return retryAt && (await getTranslations("retry"))("from", { time: await momentText(retryAt) });
}
