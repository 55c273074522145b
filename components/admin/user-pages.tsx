import { getTranslations } from "next-intl/server";
import { PageLinks } from "@/components/ui/page-links";

type Props = { query: Record<string, string>; previous: string | null; next: string | null };

/** Links to the pages beside this one; `query` is what all of them share. */
export async function UserPages({ query, previous, next }: Props) {
  const t = await getTranslations("users");
  const address = (place: Record<string, string>) => `/admin/users?${new URLSearchParams({ ...query, ...place })}`;
  return (
    <PageLinks
      label={t("pages")}
      previous={previous ? { href: address({ before: previous }), text: t("previous") } : null}
      next={next ? { href: address({ after: next }), text: t("next") } : null}
    />
  );
}
