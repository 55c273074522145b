import { getTranslations } from "next-intl/server";
import { Card } from "@/components/ui/card";
import { Facts } from "@/components/ui/facts";

export async function AccountFacts({ username, email }: { username: string; email: string | null }) {
  const t = await getTranslations("settings.account");
  return (
    <Card id="account" heading={t("heading")}>
      <Facts
        facts={[
          [t("username"), username],
          [t("email"), email ?? t("noEmail")],
        ]}
      />
    </Card>
  );
}
