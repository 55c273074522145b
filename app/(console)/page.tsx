import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SessionFacts } from "@/components/account/session-facts";
import { TwoFactorCard } from "@/components/account/two-factor-card";
import { Notice } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/page-heading";
import { readProtectionWithoutTwoFactor } from "@/lib/features/account/settings";
import { readTwoFactor } from "@/lib/features/two-factor/two-factor";
import { getDeps } from "@/lib/http/deps";
import { requireSession } from "@/lib/http/guards";
import { OTHER_ACCOUNT_NOTICE } from "@/lib/http/run-action";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("home"))("title") };
}

type Props = { searchParams: Promise<Record<string, unknown>> };

export default async function HomePage({ searchParams }: Props) {
  const session = await requireSession("/");
  const twoFactor = await readTwoFactor(getDeps(), session.user.id);
  const withoutTwoFactor = await readProtectionWithoutTwoFactor(getDeps(), session.user.id);
  const t = await getTranslations("home");
  const otherAccount = (await searchParams).notice === OTHER_ACCOUNT_NOTICE && (await getTranslations("otherAccount"));
  return (
    <>
      {otherAccount && (
        <div className="mb-6">
          <Notice look="amber" role="alert">
            <p className="font-semibold wrap-anywhere">{otherAccount("heading", { username: session.user.username })}</p>
            <p>{otherAccount("lead")}</p>
          </Notice>
        </div>
      )}
      <PageHeading heading={t("greeting", { username: session.user.username })} lead={t("lead")} />
      <div className="grid gap-5">
        <TwoFactorCard {...{ twoFactor, withoutTwoFactor }} />
        <SessionFacts session={session} />
      </div>
    </>
  );
}
