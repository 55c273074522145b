import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Button } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import { fieldErrorTexts } from "@/lib/i18n/field-errors";
import { texts } from "@/lib/i18n/texts";
import type { AttemptView } from "@/lib/login/types";
import { currentAttempt } from "@/lib/web/current-attempt";
import { getDeps } from "@/lib/web/deps";
import { loginAddress } from "@/lib/web/login-address";
import { readReturnTo } from "@/lib/web/return-to";
import { cancel } from "./actions";
import { AttemptOver } from "./attempt-over";
import { EmailStep } from "./email-step";
import { VerifyForm } from "./verify-form";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("verify");
  return { title: t(titleKey(await currentAttempt())), description: t("description", { appName: getDeps().config.appName }) };
}

/** Nothing of 2FA where it is off. */
function titleKey(attempt: AttemptView) {
  if (attempt.status !== "pending") return "over.heading";
  return attempt.step.method === "email-code" ? "email.title" : "title";
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function VerifyPage({ searchParams }: Props) {
  const attempt = await currentAttempt();
  const next = readReturnTo((await searchParams).next);
  if (attempt.status === "none") redirect(loginAddress({ next }));
  const returnTo = next ?? attempt.returnTo;
  if (attempt.status === "over") return <AttemptOver reason={attempt.reason} returnTo={returnTo} />;
  const t = await getTranslations("verify");
  const { step, remember } = attempt;
  return (
    <>
      {step.method === "email-code" ? (
        <EmailStep {...{ step, remember, returnTo }} />
      ) : (
        <>
          <PageHeading heading={t("heading")} lead={t("lead", { appName: getDeps().config.appName })} />
          <VerifyForm {...{ remember, returnTo }} texts={(await texts("verify")).form} errorTexts={await fieldErrorTexts()} />
        </>
      )}
      <form action={cancel} className="mt-3">
        {returnTo && <input type="hidden" name="next" value={returnTo} />}
        {remember && <input type="hidden" name="remember" value="on" />}
        <Button type="submit" look="quiet" className="w-full">
          {t("back")}
        </Button>
      </form>
    </>
  );
}
