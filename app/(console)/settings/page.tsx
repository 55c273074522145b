import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AccountFacts } from "@/components/account/account-facts";
import { EnrolButton } from "@/components/two-factor/enrol-button";
import { TwoFactorSection } from "@/components/two-factor/two-factor-section";
import { PageHeading } from "@/components/ui/page-heading";
import { readTwoFactor } from "@/lib/two-factor/read-two-factor";
import type { TwoFactorState } from "@/lib/two-factor/types";
import { getDeps } from "@/lib/web/deps";
import { requireSession } from "@/lib/web/guards";
import { confirm, leave, open, prove, start } from "./two-factor/actions";
import { enrolmentTexts } from "./two-factor/enrolment-texts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings"))("title") };
}

export default async function SettingsPage() {
  const { user } = await requireSession("/settings");
  const twoFactor = await readTwoFactor(getDeps(), user.id);
  const t = await getTranslations("settings");
  return (
    <>
      <PageHeading heading={t("heading")} />
      <div className="grid gap-5">
        <AccountFacts username={user.username} email={user.email} />
        <TwoFactorSection twoFactor={twoFactor}>
          <EnrolButton
            button={await enrolButton(twoFactor.state)}
            actions={{ start, open, prove, confirm, leave }}
            {...(await enrolmentTexts(user.username))}
          />
        </TwoFactorSection>
      </div>
    </>
  );
}

async function enrolButton(state: TwoFactorState) {
  const t = await getTranslations("twoFactor");
  if (state === "enabled") return null;
  return state === "expired" ? ({ look: "amber", label: t("renew") } as const) : ({ look: "accent", label: t("enable") } as const);
}
