import { getTranslations } from "next-intl/server";
import { PageHeading } from "@/components/ui/page-heading";
import { getDeps } from "@/lib/http/deps";
import { LINK_COOKIE_LIFETIME_SECONDS } from "@/lib/policy";

/** In the place of the form behind a one-time link whose cookie the browser has not kept, or no longer has. */
export async function LinkCookieMissing() {
  const t = await getTranslations("linkCookie");
  return (
    <>
      <PageHeading heading={t("heading")} lead={t("lead", { minutes: LINK_COOKIE_LIFETIME_SECONDS / 60 })} />
      <p>{t("again", { address: getDeps().config.appUrl })}</p>
    </>
  );
}
