import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { InvalidLink, LinkCookieMissing } from "@/app/(auth)/invalid-link";
import { PageHeading } from "@/components/ui/page";
import { readSetupLink } from "@/lib/features/account/one-time-links";
import { isLinkId } from "@/lib/http/cookie-names";
import { readLinkToken } from "@/lib/http/cookies";
import { getDeps } from "@/lib/http/deps";
import { fieldErrorTexts, texts } from "@/lib/i18n/messages";
import { SetupForm } from "./setup-form";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("setup");
  return { title: t("title"), description: t("metaDescription", { appName: getDeps().config.appName }) };
}

export default async function SetupPage({ searchParams }: Props) {
  const { link: id } = await searchParams;
  const t = await getTranslations("setup");
  if (!isLinkId(id)) return <InvalidLink description={t("invalid")} />;
  const token = await readLinkToken(id);
  if (!token) return <LinkCookieMissing />;
  const link = await readSetupLink(getDeps(), token);
  if (!link.ok) return <InvalidLink description={t("invalid")} />;
  const { appName, passwordMinLength } = getDeps().config;
  const passwordHint = t("form.passwordHint", { minimum: passwordMinLength });
  return (
    <>
      <PageHeading heading={t("heading")} description={t("description", { appName })} />
      <SetupForm
        {...{ link: id, passwordMinLength }}
        texts={{ ...(await texts("setup")).form, passwordHint }}
        errorTexts={await fieldErrorTexts(passwordMinLength)}
      />
    </>
  );
}
