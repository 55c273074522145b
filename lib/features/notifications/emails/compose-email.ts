import { createFormatter, createTranslator } from "use-intl/core";
import * as z from "zod";
import {
  type CodeMail,
  type EventClient,
  OPTIONAL_EVENT_KIND,
  type OutgoingMail,
  type SecurityEvent,
} from "@/lib/features/notifications/types";
import { loadMessages } from "@/lib/i18n/load-messages";
import { DEFAULT_LOCALE, findLocale, type Locale } from "@/lib/i18n/locales";

/** Composes an email in the language of its addressee. Its subject is stored in clear in the outbox and never holds a code or link. */
export async function composeEmail(addressee: EmailContext, mail: OutgoingMail): Promise<EmailContent> {
  const { appName, locale } = addressee;
  const context = { ...addressee, ...(await openTexts(locale)) };
  return { ...composeContent(context, mail), signature: context.t("signature", { appName }), locale };
}

type Content = Omit<EmailContent, "signature" | "locale">;

function composeContent(context: Composition, mail: OutgoingMail): Content {
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

type MailOf<K extends OutgoingMail["kind"]> = Extract<OutgoingMail, { kind: K }>;

function addressChangedEmail(context: Composition, mail: MailOf<"address-changed">): Content {
  const { t, appName, username } = context;
  const { newAddress } = mail;
  return {
    subject: t("address-changed.subject", { appName }),
    blocks: [
      paragraph(t("greeting", { username })),
      paragraph(
        newAddress === null ? t("address-changed.removed", { appName }) : t("address-changed.description", { appName, newAddress }),
      ),
      originDetails(context, mail),
      paragraph(t("address-changed.notYou", { appName })),
    ],
    autofill: null,
  };
}

function passwordLinkEmail(context: Composition, mail: MailOf<"password-link">): Content {
  const { t, appName, username } = context;
  const { invitedBy, url, expiresInHours } = mail;
  return {
    subject: t("password-link.subject", { appName }),
    blocks: [
      paragraph(t("greeting", { username })),
      paragraph(invitedBy === null ? t("password-link.description", { appName }) : t("password-link.invited", { appName, invitedBy })),
      { kind: "link", url },
      paragraph(t("password-link.expiry", { hours: expiresInHours })),
      paragraph(t("password-link.notYou")),
    ],
    autofill: null,
  };
}

function testEmail({ t, appName }: Composition): Content {
  return {
    subject: t("test.subject", { appName }),
    blocks: [paragraph(t("test.description", { appName }))],
    autofill: null,
  };
}

/** A code to enter. No link: mail scanners open links, and would confirm for an attacker. */
function codeEmail(context: Composition, mail: CodeMail): Content {
  const { t, appName, appHost, username } = context;
  return {
    subject: t(`${mail.kind}.subject`, { appName }),
    blocks: [
      paragraph(t("greeting", { username })),
      paragraph(t(`${mail.kind}.description`, { appName })),
      { kind: "code", code: mail.code },
      paragraph(t("codeExpiry", { minutes: mail.expiresInMinutes })),
      originDetails(context, mail),
      paragraph(t(`${mail.kind}.notYou`)),
    ],
    autofill: `@${appHost} #${mail.code}`,
  };
}

type SecurityMail = Extract<OutgoingMail, { kind: "security-events" }>;

/** The events of the account in order: one paragraph for each kind, with the details of each event below. */
function securityEmail(context: Composition, { events }: SecurityMail): Content {
  const { t, appName, username } = context;
  const kinds = [...new Set(events.map(({ kind }) => kind))];
  const [first] = kinds;
  if (!first) throw new Error("a security mail without an event");
  return {
    subject: t("security-events.subject", { appName, event: t(`security-events.events.${first}`) }),
    blocks: [
      paragraph(t("greeting", { username })),
      ...kinds.flatMap((kind) =>
        ofKind(
          context,
          events.filter((event) => event.kind === kind),
        ),
      ),
      paragraph(t("security-events.advice", { appName })),
      paragraph(first === OPTIONAL_EVENT_KIND ? t("security-events.whyOptional") : t("security-events.why", { appName })),
    ],
    autofill: null,
  };
}

function ofKind(context: Composition, events: SecurityEvent[]): Block[] {
  const { t } = context;
  const title = events.slice(0, 1).map(({ kind }) => paragraph(`${t(`security-events.events.${kind}`)}.`));
  const several = events.length > 1 ? [paragraph(t("security-events.several", { count: events.length }))] : [];
  return [...title, ...several, ...events.map((event) => eventDetails(context, event))];
}

function eventDetails(context: Composition, { at, ip, browser, system }: SecurityEvent): Block {
  const { t, appName } = context;
  if (ip !== null && browser !== null) return originDetails(context, { at, ip, browser, ...(system && { system }) });
  return { kind: "facts", facts: [whenDetail(context, at), { label: t("browser"), value: t("operator", { appName }) }] };
}

type AdministratorMail = Extract<OutgoingMail, { kind: "administrator-action" }>;

/** Sent whatever the email preferences say: an administrator or the operator has changed the account. */
function administratorEmail(context: Composition, mail: AdministratorMail): Content {
  const { t, appName, username } = context;
  const by = mail.administrator ?? t("operator", { appName });
  return {
    subject: t(`administrator-action.${mail.action}.subject`, { appName }),
    blocks: [
      paragraph(t("greeting", { username })),
      paragraph(description(context, mail)),
      { kind: "facts", facts: [whenDetail(context, mail.at), { label: t("administrator-action.by"), value: by }] },
      paragraph(t("administrator-action.notExpected")),
    ],
    autofill: null,
  };
}

function description({ t, appName }: Composition, { action, withoutTwoFactor }: AdministratorMail): string {
  if (action === "two-factor-reset") return t(`administrator-action.${action}.descriptions.${withoutTwoFactor}`, { appName });
  return t(`administrator-action.${action}.description`, { appName });
}

type ThrottledMail = Extract<OutgoingMail, { kind: "account-delayed" }>;

/** Sent whatever the email preferences say: an attacker may know the password. */
function throttledEmail(context: Composition, mail: ThrottledMail): Content {
  const { t, appName, username } = context;
  const { target, failures, retryAt } = mail;
  return {
    subject: t("account-delayed.subject", { appName }),
    blocks: [
      paragraph(t("greeting", { username })),
      paragraph(t(`account-delayed.${target}`, { appName, failures })),
      { kind: "facts", facts: [momentDetail(context, t("account-delayed.retryAt"), retryAt)] },
      paragraph(t("account-delayed.known")),
      paragraph(t(`account-delayed.notYou-${target}`)),
    ],
    autofill: null,
  };
}

const blockSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("paragraph"), text: z.string() }),
  z.object({ kind: z.literal("code"), code: z.string() }),
  z.object({ kind: z.literal("facts"), facts: z.array(z.object({ label: z.string(), value: z.string() })) }),
  z.object({ kind: z.literal("link"), url: z.string() }),
]);

