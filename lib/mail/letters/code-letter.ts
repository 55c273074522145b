import type { Letter } from "@/lib/mail/letter";
import type { CodeMail } from "@/lib/mail/types";
import { type LetterContext, originFacts, paragraph, t } from "./context";

/** A code to type. No link: mail scanners open links, and would confirm for an attacker. */
export function codeLetter({ appName, appHost, username }: LetterContext, mail: CodeMail): Omit<Letter, "signature"> {
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
