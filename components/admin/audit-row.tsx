import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Moment } from "@/components/account/moment";
import type { AuditEvent } from "@/lib/features/administration/types";

export async function AuditRow({
  event: { at, type, actorUserId, actor, subjectUserId, subject, factor, count, where },
}: {
  event: AuditEvent;
}) {
  const t = await getTranslations("audit");
  const time = <Moment at={at} dateStyle="medium" timeStyle="medium" />;
  const who = <Person id={actorUserId} name={actor} none={t(where ? "byNobody" : "byOperator")} />;
  const whom = <Person id={subjectUserId} name={subject} none={t("noSubject")} />;
  const factorName = factor && (await getTranslations("home.session.factors"))(factor);
  const browser = where && t("onSystem", where);
  return (
    <tr className="align-top hover:bg-sunken">
      <td className={`${WIDE} whitespace-nowrap tabular-nums`}>{time}</td>
      <td className="px-4 py-3">
        <p className="font-semibold">
          {(await getTranslations("user.events.types"))(type)}
          {count !== null && <span className="ms-2 font-normal text-quiet tabular-nums">{t("times", { count })}</span>}
        </p>
        <dl className="text-sm lg:hidden">
          <NarrowFact name={t("columns.actor")}>{who}</NarrowFact>
          <NarrowFact name={t("columns.subject")}>{whom}</NarrowFact>
          {factorName && <NarrowFact name={t("columns.factor")}>{factorName}</NarrowFact>}
          {where && <NarrowFact name={t("columns.browser")}>{browser}</NarrowFact>}
          {where && <NarrowFact name={t("columns.ip")}>{where.ip}</NarrowFact>}
          <NarrowFact name={t("columns.at")}>{time}</NarrowFact>
        </dl>
      </td>
      <td className={WIDE}>{who}</td>
      <td className={WIDE}>{whom}</td>
      <td className={WIDE}>{factorName}</td>
      <td className={WIDE}>{browser}</td>
      <td className={`${WIDE} tabular-nums wrap-anywhere`}>{where?.ip}</td>
    </tr>
  );
}

const WIDE = "px-4 py-3 text-sm leading-6 max-lg:hidden";

function NarrowFact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap gap-x-2">
      <dt className="text-quiet">{name}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  );
}

/** By the id: the name may be somebody else's by now. */
function Person({ id, name, none }: { id: string | null; name: string | null; none: string }) {
  if (id === null) return <span className="text-quiet">{none}</span>;
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
