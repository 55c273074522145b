import { createFormatter, createTranslator } from "use-intl/core";
import {
  type CodeMail,
  type EventClient,
  OPTIONAL_EVENT_KIND,
  type OutgoingMail,
  type SecurityEvent,
  type SecurityEventKind,
} from "@/lib/features/notifications/types";
import { loadMessages } from "@/lib/i18n/load-messages";
import type { Locale } from "@/lib/i18n/locales";
import { type Block, type EmailContent, type FactsBlock, heading, note, paragraph, quiet, subheading, valuesOf } from "./email-content";

/** Composes an email in the language of its addressee. Its subject is stored in clear in the outbox and never holds a code or link. */
export async function composeEmail(addressee: EmailContext, mail: OutgoingMail): Promise<EmailContent> {
  const { appName, locale } = addressee;
  const context = { ...addressee, ...(await openTexts(locale)) };
  return { ...composeContent(context, mail), appName, signature: context.t("signature", { appName }), locale };
}

function composeContent(context: Composition, mail: OutgoingMail): Composed {
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
type Composed = Omit<EmailContent, "appName" | "signature" | "locale">;

type MailOf<K extends OutgoingMail["kind"]> = Extract<OutgoingMail, { kind: K }>;

function addressChangedEmail(context: Composition, mail: MailOf<"address-changed">): Composed {
  const { t, appName, username } = context;
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
      originDetails(context, mail),
      note(t("address-changed.notYou", { appName })),
    ],
    autofill: null,
  };
}

function passwordLinkEmail(context: Composition, mail: MailOf<"password-link">): Composed {
  const { t, appName, username } = context;
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

function testEmail({ t, appName }: Composition): Composed {
  const description = t("test.description", { appName });
  return {
    subject: t("test.subject", { appName }),
    preheader: description,
    blocks: [heading(t("test.heading")), paragraph(description)],
    autofill: null,
  };
}

/** A code to enter. No link: mail scanners open links, and would confirm for an attacker. */
function codeEmail(context: Composition, mail: CodeMail): Composed {
  const { t, appName, appHost, username } = context;
  const origin = originDetails(context, mail);
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
function securityEmail(context: Composition, { events }: MailOf<"security-events">): Composed {
  const { t, appName, username } = context;
  const [first] = events;
  if (!first) throw new Error("a security mail without an event");
  const kinds = [...new Set(events.map(({ kind }) => kind))];
  const ofKind = (kind: SecurityEventKind) =>
    kindDetails(
      context,
      events.filter((event) => event.kind === kind),
    );
  return {
    subject: t("security-events.subject", { appName, event: t(`security-events.events.${first.kind}`) }),
    preheader: valuesOf(eventDetails(context, first)),
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

function kindDetails(context: Composition, events: SecurityEvent[]): Block[] {
  const { t, appName } = context;
  const { length: count } = events;
  const intro = count > 1 ? t("security-events.several", { count }) : t("security-events.once", { appName });
  return [paragraph(intro), ...events.map((event) => eventDetails(context, event))];
}

function eventDetails(context: Composition, { at, ip, browser, system }: SecurityEvent): FactsBlock {
  const { t, appName } = context;
  if (ip !== null && browser !== null) return originDetails(context, { at, ip, browser, ...(system && { system }) });
  return { kind: "facts", facts: [whenDetail(context, at), { label: t("browser"), value: t("operator", { appName }) }] };
}

/** Sent whatever the email preferences say: an administrator or the operator has changed the account. */
function administratorEmail(context: Composition, mail: MailOf<"administrator-action">): Composed {
  const { t, appName, username } = context;
  const by = mail.administrator ?? t("operator", { appName });
  const title = t(`administrator-action.${mail.action}.heading`);
  const description = actionDescription(context, mail);
  return {
    subject: t("administrator-action.subject", { appName, event: title }),
    preheader: description,
    blocks: [
      heading(title),
      paragraph(t("greeting", { username })),
      paragraph(description),
      { kind: "facts", facts: [whenDetail(context, mail.at), { label: t("administrator-action.by"), value: by }] },
      note(t("administrator-action.notExpected")),
    ],
    autofill: null,
  };
}

function actionDescription({ t, appName }: Composition, { action, withoutTwoFactor }: MailOf<"administrator-action">): string {
  if (action === "two-factor-reset") return t(`administrator-action.${action}.descriptions.${withoutTwoFactor}`, { appName });
  return t(`administrator-action.${action}.description`, { appName });
}

/** Sent whatever the email preferences say: an attacker may know the password. */
function throttledEmail(context: Composition, mail: MailOf<"account-delayed">): Composed {
  const { t, appName, username } = context;
  const { target, failures, retryAt } = mail;
  const description = t(`account-delayed.${target}`, { appName, failures });
  return {
    subject: t("account-delayed.subject", { appName }),
    preheader: description,
    blocks: [
      heading(t("account-delayed.heading")),
      paragraph(t("greeting", { username })),
      paragraph(description),
      { kind: "facts", facts: [momentDetail(context, t("account-delayed.retryAt"), retryAt)] },
      paragraph(t("account-delayed.known")),
      note(t(`account-delayed.notYou-${target}`)),
    ],
    autofill: null,
  };
}

/** `locale`: of the user whom the email is for. */
export type EmailContext = { appName: string; appHost: string; username: string; locale: Locale };

type Composition = EmailContext & Awaited<ReturnType<typeof openTexts>>;

/** Texts and formats of emails, which are composed outside of requests. */
async function openTexts(locale: Locale) {
  const { mail } = await loadMessages(locale);
  const place = { locale, timeZone: "UTC" } as const;
  return { t: createTranslator({ ...place, messages: { mail }, namespace: "mail" }), format: createFormatter(place) };
}

/** Time and client. Times are in UTC and say so, as the server does not know the user's zone. */
function originDetails(context: Composition, { at, ip, browser, system }: EventClient): FactsBlock {
  const { t } = context;
  const where = system ? t("browserOnSystem", { browser, system }) : browser;
  return { kind: "facts", facts: [whenDetail(context, at), { label: t("browser"), value: where }, { label: t("ip"), value: ip }] };
}

function whenDetail(context: Composition, at: Date): { label: string; value: string } {
  return momentDetail(context, context.t("when"), at);
}

function momentDetail({ t, format }: Composition, label: string, moment: Date): { label: string; value: string } {
  return { label, value: t("utc", { moment: format.dateTime(moment, { dateStyle: "long", timeStyle: "short" }) }) };
}
