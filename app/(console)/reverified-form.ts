import type { ReverifiedFormProps } from "@/components/forms/reverification-field";
import type { CurrentSession } from "@/lib/features/sessions/session";
import { readReverification } from "@/lib/http/reverify-from-form";
import { fieldErrorTexts, texts } from "@/lib/i18n/messages";

/** What every form that asks for reverification gets from its page. `passwordMinLength`: for a form in which a password is set. */
export async function reverifiedFormProps(session: CurrentSession, passwordMinLength = 0): Promise<ReverifiedFormProps> {
  return {
    username: session.user.username,
    reverification: await readReverification(session),
    reverificationTexts: await texts("reverification"),
    errorTexts: await fieldErrorTexts(passwordMinLength),
  };
}
