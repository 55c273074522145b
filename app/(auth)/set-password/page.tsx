import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { openLink } from "@/app/(auth)/one-time-link";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/page";
import { readPasswordLink } from "@/lib/features/account/one-time-links";
import { getDeps } from "@/lib/http/deps";
import { ACTOR_FIELD } from "@/lib/http/form-state";
import { currentSession } from "@/lib/http/guards";
import { fieldErrorTexts, texts } from "@/lib/i18n/messages";
import { PASSWORD_LINK_LIFETIME_SECONDS } from "@/lib/policy";
import { signOutOther } from "./actions";
import { SetPasswordForm } from "./set-password-form";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("setPassword");
  return { title: t("title"), description: t("metaDescription", { appName: getDeps().config.appName }) };
}

export default async function SetPasswordPage({ searchParams }: Props) {
  const t = await getTranslations("setPassword");
  const invalid = t("invalid", { hours: PASSWORD_LINK_LIFETIME_SECONDS / 3600 });
  const link = await openLink((await searchParams).link, invalid, (token) => readPasswordLink(getDeps(), token));
  if (!link.ok) return link.instead;
  const current = (await currentSession())?.user;
  const { appName, passwordMinLength } = getDeps().config;
  const passwordHint = t("form.passwordHint", { minimum: passwordMinLength });
  return (
    <>
      <PageHeading heading={t("heading")} description={t("description", { appName })} />
      {current && current.username !== link.value.username && (
        <OtherUserNotice link={link.id} current={current} username={link.value.username} />
      )}
      <SetPasswordForm
        {...{ link: link.id, passwordMinLength }}
        username={link.value.username}
        texts={{ ...(await texts("setPassword")).form, passwordHint }}
        errorTexts={await fieldErrorTexts(passwordMinLength)}
      />
    </>
  );
}

type OtherUserProps = { link: string; current: { id: string; username: string }; username: string };

/** Shown when the link is for another user than the signed-in one. */
async function OtherUserNotice({ link, current, username }: OtherUserProps) {
  const t = await getTranslations("linkCookie");
  return (
    <div className="mb-6 grid gap-3 break-words">
      <Notice variant="amber" role="status">
        {t("otherUser", { current: current.username, username })}
      </Notice>
      <form action={signOutOther}>
        <input type="hidden" name="link" value={link} />
        <input type="hidden" name={ACTOR_FIELD} value={current.id} />
        <Button type="submit" variant="quiet" className="w-full">
          {t("signOut", { current: current.username })}
        </Button>
      </form>
    </div>
  );
}
