import { getTranslations } from "next-intl/server";
import { Notice } from "@/components/ui/notice";

/** Whether mail goes out at all: nobody may mistake a console that keeps its mail for one that sends it. */
export async function OutboxNotice({ sending }: { sending: boolean }) {
  const t = await getTranslations("outbox");
  if (sending) return <Notice look="calm">{t("sending")}</Notice>;
  return (
    <div className="rounded-card border-2 border-amber bg-amber-soft p-5 sm:p-6">
      <h2 className="text-lg font-bold">{t("keptHeading")}</h2>
      <p className="mt-1">{t("kept")}</p>
    </div>
  );
}
