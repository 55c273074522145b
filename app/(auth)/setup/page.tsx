import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { buttonClass } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import { fieldErrorTexts } from "@/lib/i18n/field-errors";
import { texts } from "@/lib/i18n/texts";
import { PASSWORD_MIN_LENGTH } from "@/lib/policy";
import { readSetupLink } from "@/lib/users/setup-link";
import { getDeps } from "@/lib/web/deps";
import { SetupForm } from "./setup-form";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("setup"))("title") };
}

export default async function SetupPage({ searchParams }: Props) {
  const { token } = await searchParams;
  const t = await getTranslations("setup");
  const link = typeof token === "string" ? await readSetupLink(getDeps(), token) : null;
  if (typeof token !== "string" || !link?.ok) {
    return (
      <>
        <PageHeading heading={t("over.heading")} lead={t("over.lead")} />
        <Link href="/login" className={buttonClass("accent")}>
          {t("over.toLogin")}
        </Link>
      </>
    );
  }
  const passwordHint = t("form.passwordHint", { minimum: PASSWORD_MIN_LENGTH });
  return (
    <>
      <PageHeading heading={t("heading")} lead={t("lead", { appName: getDeps().config.appName })} />
      <SetupForm token={token} texts={{ ...(await texts("setup")).form, passwordHint }} errorTexts={await fieldErrorTexts()} />
    </>
  );
}
