import type { Block, Letter } from "@/lib/mail/letter";
import { OPTIONAL_EVENT_KIND, type OutgoingMail, type SecurityEvent } from "@/lib/mail/types";
import { type LetterContext, originFacts, paragraph, t, whenFact } from "./context";

type SecurityMail = Extract<OutgoingMail, { kind: "security-events" }>;

/** What happened to the account, in the order in which it did: one paragraph a kind, the facts of each event below. */
export function securityLetter({ appName, username }: LetterContext, { events }: SecurityMail): Omit<Letter, "signature"> {
  const kinds = [...new Set(events.map(({ kind }) => kind))];
  const [first] = kinds;
  if (!first) throw new Error("a security mail without an event");
  return {
    subject: t("security-events.subject", { appName, event: t(`security-events.events.${first}`) }),
    blocks: [
      paragraph(t("greeting", { username })),
      ...kinds.flatMap((kind) =>
        ofKind(
          appName,
          events.filter((event) => event.kind === kind),
        ),
      ),
      paragraph(t("security-events.advice", { appName })),
      paragraph(first === OPTIONAL_EVENT_KIND ? t("security-events.whyOptional") : t("security-events.why", { appName })),
    ],
    autofill: null,
  };
}

function ofKind(appName: string, events: SecurityEvent[]): Block[] {
  const title = events.slice(0, 1).map(({ kind }) => paragraph(`${t(`security-events.events.${kind}`)}.`));
  const several = events.length > 1 ? [paragraph(t("security-events.several", { count: events.length }))] : [];
  return [...title, ...several, ...events.map((event) => facts(appName, event))];
}

function facts(appName: string, { at, ip, browser, system }: SecurityEvent): Block {
  if (ip !== null && browser !== null) return originFacts({ at, ip, browser, ...(system && { system }) });
  return { kind: "facts", facts: [whenFact(at), { label: t("browser"), value: t("operator", { appName }) }] };
}
