import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { buttonClass } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";

/** In the place of the form behind a one-time link that is worth nothing; `lead` says why. */
export async function LinkOver({ lead }: { lead: string }) {
  const t = await getTranslations("linkOver");
  return (
    <>
      <PageHeading heading={t("heading")} lead={lead} />
      <Link href="/login" className={buttonClass("accent")}>
        {t("toLogin")}
      </Link>
    </>
  );
}
