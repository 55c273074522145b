import { getFormatter, getTranslations } from "next-intl/server";
import { Card } from "@/components/ui/card";
import { type Fact, Facts } from "@/components/ui/facts";
import type { CurrentSession } from "@/lib/features/sessions/types";
import { SESSION_INACTIVITY_SECONDS } from "@/lib/policy";
import { Moment } from "./moment";

const UNUSED_MINUTES = SESSION_INACTIVITY_SECONDS / 60;

/** Facts by which somebody would notice a sign-in that is not theirs. */
export async function SessionFacts({ session }: { session: CurrentSession }) {
  const t = await getTranslations("home.session");
  const format = await getFormatter();
  const moment = (at: Date) => <Moment key={at.getTime()} at={at} dateStyle="medium" timeStyle="short" />;
  const facts: Fact[] = [
    [t("signedInAs"), session.user.username],
    [t("with"), format.list(session.factors.map((factor) => t(`factors.${factor}`)))],
    [t("since"), moment(session.createdAt)],
    [t("until"), moment(session.expiresAt)],
  ];
  if (!session.remember) facts.push([t("sooner"), t("unused", { minutes: UNUSED_MINUTES })]);
  return (
    <Card id="session" heading={t("heading")}>
      <Facts facts={facts} />
    </Card>
  );
}
