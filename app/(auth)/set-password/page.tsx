import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PageHeading } from "@/components/ui/page-heading";
import { fieldErrorTexts } from "@/lib/i18n/field-errors";
import { texts } from "@/lib/i18n/texts";
import { PASSWORD_LINK_LIFETIME_SECONDS } from "@/lib/policy";
import { readPasswordLink } from "@/lib/users/password-link";
import { getDeps } from "@/lib/web/deps";
import { LinkOver } from "../link-over";
import { SetPasswordForm } from "./set-password-form";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("setPassword");
  return { title: t("title"), description: t("description", { appName: getDeps().config.appName }) };
}

export default async function SetPasswordPage({ searchParams }: Props) {
  const { token } = await searchParams;
  const t = await getTranslations("setPassword");
  const link = typeof token === "string" ? await readPasswordLink(getDeps(), token) : null;
  if (typeof token !== "string" || !link?.ok) return <LinkOver lead={t("over", { hours: PASSWORD_LINK_LIFETIME_SECONDS / 3600 })} />;
  const { appName, passwordMinLength } = getDeps().config;
  const passwordHint = t("form.passwordHint", { minimum: passwordMinLength });
  return (
    <>
      <PageHeading heading={t("heading")} lead={t("lead", { appName })} />
      <SetPasswordForm
        {...{ token, passwordMinLength }}
        username={link.value.username}
        texts={{ ...(await texts("setPassword")).form, passwordHint }}
        errorTexts={await fieldErrorTexts(passwordMinLength)}
      />
    </>
  );
}
