import { getFormatter, getTranslations } from "next-intl/server";
import type { IssuedCodes } from "@/components/two-factor/backup-codes";
import type { EnrolmentDone, EnrolmentStep, EnrolmentTexts } from "@/components/two-factor/enrolment-flow";
import { requireRecentVerification } from "@/lib/features/reverification/reverify";
import type { CurrentSession } from "@/lib/features/sessions/session";
import { backupCodesSerial } from "@/lib/features/two-factor/backup-codes";
import { beginEnrolment } from "@/lib/features/two-factor/enrolment";
import type { TwoFactorState } from "@/lib/features/two-factor/state";
import { getDeps } from "@/lib/http/deps";
import { fieldErrorTexts, texts } from "@/lib/i18n/messages";

/** The state of this user's enrolment: reverification required, or the pending secret. */
export async function enrolmentStep(session: CurrentSession): Promise<EnrolmentStep> {
  const verified = await requireRecentVerification(getDeps(), session);
  if (!verified.ok) return { step: "reverification", method: verified.problem.method };
  const { secret, otpauthUri } = await beginEnrolment(getDeps(), { session: verified.value });
  return { step: "scan", secret, otpauthUri };
}

/** All texts of the enrolment, for dialog and page; with 2FA on they are those of a renewal. */
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
  const messages = await texts("enrolment");
  const title = state === "not-enabled" ? messages.title : messages.renewTitle;
  return {
    texts: { ...messages, title },
    reverificationTexts: await texts("reverification"),
    errorTexts: await fieldErrorTexts(),
    file,
    username,
  };
}

/** The codes with their serial and creation time, for the downloaded file and the printed sheet. */
export async function issuedCodes(codes: string[]): Promise<IssuedCodes> {
  const now = getDeps().clock.now();
  const moment = (await getFormatter()).dateTime(now, { dateStyle: "long", timeStyle: "short" });
  const created = (await getTranslations("enrolment.codes"))("fileCreated", { moment });
  return { codes, serial: backupCodesSerial(getDeps(), codes), createdAt: now.toISOString(), created };
}

type Confirmed = { otherSessionsEnded: number; replacedSince: Date | null };

/** What the page says of it beside the backup codes. */
export async function enrolmentDone(username: string, { otherSessionsEnded, replacedSince }: Confirmed): Promise<EnrolmentDone> {
  const t = await getTranslations("enrolment.codes");
  const devicesSignedOut = otherSessionsEnded > 0 ? t("devicesSignedOut", { count: otherSessionsEnded }) : null;
  return { devicesSignedOut, oldEntry: replacedSince && (await oldEntry(username, replacedSince)) };
}

/** Apps name an entry by issuer and account, which are the same for both: the day distinguishes them. */
async function oldEntry(account: string, addedAt: Date): Promise<EnrolmentDone["oldEntry"]> {
  const t = await getTranslations("enrolment.codes.oldEntry");
  const day = (await getFormatter()).dateTime(addedAt, { dateStyle: "long" });
  const names = { issuer: getDeps().config.appName, account };
  return {
    before: `${t("before", names)} `,
    addedAt: addedAt.toISOString(),
    addedOn: (await getTranslations("time"))("utc", { moment: day }),
    after: `: ${t("after")}`,
  };
}
