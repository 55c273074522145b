import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { buttonClass } from "@/components/ui/button";

/** Links to the pages beside this one; `query` is what all of them share. */
export async function UserPages({
  query,
  previous,
  next,
}: {
  query: Record<string, string>;
  previous: string | null;
  next: string | null;
}) {
  if (!(previous || next)) return null;
  const t = await getTranslations("users");
  const address = (place: Record<string, string>) => `/admin/users?${new URLSearchParams({ ...query, ...place })}`;
  return (
    <nav aria-label={t("pages")} className="mt-5 flex justify-between gap-3">
      <span>
        {previous && (
          <Link href={address({ before: previous })} prefetch={false} rel="prev" className={buttonClass("plain")}>
            {t("previous")}
          </Link>
        )}
      </span>
      <span>
        {next && (
          <Link href={address({ after: next })} prefetch={false} rel="next" className={buttonClass("plain")}>
            {t("next")}
          </Link>
        )}
      </span>
    </nav>
  );
}
