import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Moment } from "@/components/account/moment";
import { Field } from "@/components/forms/field";
import { Button, buttonClass } from "@/components/ui/button";
import { CollapsibleFilters, FilterForm, Select } from "@/components/ui/filter-form";
import { PageLinks, Table } from "@/components/ui/table";
import { type AuditEvent, type AuditQuery, EXPORT_FORMATS } from "@/lib/features/administration/types";
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
function auditParams(query: AuditQuery, more: Record<string, string> = {}): string {
  const requested = Object.entries({ ...query, ...more }).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return new URLSearchParams(requested).toString();
}

const COLUMNS = ["at", "type", "actor", "subject", "factor", "browser", "ip"] as const;

/** One row per entry. On narrow screens the event's cell includes the other columns. */
export async function AuditTable({ events }: { events: AuditEvent[] }) {
  const t = await getTranslations("audit");
  if (events.length === 0) {
    return <p className="rounded-card border border-divider bg-surface p-6 text-muted-foreground shadow-card">{t("none")}</p>;
  }
  const columns = COLUMNS.map((column) => ({ name: t(`columns.${column}`), ...(column !== "type" && { wideOnly: "max-lg:hidden" }) }));
  return (
    <Table caption={t("heading")} columns={columns}>
      {events.map((event) => (
        <AuditRow key={event.id} event={event} />
      ))}
    </Table>
  );
}

async function AuditRow({ event: { at, type, actorUserId, actor, subjectUserId, subject, factor, count, device } }: { event: AuditEvent }) {
  const t = await getTranslations("audit");
  const time = <Moment at={at} dateStyle="medium" timeStyle="medium" />;
  const who = <UserLink id={actorUserId} name={actor} none={t(device ? "byNobody" : "byOperator")} />;
  const whom = <UserLink id={subjectUserId} name={subject} none={t("noSubject")} />;
  const factorName = factor && (await getTranslations("home.session.factors"))(factor);
  const browser = device && t("onSystem", device);
  return (
    <tr className="align-top hover:bg-muted">
      <td className={`${WIDE} whitespace-nowrap tabular-nums`}>{time}</td>
      <td className="px-4 py-3">
        <p className="font-semibold">
          {(await getTranslations("user.events.types"))(type)}
          {count !== null && <span className="ms-2 font-normal text-muted-foreground tabular-nums">{t("times", { count })}</span>}
        </p>
        <dl className="text-sm lg:hidden">
          <NarrowDetail name={t("columns.actor")}>{who}</NarrowDetail>
          <NarrowDetail name={t("columns.subject")}>{whom}</NarrowDetail>
          {factorName && <NarrowDetail name={t("columns.factor")}>{factorName}</NarrowDetail>}
          {device && <NarrowDetail name={t("columns.browser")}>{browser}</NarrowDetail>}
          {device && <NarrowDetail name={t("columns.ip")}>{device.ip}</NarrowDetail>}
          <NarrowDetail name={t("columns.at")}>{time}</NarrowDetail>
        </dl>
      </td>
      <td className={WIDE}>{who}</td>
      <td className={WIDE}>{whom}</td>
      <td className={WIDE}>{factorName}</td>
      <td className={WIDE}>{browser}</td>
      <td className={`${WIDE} tabular-nums wrap-anywhere`}>{device?.ip}</td>
    </tr>
  );
}

const WIDE = "px-4 py-3 text-sm leading-6 max-lg:hidden";

function NarrowDetail({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap gap-x-2">
      <dt className="text-muted-foreground">{name}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  );
}

/** By id: the name may belong to another user by now. */
function UserLink({ id, name, none }: { id: string | null; name: string | null; none: string }) {
  if (id === null) return <span className="text-muted-foreground">{none}</span>;
  return (
    <Link
      href={`/admin/audit?person=${id}`}
      prefetch={false}
      className="rounded-field py-1 wrap-anywhere text-accent underline-offset-4 hover:underline"
    >
      <bdi>{name ?? id}</bdi>
    </Link>
  );
}

type AuditPagesProps = { query: AuditQuery; newer: string | null; older: string | null };

export async function AuditPages({ query, newer, older }: AuditPagesProps) {
  const t = await getTranslations("audit");
  return (
    <PageLinks
      label={t("pages")}
      previous={newer ? { href: `/admin/audit?${auditParams(query, { before: newer })}`, text: t("newer") } : null}
      next={older ? { href: `/admin/audit?${auditParams(query, { after: older })}`, text: t("older") } : null}
    />
  );
}

/** Plain links: the target is a file. */
export async function AuditExport({ query }: { query: AuditQuery }) {
  const t = await getTranslations("audit");
  return (
    <div className="mt-6 flex flex-wrap items-center gap-3">
      <p className="text-muted-foreground">{t("export")}</p>
      {EXPORT_FORMATS.map((format) => (
        <a key={format} href={`/admin/audit/export?${auditParams(query, { format })}`} download className={buttonClass("plain")}>
          {t(`formats.${format}`)}
        </a>
      ))}
    </div>
  );
}
