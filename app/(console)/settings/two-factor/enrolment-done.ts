import { getFormatter, getTranslations } from "next-intl/server";
import type { IssuedCodes } from "@/components/two-factor/backup-codes-file";
import type { EnrolmentDone } from "@/components/two-factor/types";
import { getDeps } from "@/lib/http/deps";

/** The codes with when they were made, for the file and the sheet of paper that hold them. */
export async function issuedCodes(codes: string[]): Promise<IssuedCodes> {
  const now = getDeps().clock.now();
  const moment = (await getFormatter()).dateTime(now, { dateStyle: "long", timeStyle: "short" });
  return { codes, createdAt: now.toISOString(), created: (await getTranslations("enrolment.codes"))("fileCreated", { moment }) };
}

type Confirmed = { otherSessionsEnded: number; replacedSince: Date | null };

/** What the page says of it beside the backup codes. */
export async function enrolmentDone(username: string, { otherSessionsEnded, replacedSince }: Confirmed): Promise<EnrolmentDone> {
  const t = await getTranslations("enrolment.codes");
  const devicesSignedOut = otherSessionsEnded > 0 ? t("devicesSignedOut", { count: otherSessionsEnded }) : null;
  return { devicesSignedOut, oldEntry: replacedSince && (await oldEntry(username, replacedSince)) };
}

/** Apps name an entry by issuer and account, which are the same for both: the day tells them apart. */
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
