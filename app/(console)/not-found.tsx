import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { buttonClass } from "@/components/ui/button";
import { MessagePage } from "@/components/ui/page";

/** The same for a missing page and one that this user may not see. Inside the signed-in frame, which has its `main` already. */
export default async function NotFoundMessage() {
  const t = await getTranslations("notFound");
  return (
    <MessagePage heading={t("heading")} description={t("description")}>
      <Link href="/" prefetch={false} className={buttonClass("accent")}>
        {t("home")}
      </Link>
    </MessagePage>
  );
}
