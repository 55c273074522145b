import { createFormatter, createTranslator } from "use-intl/core";
import {
  type CodeMail,
  type EventClient,
  OPTIONAL_EVENT_KIND,
  type OutgoingMail,
  type SecurityEvent,
  type SecurityEventKind,
} from "@/lib/features/notifications/types";
import en from "@/lib/i18n/messages/en.json" with { type: "json" };
import { type Block, type EmailContent, type FactsBlock, heading, note, paragraph, quiet, subheading, valuesOf } from "./email-content";

/** Composes an email. Its subject is stored in clear in the outbox and never holds a code or link. */
export function composeEmail(context: EmailContext, mail: OutgoingMail): EmailContent {
  const { appName } = context;
  return { ...composeContent(context, mail), appName, signature: t("signature", { appName }) };
}

function composeContent(context: EmailContext, mail: OutgoingMail): Composed {
  switch (mail.kind) {
    case "login-code":
    case "address-code":
    case "reverification-code":
      return codeEmail(context, mail);
    case "security-events":
      return securityEmail(context, mail);
    case "address-changed":
      return addressChangedEmail(context, mail);
    case "administrator-action":
      return administratorEmail(context, mail);
    case "account-delayed":
      return throttledEmail(context, mail);
    case "password-link":
      return passwordLinkEmail(context, mail);
    case "test":
      return testEmail(context);
  }
}

/** All but what every email has. */
type Composed = Omit<EmailContent, "appName" | "signature">;

type MailOf<K extends OutgoingMail["kind"]> = Extract<OutgoingMail, { kind: K }>;

function addressChangedEmail({ appName, username }: EmailContext, mail: MailOf<"address-changed">): Composed {
  const { newAddress } = mail;
  const description =
    newAddress === null ? t("address-changed.removed", { appName }) : t("address-changed.description", { appName, newAddress });
  return {
    subject: t("address-changed.subject", { appName }),
    preheader: description,
    blocks: [
      heading(t(newAddress === null ? "address-changed.headingRemoved" : "address-changed.heading")),
      paragraph(t("greeting", { username })),
      paragraph(description),
      originDetails(mail),
      note(t("address-changed.notYou", { appName })),
    ],
    autofill: null,
  };
}

function passwordLinkEmail({ appName, username }: EmailContext, mail: MailOf<"password-link">): Composed {
  const { invitedBy, url, expiresInHours } = mail;
  const expiry = t("password-link.expiry", { hours: expiresInHours });
  return {
    subject: t("password-link.subject", { appName }),
    preheader: expiry,
    blocks: [
      heading(t("password-link.heading")),
      paragraph(t("greeting", { username })),
      paragraph(invitedBy === null ? t("password-link.description", { appName }) : t("password-link.invited", { appName, invitedBy })),
      { kind: "link", url, label: t("password-link.button") },
      paragraph(expiry),
      note(t("password-link.notYou")),
    ],
    autofill: null,
  };
}

function testEmail({ appName }: EmailContext): Composed {
  const description = t("test.description", { appName });
  return {
    subject: t("test.subject", { appName }),
    preheader: description,
    blocks: [heading(t("test.heading")), paragraph(description)],
    autofill: null,
  };
}

/** A code to enter. No link: mail scanners open links, and would confirm for an attacker. */
function codeEmail({ appName, appHost, username }: EmailContext, mail: CodeMail): Composed {
  const origin = originDetails(mail);
  return {
    subject: t(`${mail.kind}.subject`, { appName }),
    preheader: valuesOf(origin),
    blocks: [
      heading(t(`${mail.kind}.heading`)),
      paragraph(t("greeting", { username })),
      paragraph(t(`${mail.kind}.description`, { appName })),
      { kind: "code", code: mail.code },
      paragraph(t("codeExpiry", { minutes: mail.expiresInMinutes })),
      origin,
      note(t(`${mail.kind}.notYou`)),
    ],
    autofill: `@${appHost} #${mail.code}`,
  };
}

