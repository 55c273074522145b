import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { buttonClass } from "@/components/ui/button";
import { MessagePage } from "@/components/ui/message-page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("notFound"))("title") };
}

export default async function NotFound() {
  const t = await getTranslations("notFound");
  return (
    <MessagePage heading={t("heading")} lead={t("lead")}>
      <Link href="/" prefetch={false} className={buttonClass("accent")}>
        {t("home")}
      </Link>
    </MessagePage>
  );
}
