import { Download, Search, X } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { EventIcon } from "@/components/account/event-icon";
import { Moment } from "@/components/account/moment";
import { Button, buttonClass } from "@/components/ui/button";
import { CollapsibleFilters, FilterField, FilterForm, Select } from "@/components/ui/filter-form";
import { EmptyTable, PageLinks, Table } from "@/components/ui/table";
import { type AuditEvent, type AuditQuery, EXPORT_FORMATS } from "@/lib/features/administration/types";
import { EVENT_TYPES, FACTORS } from "@/lib/features/audit/types";

const PLAIN = { autoCapitalize: "none", autoComplete: "off", spellCheck: false } as const;

const COLLAPSED = ["type", "factor", "ip", "from", "to"] as const;

/** A plain GET form, in one line where the screen is wide enough for it. */
export async function AuditFilter({ query }: { query: AuditQuery }) {
  const t = await getTranslations("audit.filter");
  const typeName = await getTranslations("user.events.types");
  const factorName = await getTranslations("home.session.factors");
  const types: [string, string][] = [["", t("anyType")], ...EVENT_TYPES.map((type): [string, string] => [type, typeName(type)])];
  const factors: [string, string][] = [["", t("anyFactor")], ...FACTORS.map((factor): [string, string] => [factor, factorName(factor)])];
  const named = { ...query, type: query.type && typeName(query.type), factor: query.factor && factorName(query.factor) };
  const inForce = COLLAPSED.flatMap((name) => (named[name] ? [`${t(name)}: ${named[name]}`] : []));
  return (
    <FilterForm
      shown={query}
      action="/admin/audit"
      role="search"
      aria-label={t("label")}
      className="mb-4 grid gap-3 sm:grid-cols-2 lg:grid-cols-4 lg:items-end xl:grid-cols-[minmax(0,1.6fr)_minmax(0,1.5fr)_minmax(0,1.1fr)_minmax(0,1fr)_auto_auto_auto]"
    >
      <div className="sm:col-span-2 xl:col-span-1">
        <FilterField name="person" type="search" label={t("person")} hint={t("personHint")} defaultValue={query.person} {...PLAIN} />
      </div>
      <CollapsibleFilters label={t("more")} inForce={inForce}>
        <Select name="type" label={t("type")} options={types} defaultValue={query.type ?? ""} />
        <Select name="factor" label={t("factor")} options={factors} defaultValue={query.factor ?? ""} />
        <FilterField name="ip" label={t("ip")} defaultValue={query.ip} {...PLAIN} />
        <FilterField name="from" type="date" label={t("from")} defaultValue={query.from} />
        <FilterField name="to" type="date" label={t("to")} defaultValue={query.to} />
      </CollapsibleFilters>
      <div className="flex flex-wrap gap-2 sm:self-end">
        <Button type="submit" variant="plain" className="grow">
          <Search aria-hidden="true" className="size-4 shrink-0" />
          <span>{t("submit")}</span>
        </Button>
        {auditParams(query) && (
          <Link href="/admin/audit" prefetch={false} className={`${buttonClass("quiet")} grow`}>
            <X aria-hidden="true" className="size-4 shrink-0" />
            <span>{t("clear")}</span>
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

/** One row per entry. On narrow screens an entry is two lines: what happened and when, then who did it to whom, from where. */
export async function AuditTable({ events }: { events: AuditEvent[] }) {
  const t = await getTranslations("audit");
  if (events.length === 0) return <EmptyTable text={t("none")} />;
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
  const browser = device && (await getTranslations("devices"))("onSystem", device);
  return (
    <tr className="hover:bg-muted">
      <td className={`${WIDE} whitespace-nowrap tabular-nums`}>{time}</td>
      <td className="px-4 py-2 lg:h-11 lg:py-1 lg:text-sm">
        <div className="flex flex-wrap items-center justify-between gap-x-3">
          <p className="flex min-w-0 items-center gap-2 font-semibold">
            <EventIcon type={type} inline />
            <span className="min-w-0">{(await getTranslations("user.events.types"))(type)}</span>
            {count !== null && <span className="font-normal text-muted-foreground tabular-nums">{t("times", { count })}</span>}
          </p>
          <p className="text-sm text-muted-foreground tabular-nums lg:hidden">{time}</p>
        </div>
        <dl className="flex flex-wrap items-center gap-x-3 text-sm lg:hidden">
          <NarrowDetail name={t("columns.actor")}>{who}</NarrowDetail>
          {subjectUserId !== actorUserId && <NarrowDetail name={t("columns.subject")}>{whom}</NarrowDetail>}
          {factorName && (
            <NarrowDetail name={t("columns.factor")} selfEvident>
              {factorName}
            </NarrowDetail>
          )}
          {device && (
            <NarrowDetail name={t("columns.ip")} selfEvident>
              {device.ip}
            </NarrowDetail>
          )}
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

const WIDE = "px-4 py-1 text-sm max-lg:hidden";

/** `selfEvident`: its name is for those who do not see the line. */
function NarrowDetail({ name, selfEvident, children }: { name: string; selfEvident?: boolean; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-1.5">
      <dt className={selfEvident ? "sr-only" : "text-muted-foreground"}>{name}</dt>
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
      className="inline-block rounded-field py-0.5 wrap-anywhere text-accent underline-offset-4 hover:underline"
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
    <section aria-label={t("exportMatching")} className="flex flex-wrap items-center gap-2">
      {EXPORT_FORMATS.map((format) => (
        <a key={format} href={`/admin/audit/export?${auditParams(query, { format })}`} download className={buttonClass("plain")}>
          <Download aria-hidden="true" className="size-4 shrink-0" />
          <span>{t(`formats.${format}`)}</span>
        </a>
      ))}
    </section>
  );
}
