import { ArrowDownUp, Ban, Hourglass, MailPlus, ShieldUser, X } from "lucide-react";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { STATE_ICONS } from "@/components/two-factor/state-tag";
import { Button, buttonClass } from "@/components/ui/button";
import { type Chip, FilterBar, FilterChips } from "@/components/ui/filter-chips";
import { FilterForm } from "@/components/ui/filter-form";
import { SearchField } from "@/components/ui/search-field";
import { DEFAULT_ORDERS, USER_GROUPS, USER_SORTS, type UserGroup } from "@/lib/features/account/types";
import type { TwoFactorState } from "@/lib/features/two-factor/state";
import { isFiltered, type UserListQuery, userListHref, userListParams } from "./user-list-query";

/** `counted`: as far as the database counts, which is one more than is said to be there. */
type CountProps = { query: UserListQuery; counted: number; withoutTwoFactor: number; limit: number };

/** How many users there are, or are found; announced when it changes. Beyond `limit` it says so much and more. */
export async function UserCount({ query, counted, withoutTwoFactor, limit }: CountProps) {
  const t = await getTranslations("users.count");
  const format = await getFormatter();
  const shown = (count: number) => (count > limit ? t("more", { count: limit }) : format.number(count));
  const text = isFiltered(query)
    ? t("found", { count: counted, shown: shown(counted) })
    : t("all", { count: counted, shown: shown(counted), without: withoutTwoFactor, shownWithout: shown(withoutTwoFactor) });
  return (
    <p role="status" className="text-muted-foreground">
      <span key={text}>{text}</span>
    </p>
  );
}

/** A plain GET form: the filters are in the URL, which can be bookmarked and shared. With JavaScript the list follows the typing. */
export async function UserSearch({ query }: { query: UserListQuery }) {
  const t = await getTranslations("users.filter");
  const { q, ...kept } = userListParams(query);
  return (
    <FilterForm shown={{ q: query.q, ...kept }} asYouType action="/admin/users" role="search" aria-label={t("label")} className="mb-2">
      <div className="flex gap-3">
        <div className="max-w-xl grow">
          <SearchField name="q" label={t("search")} hint={t("searchHint")} defaultValue={query.q} />
        </div>
        <Button type="submit" variant="plain" className="mt-6 self-start">
          {t("submit")}
        </Button>
      </div>
      {Object.entries(kept).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
    </FilterForm>
  );
}

/** Also beside the names of their users. */
export const GROUP_ICONS: Record<UserGroup, ReactNode> = {
  administrators: <ShieldUser aria-hidden="true" />,
  disabled: <Ban aria-hidden="true" />,
  invited: <MailPlus aria-hidden="true" />,
  throttled: <Hourglass aria-hidden="true" />,
};

const STATES: TwoFactorState[] = ["not-enabled", "enabled", "expired"];

/** `clearable`: something is found; else the link that clears the filters stands where the list would be. */
export async function UserFilters({ query, clearable }: { query: UserListQuery; clearable: boolean }) {
  const t = await getTranslations("users");
  const states = STATES.map((state): Chip => {
    const inForce = query.state === state;
    return {
      href: userListHref({ ...query, state: inForce ? undefined : state }),
      text: t(`state.${state}`),
      inForce,
      icon: STATE_ICONS[state],
    };
  });
  const groups = USER_GROUPS.map((show): Chip => {
    const inForce = query.show === show;
    return {
      href: userListHref({ ...query, show: inForce ? undefined : show }),
      text: t(`groups.${show}`),
      inForce,
      icon: GROUP_ICONS[show],
    };
  });
  const sorts = USER_SORTS.map((sort): Chip => {
    const inForce = query.sort === sort;
    return {
      href: userListHref({ ...query, sort, order: DEFAULT_ORDERS[sort] }),
      text: t(`sort.${sort}`),
      inForce,
      icon: <ArrowDownUp aria-hidden="true" />,
    };
  });
  return (
    <FilterBar>
      <FilterChips label={t("filter.state")} chips={states} removable />
      <FilterChips label={t("filter.groups")} chips={groups} removable />
      <FilterChips label={t("filter.sort")} chips={sorts} className="md:hidden" />
      {clearable && isFiltered(query) && <ClearFilters />}
    </FilterBar>
  );
}

export async function ClearFilters() {
  const t = await getTranslations("users.filter");
  return (
    <Link href="/admin/users" prefetch={false} className={`${buttonClass("quiet")} shrink-0`}>
      <X aria-hidden="true" className="size-4" />
      <span>{t("clear")}</span>
    </Link>
  );
}
