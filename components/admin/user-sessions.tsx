import { getFormatter, getTranslations } from "next-intl/server";
import { Moment } from "@/components/account/moment";
import { Card } from "@/components/ui/card";
import { Sentence } from "@/components/ui/sentence";
import type { UserSession } from "@/lib/features/administration/types";

/** Where the account is signed in now. */
export async function UserSessions({ sessions }: { sessions: UserSession[] }) {
  const t = await getTranslations("user.sessions");
  const factor = await getTranslations("home.session.factors");
  const format = await getFormatter();
  const moment = (at: Date) => () => <Moment at={at} dateStyle="medium" timeStyle="short" />;
  return (
    <Card id="sessions" heading={t("heading")}>
      {sessions.length === 0 && <p className="text-quiet">{t("none")}</p>}
      <ul className="divide-y divide-line">
        {sessions.map(({ id, ip, browser, system, factors, createdAt, lastSeenAt }) => (
          <li key={id} className="py-3">
            <p className="font-medium">{t("device", { browser, system })}</p>
            <p className="text-sm text-quiet">
              <Sentence>
                {t.rich("detail", {
                  ip,
                  since: moment(createdAt),
                  seen: moment(lastSeenAt),
                  factors: format.list(factors.map((name) => factor(name))),
                })}
              </Sentence>
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
