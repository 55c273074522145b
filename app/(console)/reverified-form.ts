import type { ReverifiedFormProps } from "@/components/forms/reverification-field";
import type { CurrentSession } from "@/lib/features/sessions/session";
import { readReverification } from "@/lib/http/reverify-from-form";
import { fieldErrorTexts, texts } from "@/lib/i18n/messages";

/** What every form that asks for reverification gets from its page. */
export async function reverifiedFormProps(session: CurrentSession): Promise<ReverifiedFormProps> {
  return {
    username: session.user.username,
    reverification: await readReverification(session),
    reverificationTexts: await texts("reverification"),
    errorTexts: await fieldErrorTexts(),
  };
}
