import type { Letter } from "@/lib/mail/letter";
import type { OutgoingMail } from "@/lib/mail/types";
import { type LetterContext, paragraph, t, whenFact } from "./context";

type AdministratorMail = Extract<OutgoingMail, { kind: "administrator-action" }>;

/** Sent whether or not security mails are wanted: somebody else has changed the account. */
export function administratorLetter({ appName, username }: LetterContext, mail: AdministratorMail): Omit<Letter, "signature"> {
  const by = mail.administrator ?? t("operator", { appName });
  return {
    subject: t(`administrator-action.${mail.action}.subject`, { appName }),
    blocks: [
      paragraph(t("greeting", { username })),
      paragraph(t(`administrator-action.${mail.action}.lead`, { appName })),
      { kind: "facts", facts: [whenFact(mail.at), { label: t("administrator-action.by"), value: by }] },
      paragraph(t("administrator-action.notExpected")),
    ],
    autofill: null,
  };
}
