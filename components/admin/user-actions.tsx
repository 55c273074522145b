import Form from "next/form";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Button, buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { UserOverview } from "@/lib/features/account/types";
import type { UserAction } from "@/lib/features/administration/types";

/** Buttons that lead to a page which says what will happen and asks for a proof; nothing happens here. */
export async function UserActions({ user, actions }: { user: UserOverview; actions: UserAction[] }) {
  const t = await getTranslations("user.actions");
  const words = await getTranslations("userAction");
  if (actions.length === 0) {
    return (
      <Card id="actions" heading={t("heading")}>
        <p className="mb-4 text-quiet">{t("own")}</p>
        <Link href="/settings" prefetch={false} className={buttonClass("plain")}>
          {t("toSettings")}
        </Link>
      </Card>
    );
  }
  return (
    <Card id="actions" heading={t("heading")}>
      <div className="flex flex-wrap gap-3">
        {actions.map((action) => (
          <Form key={action} action={`/admin/users/${user.id}/${action}`} prefetch={false}>
            <Button type="submit" look="plain">
              {words(`${action}.name`)}
            </Button>
          </Form>
        ))}
      </div>
    </Card>
  );
}
