import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { openLink } from "@/app/(auth)/one-time-link";
import { PageHeading } from "@/components/ui/page";
import { readSetupLink } from "@/lib/features/account/one-time-links";
import { getDeps } from "@/lib/http/deps";
import { fieldErrorTexts, texts } from "@/lib/i18n/messages";
import { SetupForm } from "./setup-form";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("setup");
  return { title: t("title"), description: t("metaDescription", { appName: getDeps().config.appName }) };
}

export default async function SetupPage({ searchParams }: Props) {
  const t = await getTranslations("setup");
  const link = await openLink((await searchParams).link, t("invalid"), (token) => readSetupLink(getDeps(), token));
  if (!link.ok) return link.instead;
  const { appName, passwordMinLength } = getDeps().config;
  const passwordHint = t("form.passwordHint", { minimum: passwordMinLength });
  return (
    <>
      <PageHeading heading={t("heading")} description={t("description", { appName })} />
      <SetupForm
        {...{ link: link.id, passwordMinLength }}
        texts={{ ...(await texts("setup")).form, passwordHint }}
        errorTexts={await fieldErrorTexts(passwordMinLength)}
      />
    </>
  );
}
