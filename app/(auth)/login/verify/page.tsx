import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Button } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import { fieldErrorTexts } from "@/lib/i18n/field-errors";
import { texts } from "@/lib/i18n/texts";
import { readAttempt } from "@/lib/login/read-attempt";
import { readAttemptToken } from "@/lib/web/cookies";
import { getDeps } from "@/lib/web/deps";
import { cancel } from "./actions";
import { AttemptOver } from "./attempt-over";
import { EmailStep } from "./email-step";
import { VerifyForm } from "./verify-form";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("verify");
  return { title: t("title"), description: t("description", { appName: getDeps().config.appName }) };
}

export default async function VerifyPage() {
  const attempt = await readAttempt(getDeps(), await readAttemptToken());
  if (attempt.status === "none") redirect("/login");
  if (attempt.status === "over") return <AttemptOver reason={attempt.reason} />;
  const t = await getTranslations("verify");
  const { step, remember } = attempt;
  return (
    <>
      {step.method === "email-code" ? (
        <EmailStep step={step} remember={remember} />
      ) : (
        <>
          <PageHeading heading={t("heading")} lead={t("lead", { appName: getDeps().config.appName })} />
          <VerifyForm remember={remember} texts={(await texts("verify")).form} errorTexts={await fieldErrorTexts()} />
        </>
      )}
      <form action={cancel} className="mt-3">
        <Button type="submit" look="quiet" className="w-full">
          {t("back")}
        </Button>
      </form>
    </>
  );
}
