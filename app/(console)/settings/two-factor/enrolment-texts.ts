import { getTranslations } from "next-intl/server";
import type { EnrolmentTexts } from "@/components/two-factor/enrolment-flow";
import { fieldErrorTexts } from "@/lib/i18n/field-errors";
import { texts } from "@/lib/i18n/texts";
import { getDeps } from "@/lib/web/deps";

/** Everything that the enrolment says, for the dialog and the page alike. */
export async function enrolmentTexts(username: string): Promise<EnrolmentTexts> {
  const { appName } = getDeps().config;
  const t = await getTranslations("enrolment.codes");
  const name = t("fileName", { appName: appName.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-") });
  const file = { name, heading: t("fileHeading", { appName, username }), advice: t("fileAdvice") };
  return { texts: await texts("enrolment"), proofTexts: await texts("proof"), errorTexts: await fieldErrorTexts(), file, username };
}
