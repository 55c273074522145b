import { getTranslations } from "next-intl/server";
import type { EnrolmentTexts } from "@/components/two-factor/enrolment-flow";
import type { TwoFactorState } from "@/lib/features/two-factor/state";
import { getDeps } from "@/lib/http/deps";
import { fieldErrorTexts } from "@/lib/i18n/field-errors";
import { texts } from "@/lib/i18n/messages";

/** Everything that the enrolment says, for the dialog and the page alike; where 2FA is on, it is a renewal. */
export async function enrolmentTexts(username: string, state: TwoFactorState): Promise<EnrolmentTexts> {
  const { appName, appUrl } = getDeps().config;
  const t = await getTranslations("enrolment.codes");
  const name = t("fileName", { appName: appName.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-") });
  const file = {
    name,
    heading: t("fileHeading", { appName, username }),
    advice: t("fileAdvice"),
    account: username,
    console: `${appName} · ${new URL(appUrl).host}`,
  };
  const words = await texts("enrolment");
  const title = state === "not-enabled" ? words.title : words.renewTitle;
  return { texts: { ...words, title }, proofTexts: await texts("proof"), errorTexts: await fieldErrorTexts(), file, username };
}