export const emailContentSchema = z.object({
  subject: z.string(),
  blocks: z.array(blockSchema),
  signature: z.string(),
  /** Last line of the text part: `@host #code`, by which phones and browsers offer the code where it belongs. */
  autofill: z.string().nullable(),
  /** Emails that an earlier version has queued are in English. */
  locale: z.string().catch(DEFAULT_LOCALE).transform(findLocale),
});

/** The content of an email, shared by both of its parts, so that text and HTML never differ. */
export type EmailContent = z.output<typeof emailContentSchema>;
export type Block = EmailContent["blocks"][number];

/** `locale`: of the user whom the email is for. */
export type EmailContext = { appName: string; appHost: string; username: string; locale: Locale };

type Composition = EmailContext & Awaited<ReturnType<typeof openTexts>>;

/** Texts and formats of emails, which are composed outside of requests. */
async function openTexts(locale: Locale) {
  const { mail } = await loadMessages(locale);
  const place = { locale, timeZone: "UTC" } as const;
  return { t: createTranslator({ ...place, messages: { mail }, namespace: "mail" }), format: createFormatter(place) };
}

function paragraph(text: string): Block {
  return { kind: "paragraph", text };
}

/** Time and client. Times are in UTC and say so, as the server does not know the user's zone. */
function originDetails(context: Composition, { at, ip, browser, system }: EventClient): Block {
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
