import { UserPlus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { administrationMetadata, pageOrNotFound } from "@/app/(console)/page-or-not-found";
import { ClearFilters, UserCount, UserFilters, UserSearch } from "@/components/admin/user-filter";
import { UserPages, UserTable } from "@/components/admin/user-list";
import { buttonClass } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page";
import { EmptyTable } from "@/components/ui/table";
import { countUsersUpTo, listUserPage } from "@/lib/features/account/list-users";
import { DEFAULT_ORDERS } from "@/lib/features/account/types";
import { userListSchema } from "@/lib/features/administration/schema";
import { getDeps } from "@/lib/http/deps";
import { requireAdministrator } from "@/lib/http/guards";
import { COUNT_LIMIT } from "@/lib/policy";

type Props = { searchParams: Promise<Record<string, unknown>> };

export async function generateMetadata(): Promise<Metadata> {
  return administrationMetadata((await getTranslations("users"))("title"));
}

export default pageOrNotFound(async function UsersPage({ searchParams }: Props) {
  await requireAdministrator("/admin/users");
  const { after, before, ...requested } = userListSchema.parse(await searchParams);
  const query = { ...requested, order: requested.order ?? DEFAULT_ORDERS[requested.sort] };
  const filter = { search: query.q, state: query.state, group: query.show };
  const deps = getDeps();
  const [{ users, previous, next }, counted, withoutTwoFactor] = await Promise.all([
    listUserPage(deps, { ...filter, sort: query.sort, order: query.order, after, before }),
    countUsersUpTo(deps, COUNT_LIMIT + 1, filter),
    countUsersUpTo(deps, COUNT_LIMIT + 1, { state: "not-enabled" }),
  ]);
  const t = await getTranslations("users");
  return (
    <div data-wide>
      <div className="mb-5 flex flex-wrap items-end justify-between gap-4">
        <div className="*:first:mb-1">
          <PageHeading heading={t("heading")} />
          <UserCount query={query} counted={counted} withoutTwoFactor={withoutTwoFactor} limit={COUNT_LIMIT} />
        </div>
        <Link href="/admin/users/new" prefetch={false} className={buttonClass("accent")}>
          <UserPlus aria-hidden="true" className="size-4.5 shrink-0" />
          <span>{t("create")}</span>
        </Link>
      </div>
      <UserSearch query={query} />
      <UserFilters query={query} clearable={users.length > 0} />
      {users.length > 0 ? (
        <UserTable query={query} users={users} />
      ) : (
        <EmptyTable text={t("none")}>
          <ClearFilters />
        </EmptyTable>
      )}
      <UserPages query={query} previous={previous} next={next} />
    </div>
  );
});
