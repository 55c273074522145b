import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { FormIdentity } from "@/components/forms/form-page";
import { Button } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import type { AttemptView } from "@/lib/features/sign-in/types";
import { getDeps } from "@/lib/http/deps";
import { currentAttempt } from "@/lib/http/guards";
import { loginAddress, readReturnTo } from "@/lib/http/redirects";
import { fieldErrorTexts } from "@/lib/i18n/field-errors";
import { texts } from "@/lib/i18n/messages";
import { cancel } from "./actions";
import { AttemptOver } from "./attempt-over";
import { EmailStep } from "./email-step";
import { OtherAttempts } from "./other-attempts";
import { VerifyForm } from "./verify-form";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const t = await getTranslations("verify");
  return {
    title: t(titleKey(await currentAttempt((await searchParams).attempt))),
    description: t("description", { appName: getDeps().config.appName }),
  };
}

/** Nothing of 2FA where it is off. */
function titleKey(attempt: AttemptView) {
  if (attempt.status !== "pending") return "over.heading";
  return attempt.step.method === "email-code" ? "email.title" : "title";
}

export default async function VerifyPage({ searchParams }: Props) {
  const query = await searchParams;
  const attempt = await currentAttempt(query.attempt);
  const next = readReturnTo(query.next);
  if (attempt.status === "none") redirect(loginAddress({ next }));
  const returnTo = next ?? attempt.returnTo;
  if (attempt.status === "over") return <AttemptOver reason={attempt.reason} returnTo={returnTo} attemptId={query.attempt} />;
  const t = await getTranslations("verify");
  const { id, username, step, remember } = attempt;
  return (
    <>
      <OtherAttempts shown={id} />
      {step.method === "email-code" ? (
        <EmailStep attempt={id} {...{ step, remember, returnTo }} />
      ) : (
        <>
          <PageHeading heading={t("heading")} lead={t("lead", { appName: getDeps().config.appName })} />
          <VerifyForm attempt={id} {...{ remember, returnTo }} texts={(await texts("verify")).form} errorTexts={await fieldErrorTexts()} />
        </>
      )}
      <p className="mt-5 text-center text-sm wrap-anywhere text-quiet">{t("account", { username })}</p>
      <form action={cancel} className="mt-3">
        <FormIdentity attempt={id} />
        {returnTo && <input type="hidden" name="next" value={returnTo} />}
        {remember && <input type="hidden" name="remember" value="on" />}
        <Button type="submit" look="quiet" className="w-full">
          {t("back")}
        </Button>
      </form>
    </>
  );
}
