import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { buttonClass } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page";
import { getDeps } from "@/lib/http/deps";
import { LINK_COOKIE_LIFETIME_SECONDS } from "@/lib/policy";

/** In the place of the form behind a one-time link that is worth nothing; `lead` says why. */
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

/** In the place of the form behind a one-time link whose cookie the browser has not kept, or no longer has. */
export async function LinkCookieMissing() {
  const t = await getTranslations("linkCookie");
  return (
    <>
      <PageHeading heading={t("heading")} description={t("description", { minutes: LINK_COOKIE_LIFETIME_SECONDS / 60 })} />
      <p>{t("again", { address: getDeps().config.appUrl })}</p>
    </>
  );
}
