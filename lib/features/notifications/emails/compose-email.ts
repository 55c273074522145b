import { type CodeMail, OPTIONAL_EVENT_KIND, type OutgoingMail, type SecurityEvent } from "@/lib/features/notifications/types";
import { type Block, type Letter, type LetterContext, momentFact, originFacts, paragraph, t, whenFact } from "./email-content";

/** The words of a mail. Its subject stands in clear in the outbox and never holds a code or link. */
export function writeLetter(context: LetterContext, mail: OutgoingMail): Letter {
  return { ...write(context, mail), signature: t("signature", { appName: context.appName }) };
}

function write(context: LetterContext, mail: OutgoingMail): Omit<Letter, "signature"> {
  switch (mail.kind) {
    case "login-code":
    case "address-code":
    case "reverification-code":
      return codeLetter(context, mail);
    case "security-events":
      return securityLetter(context, mail);
    case "address-changed":
      return addressChangedLetter(context, mail);
    case "administrator-action":
      return administratorLetter(context, mail);
    case "account-delayed":
      return delayedLetter(context, mail);
    case "password-link":
      return passwordLinkLetter(context, mail);
    case "test":
      return testLetter(context);
  }
}

type MailOf<K extends OutgoingMail["kind"]> = Extract<OutgoingMail, { kind: K }>;

function addressChangedLetter({ appName, username }: LetterContext, mail: MailOf<"address-changed">): Omit<Letter, "signature"> {
  const { newAddress } = mail;
  return {
    subject: t("address-changed.subject", { appName }),
    blocks: [
      paragraph(t("greeting", { username })),
      paragraph(newAddress === null ? t("address-changed.removed", { appName }) : t("address-changed.lead", { appName, newAddress })),
      originFacts(mail),
      paragraph(t("address-changed.notYou", { appName })),
    ],
    autofill: null,
  };
}

function passwordLinkLetter({ appName, username }: LetterContext, mail: MailOf<"password-link">): Omit<Letter, "signature"> {
  const { invitedBy, url, expiresInHours } = mail;
  return {
    subject: t("password-link.subject", { appName }),
    blocks: [
      paragraph(t("greeting", { username })),
      paragraph(invitedBy === null ? t("password-link.lead", { appName }) : t("password-link.invited", { appName, invitedBy })),
      { kind: "link", url },
      paragraph(t("password-link.expiry", { hours: expiresInHours })),
      paragraph(t("password-link.notYou")),
    ],
    autofill: null,
  };
}

function testLetter({ appName }: LetterContext): Omit<Letter, "signature"> {
  return {
    subject: t("test.subject", { appName }),
    blocks: [paragraph(t("test.lead", { appName }))],
    autofill: null,
  };
}

/** A code to type. No link: mail scanners open links, and would confirm for an attacker. */
function codeLetter({ appName, appHost, username }: LetterContext, mail: CodeMail): Omit<Letter, "signature"> {
  return {
    subject: t(`${mail.kind}.subject`, { appName }),
    blocks: [
      paragraph(t("greeting", { username })),
      paragraph(t(`${mail.kind}.lead`, { appName })),
      { kind: "code", code: mail.code },
      paragraph(t("codeExpiry", { minutes: mail.expiresInMinutes })),
      originFacts(mail),
      paragraph(t(`${mail.kind}.notYou`)),
    ],
    autofill: `@${appHost} #${mail.code}`,
  };
}

type SecurityMail = Extract<OutgoingMail, { kind: "security-events" }>;

/** What happened to the account, in the order in which it did: one paragraph a kind, the facts of each event below. */
function securityLetter({ appName, username }: LetterContext, { events }: SecurityMail): Omit<Letter, "signature"> {
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

type AdministratorMail = Extract<OutgoingMail, { kind: "administrator-action" }>;

/** Sent whether or not security mails are wanted: somebody else has changed the account. */
function administratorLetter({ appName, username }: LetterContext, mail: AdministratorMail): Omit<Letter, "signature"> {
  const by = mail.administrator ?? t("operator", { appName });
  return {
    subject: t(`administrator-action.${mail.action}.subject`, { appName }),
    blocks: [
      paragraph(t("greeting", { username })),
      paragraph(lead(appName, mail)),
      { kind: "facts", facts: [whenFact(mail.at), { label: t("administrator-action.by"), value: by }] },
      paragraph(t("administrator-action.notExpected")),
    ],
    autofill: null,
  };
}

function lead(appName: string, { action, withoutTwoFactor }: AdministratorMail): string {
  if (action === "two-factor-reset") return t(`administrator-action.${action}.leads.${withoutTwoFactor}`, { appName });
  return t(`administrator-action.${action}.lead`, { appName });
}

type DelayedMail = Extract<OutgoingMail, { kind: "account-delayed" }>;

/** Sent whether or not security mails are wanted: somebody may know the password. */
function delayedLetter({ appName, username }: LetterContext, mail: DelayedMail): Omit<Letter, "signature"> {
  const { guessed, failures, retryAt } = mail;
  return {
    subject: t("account-delayed.subject", { appName }),
    blocks: [
      paragraph(t("greeting", { username })),
      paragraph(t(`account-delayed.${guessed}`, { appName, failures })),
      { kind: "facts", facts: [momentFact(t("account-delayed.retryAt"), retryAt)] },
      paragraph(t("account-delayed.known")),
      paragraph(t(`account-delayed.notYou-${guessed}`)),
    ],
    autofill: null,
  };
}
