import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { buttonClass } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page";
import { getDeps } from "@/lib/http/deps";
import { LINK_COOKIE_LIFETIME_SECONDS } from "@/lib/policy";

/** Replaces the form of an invalid one-time link; the texts say why it is invalid. */
export async function InvalidLink({ description }: { description: string }) {
  const t = await getTranslations("linkOver");
  return (
    <>
      <PageHeading heading={t("heading")} description={description} />
      <Link href="/login" className={buttonClass("accent")}>
        {t("toLogin")}
      </Link>
    </>
  );
}

/** Replaces the form of a one-time link whose cookie the browser refused or has lost. */
export async function LinkCookieMissing() {
  const t = await getTranslations("linkCookie");
  return (
    <>
      <PageHeading heading={t("heading")} description={t("description", { minutes: LINK_COOKIE_LIFETIME_SECONDS / 60 })} />
      <p>{t("again", { address: getDeps().config.appUrl })}</p>
    </>
  );
}
