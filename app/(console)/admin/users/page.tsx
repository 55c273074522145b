import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { administrationMetadata, pageOrNotFound } from "@/app/(console)/page-or-not-found";
import { UserFilter, UserPages, UserTable } from "@/components/admin/user-list";
import { buttonClass } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page";
import { listUserPage } from "@/lib/features/account/list-users";
import { userListSchema } from "@/lib/features/administration/schema";
import { getDeps } from "@/lib/http/deps";
import { requireAdministrator } from "@/lib/http/guards";

type Props = { searchParams: Promise<Record<string, unknown>> };

export async function generateMetadata(): Promise<Metadata> {
  return administrationMetadata((await getTranslations("users"))("title"));
}

export default pageOrNotFound(async function UsersPage({ searchParams }: Props) {
  await requireAdministrator("/admin/users");
  const { q: search, state, sort, after, before } = userListSchema.parse(await searchParams);
  const { users, previous, next } = await listUserPage(getDeps(), { search, state, sort, after, before });
  const t = await getTranslations("users");
  return (
    <div data-wide>
      <div className="mb-7 flex flex-wrap items-end justify-between gap-4 *:mb-0">
        <PageHeading heading={t("heading")} description={t("description")} />
        <Link href="/admin/users/new" prefetch={false} className={buttonClass("accent")}>
          {t("create")}
        </Link>
      </div>
      <UserFilter search={search} state={state} sort={sort} />
      <UserTable users={users} />
      <UserPages query={{ q: search, state: state ?? "", sort }} previous={previous} next={next} />
    </div>
  );
});