/** The events of the account in order: a heading for each kind, with the details of each event below. */
function securityEmail({ appName, username }: EmailContext, { events }: MailOf<"security-events">): Composed {
  const [first] = events;
  if (!first) throw new Error("a security mail without an event");
  const kinds = [...new Set(events.map(({ kind }) => kind))];
  const ofKind = (kind: SecurityEventKind) =>
    kindDetails(
      appName,
      events.filter((event) => event.kind === kind),
    );
  return {
    subject: t("security-events.subject", { appName, event: t(`security-events.events.${first.kind}`) }),
    preheader: valuesOf(eventDetails(appName, first)),
    blocks: [
      heading(t(`security-events.events.${first.kind}`)),
      paragraph(t("greeting", { username })),
      ...ofKind(first.kind),
      ...kinds.slice(1).flatMap((kind) => [subheading(t(`security-events.events.${kind}`)), ...ofKind(kind)]),
      note(t("security-events.advice", { appName })),
      quiet(first.kind === OPTIONAL_EVENT_KIND ? t("security-events.whyOptional") : t("security-events.why", { appName })),
    ],
    autofill: null,
  };
}

function kindDetails(appName: string, events: SecurityEvent[]): Block[] {
  const { length: count } = events;
  const lead = count > 1 ? t("security-events.several", { count }) : t("security-events.once", { appName });
  return [paragraph(lead), ...events.map((event) => eventDetails(appName, event))];
}

function eventDetails(appName: string, { at, ip, browser, system }: SecurityEvent): FactsBlock {
  if (ip !== null && browser !== null) return originDetails({ at, ip, browser, ...(system && { system }) });
  return { kind: "facts", facts: [whenDetail(at), { label: t("browser"), value: t("operator", { appName }) }] };
}

/** Sent whatever the email preferences say: an administrator or the operator has changed the account. */
function administratorEmail({ appName, username }: EmailContext, mail: MailOf<"administrator-action">): Composed {
  const by = mail.administrator ?? t("operator", { appName });
  const title = t(`administrator-action.${mail.action}.heading`);
  const description = actionDescription(appName, mail);
  return {
    subject: t("administrator-action.subject", { appName, event: title }),
    preheader: description,
    blocks: [
      heading(title),
      paragraph(t("greeting", { username })),
      paragraph(description),
      { kind: "facts", facts: [whenDetail(mail.at), { label: t("administrator-action.by"), value: by }] },
      note(t("administrator-action.notExpected")),
    ],
    autofill: null,
  };
}

function actionDescription(appName: string, { action, withoutTwoFactor }: MailOf<"administrator-action">): string {
  if (action === "two-factor-reset") return t(`administrator-action.${action}.descriptions.${withoutTwoFactor}`, { appName });
  return t(`administrator-action.${action}.description`, { appName });
}

/** Sent whatever the email preferences say: an attacker may know the password. */
function throttledEmail({ appName, username }: EmailContext, mail: MailOf<"account-delayed">): Composed {
  const { target, failures, retryAt } = mail;
  const description = t(`account-delayed.${target}`, { appName, failures });
  return {
    subject: t("account-delayed.subject", { appName }),
    preheader: description,
    blocks: [
      heading(t("account-delayed.heading")),
      paragraph(t("greeting", { username })),
      paragraph(description),
      { kind: "facts", facts: [momentDetail(t("account-delayed.retryAt"), retryAt)] },
      paragraph(t("account-delayed.known")),
      note(t(`account-delayed.notYou-${target}`)),
    ],
    autofill: null,
  };
}

const LOCALE = { locale: "en", timeZone: "UTC" } as const;

/** Texts and formats of emails, which are composed outside of requests. */
const t = createTranslator({ ...LOCALE, messages: { mail: en.mail }, namespace: "mail" });
const format = createFormatter(LOCALE);

export type EmailContext = { appName: string; appHost: string; username: string };

/** Time and client. Times are in UTC and say so, as the server does not know the user's zone. */
function originDetails({ at, ip, browser, system }: EventClient): FactsBlock {
  const where = system ? t("browserOnSystem", { browser, system }) : browser;
  return { kind: "facts", facts: [whenDetail(at), { label: t("browser"), value: where }, { label: t("ip"), value: ip }] };
}

function whenDetail(at: Date): { label: string; value: string } {
  return momentDetail(t("when"), at);
}

function momentDetail(label: string, moment: Date): { label: string; value: string } {
  return { label, value: t("utc", { moment: format.dateTime(moment, { dateStyle: "long", timeStyle: "short" }) }) };
}
