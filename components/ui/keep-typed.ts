import texts from "@/lib/i18n/messages/en.error.json";
import type { FormState } from "@/lib/web/form-state";

type Action<S> = (state: S, data: FormData) => Promise<S>;

/**
 * The same action, for the browser: when no answer comes (the network or the console is out of reach, or silent for
 * ACTION_TIMEOUT_MS, see action-timeout.ts) the form says so and keeps all that was typed, where a thrown error would take
 * the form away. What the server itself throws bears a digest: a redirect, or a bug for the error page.
 */
export function keepTyped<S extends FormState>(action: Action<S>): Action<S> {
  return async (state, data) => {
    try {
      return await action(state, data);
    } catch (error) {
      if (error instanceof Error && "digest" in error) throw error;
      const values = Object.fromEntries([...data].filter((entry): entry is [string, string] => typeof entry[1] === "string"));
      return { ...state, values, fieldErrors: undefined, notice: undefined, formError: texts.kept, unanswered: true };
    }
  };
}
