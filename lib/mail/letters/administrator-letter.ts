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
