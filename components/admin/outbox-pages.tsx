import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { buttonClass } from "@/components/ui/button";

/** Links to the pages beside this one (both counted from 0); nothing where one page holds all. */
export async function OutboxPages({ page, pages }: { page: number; pages: number }) {
  if (pages === 1) return null;
  const t = await getTranslations("outbox");
  const address = (index: number) => `/admin/outbox?page=${index + 1}`;
  return (
    <nav aria-label={t("pages")} className="flex flex-wrap items-center justify-between gap-3">
      <span>
        {page > 0 && (
          <Link href={address(page - 1)} className={buttonClass("plain")}>
            {t("newer")}
          </Link>
        )}
      </span>
      <span className="text-quiet">{t("page", { page: page + 1, pages })}</span>
      <span>
        {page + 1 < pages && (
          <Link href={address(page + 1)} className={buttonClass("plain")}>
            {t("older")}
          </Link>
        )}
      </span>
    </nav>
  );
}
