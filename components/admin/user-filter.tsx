import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Field } from "@/components/forms/field";
import { Button, buttonClass } from "@/components/ui/button";
import { FilterForm } from "@/components/ui/filter-form";
import { CollapsibleFilters, Select } from "@/components/ui/filters";
import { USER_SORTS, type UserSort } from "@/lib/features/account/types";
import type { TwoFactorState } from "@/lib/features/two-factor/state";

const STATES: TwoFactorState[] = ["not-enabled", "enabled", "expired"];

const [DEFAULT_SORT] = USER_SORTS;

type Props = { search: string; state?: TwoFactorState; sort: UserSort };

/** A plain GET form: the filters are in the URL, which can be bookmarked and shared. */
export async function UserFilter({ search, state, sort }: Props) {
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
