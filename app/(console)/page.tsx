import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SessionFacts } from "@/components/account/session-facts";
import { TwoFactorCard } from "@/components/account/two-factor-card";
import { PageHeading } from "@/components/ui/page-heading";
import { readProtectionWithoutTwoFactor } from "@/lib/account/read-protection";
import { readTwoFactor } from "@/lib/two-factor/read-two-factor";
import { getDeps } from "@/lib/web/deps";
import { requireSession } from "@/lib/web/guards";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("home"))("title") };
}

export default async function HomePage() {
  const session = await requireSession("/");
  const twoFactor = await readTwoFactor(getDeps(), session.user.id);
  const withoutTwoFactor = await readProtectionWithoutTwoFactor(getDeps(), session.user.id);
  const t = await getTranslations("home");
  return (
    <>
      <PageHeading heading={t("greeting", { username: session.user.username })} lead={t("lead")} />
      <div className="grid gap-5">
        <TwoFactorCard {...{ twoFactor, withoutTwoFactor }} />
        <SessionFacts session={session} />
      </div>
    </>
  );
}
