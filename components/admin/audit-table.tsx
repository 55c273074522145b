import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Moment } from "@/components/account/moment";
import { buttonClass } from "@/components/ui/button";
import { PageLinks, Table } from "@/components/ui/table";
import { type AuditEvent, type AuditQuery, EXPORT_FORMATS } from "@/lib/features/administration/types";
import { auditParams } from "./audit-filter";

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
