import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Field } from "@/components/forms/field";
import { Button, buttonClass } from "@/components/ui/button";
import { FilterForm } from "@/components/ui/filter-form";
import { CollapsibleFilters, Select } from "@/components/ui/filters";
import type { AuditQuery } from "@/lib/features/administration/types";
import { EVENT_TYPES, FACTORS } from "@/lib/features/audit/types";

const PLAIN = { autoCapitalize: "none", autoComplete: "off", spellCheck: false } as const;

const COLLAPSED = ["type", "factor", "ip", "from", "to"] as const;

/** A plain GET form, as on the page of users. */
export async function AuditFilter({ query }: { query: AuditQuery }) {
  const t = await getTranslations("audit.filter");
  const typeName = await getTranslations("user.events.types");
  const factorName = await getTranslations("home.session.factors");
  const types: [string, string][] = [["", t("anyType")], ...EVENT_TYPES.map((type): [string, string] => [type, typeName(type)])];
  const factors: [string, string][] = [["", t("anyFactor")], ...FACTORS.map((factor): [string, string] => [factor, factorName(factor)])];
  const requested = auditParams(query);
  const named = { ...query, type: query.type && typeName(query.type), factor: query.factor && factorName(query.factor) };
  const inForce = COLLAPSED.flatMap((name) => (named[name] ? [`${t(name)}: ${named[name]}`] : []));
  return (
    <FilterForm
      shown={query}
      action="/admin/audit"
      role="search"
      aria-label={t("label")}
      className="mb-6 grid gap-3 rounded-card border border-divider bg-surface p-4 shadow-card sm:grid-cols-2 sm:gap-4 sm:p-5 lg:grid-cols-4 lg:items-start"
    >
      <div className="sm:col-span-2">
        <Field name="person" type="search" label={t("person")} hint={t("personHint")} defaultValue={query.person} {...PLAIN} />
      </div>
      <CollapsibleFilters label={t("more")} inForce={inForce}>
        <Select name="type" label={t("type")} options={types} defaultValue={query.type ?? ""} />
        <Select name="factor" label={t("factor")} options={factors} defaultValue={query.factor ?? ""} />
        <Field name="ip" label={t("ip")} defaultValue={query.ip} {...PLAIN} />
        <Field name="from" type="date" label={t("from")} defaultValue={query.from} />
        <Field name="to" type="date" label={t("to")} defaultValue={query.to} />
      </CollapsibleFilters>
      <div className="flex flex-wrap gap-2 lg:mt-8">
        <Button type="submit" className="grow">
          {t("submit")}
        </Button>
        {requested && (
          <Link href="/admin/audit" prefetch={false} className={`${buttonClass("quiet")} grow`}>
            {t("clear")}
          </Link>
        )}
      </div>
    </FilterForm>
  );
}

/** The query string of these filters; empty filters are left out. */
export function auditParams(query: AuditQuery, more: Record<string, string> = {}): string {
  const requested = Object.entries({ ...query, ...more }).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return new URLSearchParams(requested).toString();
}
