import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Moment } from "@/components/account/moment";
import { StateTag } from "@/components/two-factor/state-tag";
import { Avatar } from "@/components/ui/avatar";
import { PageLinks, Table } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import type { UserOverview, UserSort } from "@/lib/features/account/types";
import { GROUP_ICONS } from "./user-filter";
import { sortHref, type UserListQuery, userListHref } from "./user-list-query";

const WIDE_ONLY = "max-md:hidden";

type UserTableProps = { query: UserListQuery; users: UserOverview[] };

/** One row per user, which leads to the user's page. On phones the name's cell includes the last sign-in. */
export async function UserTable({ query, users }: UserTableProps) {
  const t = await getTranslations("users");
  const sorted = (sort: UserSort) => ({ href: sortHref(query, sort), order: query.sort === sort ? query.order : undefined });
  const columns = [
    { name: t("columns.user"), sort: sorted("name") },
    { name: t("columns.twoFactor") },
    { name: t("columns.emailVerification"), wideOnly: "max-lg:hidden" },
    { name: t("columns.lastSignIn"), wideOnly: WIDE_ONLY, sort: sorted("last-sign-in") },
    { name: t("columns.created"), wideOnly: WIDE_ONLY, sort: sorted("created") },
  ];
  return (
    <Table caption={t("heading")} columns={columns}>
      {users.map((user) => (
        <UserRow key={user.id} user={user} />
      ))}
    </Table>
  );
}

/** The link of the name covers the row: a middle click, a menu or a finger anywhere on it does what it does on the name. */
async function UserRow({ user }: { user: UserOverview }) {
  const t = await getTranslations("users");
  const lastSignIn = user.lastSignInAt ? <Moment at={user.lastSignInAt} dateStyle="medium" timeStyle="short" /> : <span>{t("never")}</span>;
  return (
    <tr className="relative hover:bg-muted">
      <td className="px-4 py-2 max-sm:pe-2">
        <div className="flex items-center gap-3">
          <span className="max-sm:hidden">
            <Avatar name={user.username} />
          </span>
          <div className="min-w-0">
            <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <Link
                href={`/admin/users/${user.id}`}
                prefetch={false}
                className="rounded-field font-semibold wrap-anywhere text-accent underline-offset-4 after:absolute after:inset-0 hover:underline"
              >
                <bdi>{user.username}</bdi>
              </Link>
              <AccountTags user={user} />
            </div>
            <p className="text-sm wrap-anywhere text-muted-foreground">{user.email ?? t("noEmail")}</p>
            <p className="text-sm text-muted-foreground md:hidden">
              <span>{`${t("columns.lastSignIn")}: `}</span>
              {lastSignIn}
            </p>
          </div>
        </div>
      </td>
      <td className="px-4 py-2 max-sm:ps-0">
        <StateTag state={user.twoFactor.state} />
      </td>
      <td className="px-4 py-2 max-lg:hidden">{t(user.emailVerification ? "on" : "off")}</td>
      <td className={`px-4 py-2 whitespace-nowrap tabular-nums ${WIDE_ONLY}`}>{lastSignIn}</td>
      <td className={`px-4 py-2 whitespace-nowrap tabular-nums ${WIDE_ONLY}`}>
        <Moment at={user.createdAt} dateStyle="medium" />
      </td>
    </tr>
  );
}

/** The exceptional states of an account; nothing for most. */
export async function AccountTags({ user }: { user: UserOverview }) {
  const t = await getTranslations("users");
  return (
    <>
      {user.admin && (
        <Tag variant="quiet" icon={GROUP_ICONS.administrators}>
          {t("administrator")}
        </Tag>
      )}
      {user.disabled && (
        <Tag variant="danger" icon={GROUP_ICONS.disabled}>
          {t("disabled")}
        </Tag>
      )}
      {!user.hasPassword && (
        <Tag variant="amber" icon={GROUP_ICONS.invited}>
          {t("invited")}
        </Tag>
      )}
    </>
  );
}

type UserPagesProps = { query: UserListQuery; previous: string | null; next: string | null };

/** Links to the previous and next page of the same list. */
export async function UserPages({ query, previous, next }: UserPagesProps) {
  const t = await getTranslations("users");
  return (
    <PageLinks
      label={t("pages")}
      previous={previous ? { href: userListHref(query, { before: previous }), text: t("previous") } : null}
      next={next ? { href: userListHref(query, { after: next }), text: t("next") } : null}
    />
  );
}
