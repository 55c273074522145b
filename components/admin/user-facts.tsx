import { getTranslations } from "next-intl/server";
import { Moment } from "@/components/account/moment";
import { Card } from "@/components/ui/card";
import { Facts } from "@/components/ui/facts";
import type { UserOverview } from "@/lib/features/account/types";
import { AccountTags } from "./account-tags";

/** The account itself. */
export async function UserFacts({ user }: { user: UserOverview }) {
  const t = await getTranslations("user.account");
  const moment = (at: Date) => <Moment at={at} dateStyle="long" timeStyle="short" />;
  const tags = (
    <span className="flex flex-wrap gap-2">
      <AccountTags user={user} />
    </span>
  );
  return (
    <Card id="account" heading={t("heading")} aside={tags}>
      <Facts
        facts={[
          [t("email"), user.email ?? t("noEmail")],
          [t("password"), t(user.hasPassword ? "hasPassword" : "noPassword")],
          [t("lastSignIn"), user.lastSignInAt ? moment(user.lastSignInAt) : t("never")],
          [t("created"), moment(user.createdAt)],
        ]}
      />
    </Card>
  );
}
