import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { LinkCookieMissing } from "@/app/(auth)/link-cookie-missing";
import { LinkOver } from "@/app/(auth)/link-over";
import { PageHeading } from "@/components/ui/page-heading";
import { readPasswordLink } from "@/lib/features/account/one-time-links";
import { getDeps } from "@/lib/http/deps";
import { currentSession } from "@/lib/http/guards";
import { isLinkId, readLinkToken } from "@/lib/http/one-time-link";
import { fieldErrorTexts } from "@/lib/i18n/field-errors";
import { texts } from "@/lib/i18n/messages";
import { PASSWORD_LINK_LIFETIME_SECONDS } from "@/lib/policy";
import { OtherUser } from "./other-user";
import { SetPasswordForm } from "./set-password-form";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("setPassword");
  return { title: t("title"), description: t("description", { appName: getDeps().config.appName }) };
}

export default async function SetPasswordPage({ searchParams }: Props) {
  const { link: id } = await searchParams;
  const t = await getTranslations("setPassword");
  const over = <LinkOver lead={t("over", { hours: PASSWORD_LINK_LIFETIME_SECONDS / 3600 })} />;
  if (!isLinkId(id)) return over;
  const token = await readLinkToken(id);
  if (!token) return <LinkCookieMissing />;
  const link = await readPasswordLink(getDeps(), token);
  if (!link.ok) return over;
  const current = (await currentSession())?.user;
  const { appName, passwordMinLength } = getDeps().config;
  const passwordHint = t("form.passwordHint", { minimum: passwordMinLength });
  return (
    <>
      <PageHeading heading={t("heading")} lead={t("lead", { appName })} />
      {current && current.username !== link.value.username && <OtherUser link={id} current={current} username={link.value.username} />}
      <SetPasswordForm
        {...{ link: id, passwordMinLength }}
        username={link.value.username}
        texts={{ ...(await texts("setPassword")).form, passwordHint }}
        errorTexts={await fieldErrorTexts(passwordMinLength)}
      />
    </>
  );
}
