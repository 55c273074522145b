import { getTranslations } from "next-intl/server";
import { Tag } from "@/components/ui/tag";
import type { UserOverview } from "@/lib/features/account/types";

/** What is out of the ordinary about an account; nothing for most. */
export async function AccountTags({ user }: { user: UserOverview }) {
  const t = await getTranslations("users");
  return (
    <>
      {user.admin && <Tag look="quiet">{t("administrator")}</Tag>}
      {user.disabled && <Tag look="danger">{t("disabled")}</Tag>}
      {!user.hasPassword && <Tag look="amber">{t("invited")}</Tag>}
    </>
  );
}
