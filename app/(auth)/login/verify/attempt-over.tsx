import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { buttonClass } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import type { AttemptView } from "@/lib/login/types";
import { getDeps } from "@/lib/web/deps";

type Reason = Extract<AttemptView, { status: "over" }>["reason"];

export async function AttemptOver({ reason }: { reason: Reason }) {
  const t = await getTranslations("verify.over");
  return (
    <>
      <PageHeading heading={t("heading")} lead={t(reason, { appName: getDeps().config.appName })} />
      <Link href="/login" className={buttonClass("accent")}>
        {t("startAgain")}
      </Link>
    </>
  );
}
