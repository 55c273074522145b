import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Moment } from "@/components/account/moment";
import { Field } from "@/components/forms/field";
import { Tag, type TagVariant } from "@/components/ui/badge";
import { Button, buttonClass } from "@/components/ui/button";
import { CollapsibleFilters, FilterForm, Select } from "@/components/ui/filter-form";
import { PageLinks, Table } from "@/components/ui/table";
import { USER_SORTS, type UserOverview, type UserSort } from "@/lib/features/account/types";
import type { TwoFactorState } from "@/lib/features/two-factor/state";

const STATES: TwoFactorState[] = ["not-enabled", "enabled", "expired"];

const [DEFAULT_SORT] = USER_SORTS;

type UserFilterProps = { search: string; state?: TwoFactorState; sort: UserSort };

/** A plain GET form: the filters are in the URL, which can be bookmarked and shared. */
export async function UserFilter({ search, state, sort }: UserFilterProps) {
  const t = await getTranslations("users");
  const states: [string, string][] = [["", t("anyState")], ...STATES.map((value): [string, string] => [value, t(`state.${value}`)])];
  const sorts = USER_SORTS.map((value): [string, string] => [value, t(`sort.${value}`)]);
  const inForce = [
    ...(state ? [`${t("filter.state")}: ${t(`state.${state}`)}`] : []),
    ...(sort === DEFAULT_SORT ? [] : [`${t("filter.sort")}: ${t(`sort.${sort}`)}`]),
  ];
  return (
    <FilterForm
      shown={{ q: search, state, sort }}
      action="/admin/users"
      role="search"
      aria-label={t("filter.label")}
      className="mb-6 grid gap-3 rounded-card border border-divider bg-surface p-4 shadow-card sm:grid-cols-2 sm:gap-4 sm:p-5 lg:grid-cols-[2fr_1fr_1fr_auto] lg:items-start"
    >
      <Field
        name="q"
        type="search"
        label={t("filter.search")}
        hint={t("filter.searchHint")}
        defaultValue={search}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
      />
      <CollapsibleFilters label={t("filter.more")} inForce={inForce}>
        <Select name="state" label={t("filter.state")} options={states} defaultValue={state ?? ""} />
        <Select name="sort" label={t("filter.sort")} options={sorts} defaultValue={sort} />
      </CollapsibleFilters>
      <div className="flex flex-wrap gap-2 lg:mt-8">
        <Button type="submit" className="grow">
          {t("filter.submit")}
        </Button>
        {(search || state) && (
          <Link href="/admin/users" prefetch={false} className={buttonClass("quiet")}>
            {t("filter.clear")}
          </Link>
        )}
      </div>
    </FilterForm>
  );
}

const WIDE_ONLY = "max-md:hidden";

/** One row per user. On phones the name's cell includes the other columns. */
export async function UserTable({ users }: { users: UserOverview[] }) {
  const t = await getTranslations("users");
  if (users.length === 0) {
    return <p className="rounded-card border border-divider bg-surface p-6 text-muted-foreground shadow-card">{t("none")}</p>;
  }
  const columns = [
    { name: t("columns.user") },
    { name: t("columns.twoFactor") },
    { name: t("columns.emailVerification"), wideOnly: WIDE_ONLY },
    { name: t("columns.lastSignIn"), wideOnly: WIDE_ONLY },
    { name: t("columns.created"), wideOnly: WIDE_ONLY },
  ];
  return (
    <Table caption={t("heading")} columns={columns}>
      {users.map((user) => (
        <UserRow key={user.id} user={user} />
      ))}
    </Table>
  );
}

async function UserRow({ user }: { user: UserOverview }) {
  const t = await getTranslations("users");
  const lastSignIn = user.lastSignInAt ? <Moment at={user.lastSignInAt} dateStyle="medium" timeStyle="short" /> : <span>{t("never")}</span>;
  const emailVerification = t(user.emailVerification ? "on" : "off");
  return (
    <tr className="align-top hover:bg-muted">
      <td className="px-4 py-3">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Link
            href={`/admin/users/${user.id}`}
            prefetch={false}
            className="rounded-field py-1 font-semibold wrap-anywhere text-accent underline-offset-4 hover:underline"
          >
            <bdi>{user.username}</bdi>
          </Link>
          <AccountTags user={user} />
        </div>
        <p className="text-sm wrap-anywhere text-muted-foreground">{user.email ?? t("noEmail")}</p>
        <p className="mt-1 text-sm text-muted-foreground md:hidden">{`${t("columns.emailVerification")}: ${emailVerification}`}</p>
        <p className="text-sm text-muted-foreground md:hidden">
          <span>{`${t("columns.lastSignIn")}: `}</span>
          {lastSignIn}
        </p>
      </td>
      <td className="px-4 py-4">
        <TwoFactorTag state={user.twoFactor.state} />
      </td>
      <td className="px-4 py-4 max-md:hidden">{emailVerification}</td>
      <td className="px-4 py-4 whitespace-nowrap tabular-nums max-md:hidden">{lastSignIn}</td>
      <td className="px-4 py-4 whitespace-nowrap tabular-nums max-md:hidden">
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
      {user.admin && <Tag variant="quiet">{t("administrator")}</Tag>}
      {user.disabled && <Tag variant="danger">{t("disabled")}</Tag>}
      {!user.hasPassword && <Tag variant="amber">{t("invited")}</Tag>}
    </>
  );
}

const STATE_VARIANTS: Record<TwoFactorState, TagVariant> = { "not-enabled": "quiet", enabled: "calm", expired: "amber" };

/** The state of a user's 2FA, in one word. */
export async function TwoFactorTag({ state }: { state: TwoFactorState }) {
  const t = await getTranslations("users.state");
  return <Tag variant={STATE_VARIANTS[state]}>{t(state)}</Tag>;
}

type UserPagesProps = { query: Record<string, string>; previous: string | null; next: string | null };

/** Links to the previous and next page; `query` is shared by both. */
export async function UserPages({ query, previous, next }: UserPagesProps) {
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
