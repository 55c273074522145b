import type { ReverificationMethod } from "@/lib/features/reverification/schema";

/** Hidden fields of every form: the id of the user whom its page was made for, and a random id of that page. */
export const ACTOR_FIELD = "actor";
export const PAGE_FIELD = "page";

/** The hidden field of the forms of a sign-in under way: the id of the attempt that its page shows. */
export const ATTEMPT_FIELD = "attempt";

/** The forms that show the answer to them. */
export type FormName =
  | "login"
  | "verify"
  | "send-again"
  | "set-password"
  | "setup"
  | "settings"
  | "address"
  | "reverify"
  | "enrolment"
  | "devices"
  | "password"
  | "backup-codes"
  | "disable"
  | "user-action"
  | "outbox"
  | "invite";

/** An answer for the form of that name on the next page; `owner`: the session, attempt or user that it is for. */
export type FormAnswer = { form: FormName; state: FormState; owner: string };

/** The answer of a server action to its form: finished texts for its fields, and the entered values (never secrets). */
export type FormState = {
  values?: Record<string, string>;
  fieldErrors?: Partial<Record<string, string>>;
  formError?: string;
  /**
   * How long attempts at that field are throttled; `left` holds the `{time}` that is left, `ready` says that it has passed, and `inWords`
   * how long without a countdown. `notChecked`: the input was not checked, and may be right.
   */
  retry?: { field: string; notChecked: boolean; seconds: number; left: string; ready: string; inWords: string };
  /** Set by the browser alone: the console has not answered, so the input is kept. */
  unanswered?: boolean;
  /** The success message, announced to screen readers. */
  notice?: string;
  /** That a code for the field `reverification` is on its way, or why not. */
  reverificationNotice?: string;
  /** The reverification that is due now: since the page was made an earlier one may have expired, or 2FA may have been switched. */
  reverificationMethod?: ReverificationMethod;
};

/** The reverification that a settings form requires. `recent`: how long a recent one is still valid; null: it is due. */
export type ReverificationView = { method: ReverificationMethod; recent: { seconds: number } | null };

/** The reverification to require after that answer: one that is due now, even if an earlier one was valid when the page was made. */
export function reverificationAfter(view: ReverificationView, { reverificationMethod }: FormState): ReverificationView {
  return reverificationMethod ? { method: reverificationMethod, recent: null } : view;
}

export type FormFields = Record<string, string | undefined>;

/**
 * Returns the text fields of a posted form; none when `data` is not a form, as clients can send a server action anything. NUL is dropped:
 * keyboards do not produce it, and PostgreSQL refuses texts with it.
 */
export function formFields(data: unknown): FormFields {
  if (!(data instanceof FormData)) return {};
  const texts = [...data].filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return Object.fromEntries(texts.map(([name, value]) => [name, value.replaceAll("\0", "")]));
}

/** The fields that are safe to show again. Callers never name a password here. */
export function keep(fields: FormFields, ...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, fields[name] ?? ""]));
}
