import type { Letter } from "@/lib/mail/letter";
import type { OutgoingMail } from "@/lib/mail/types";
import { type LetterContext, momentFact, paragraph, t } from "./context";

type DelayedMail = Extract<OutgoingMail, { kind: "account-delayed" }>;

/** Sent whether or not security mails are wanted: somebody may know the password. */
export function delayedLetter({ appName, username }: LetterContext, mail: DelayedMail): Omit<Letter, "signature"> {
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
