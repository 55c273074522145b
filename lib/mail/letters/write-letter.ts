import type { Letter } from "@/lib/mail/letter";
import type { OutgoingMail } from "@/lib/mail/types";
import { administratorLetter } from "./administrator-letter";
import { codeLetter } from "./code-letter";
import { type LetterContext, originFacts, paragraph, t } from "./context";
import { delayedLetter } from "./delayed-letter";
import { securityLetter } from "./security-letter";

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
