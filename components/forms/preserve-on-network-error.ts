import { unstable_isUnrecognizedActionError as isUnrecognizedAction } from "next/navigation";
import type { FormState } from "@/lib/http/form-state";
import texts from "@/lib/i18n/messages/en.error.json";
import { NEXT_DEFAULT_MESSAGE } from "./action-fetch";

type Action<S> = (state: S, data: FormData) => Promise<S>;

/**
 * The same action, for the browser: when no answer comes (the network or the console is out of reach, or silent for
 * ACTION_TIMEOUT_MS, see action-fetch.ts) the form says so and keeps its input, where a thrown error would remove
 * the form. A rejection is shown with its own message, as trying again would not help. An error thrown by the server has a digest: a
 * redirect, or a bug for the error page.
 */
export function preserveOnNetworkError<S extends FormState>(action: Action<S>): Action<S> {
  return async (state, data) => {
    try {
      return await action(state, data);
    } catch (error) {
      if (error instanceof Error && "digest" in error) throw error;
      const values = Object.fromEntries([...data].filter((entry): entry is [string, string] => typeof entry[1] === "string"));
      return { ...state, values, fieldErrors: undefined, notice: undefined, formError: reasonOf(error), unanswered: true };
    }
  };
}

/** `fetch` throws a TypeError or, after a time-out, a DOMException when no answer comes; an outage says so by its status, and is worded here. */
function reasonOf(error: unknown): string {
  if (isUnrecognizedAction(error)) return texts.outdated;
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof DOMException) return texts.kept;
  const messages = error.message.trim();
  return messages === "" || messages === NEXT_DEFAULT_MESSAGE || messages === texts.outage ? texts.kept : messages;
}
