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

/** An answer that the page which follows a form shows in the form of that name; `owner`: the session, attempt or user that it is for. */
export type FormAnswer = { form: FormName; state: FormState; owner: string };

/** What a server action tells its form: finished texts, beside the fields they belong to, and what was typed (never secrets). */
export type FormState = {
  values?: Record<string, string>;
  fieldErrors?: Partial<Record<string, string>>;
  formError?: string;
  /**
   * Tries at what that field asks for have to wait so long; `left` names the `{time}` that is left, `over` says that it is, and
   * `inWords` how long where nothing runs down. `untried`: what was typed was not looked at, and may be right.
   */
  retry?: { field: string; notChecked: boolean; seconds: number; left: string; ready: string; inWords: string };
  /** Set by the browser alone: the console has not answered, so nothing typed is to go. */
  unanswered?: boolean;
  /** What has been done, announced. */
  notice?: string;
  /** That a code for the field `proof` is on its way, or why not. */
  reverificationNotice?: string;
  /** The proof that is due now, whatever was when the page was made: an earlier one has ended, or 2FA was switched meanwhile. */
  reverificationMethod?: ReverificationMethod;
};

/** The proof that a settings form asks for. `held`: one was given a moment ago and holds so long; null: it is due. */
export type ReverificationView = { method: ReverificationMethod; recent: { seconds: number } | null };

/** The proof to ask for after that answer: one that is due now is asked for, whatever held when the page was made. */
export function reverificationAfter(view: ReverificationView, { reverificationMethod }: FormState): ReverificationView {
  return reverificationMethod ? { method: reverificationMethod, recent: null } : view;
}

export type FormFields = Record<string, string | undefined>;

/**
 * The text fields of a posted form; nothing when `data` is no form at all. A server action is handed whatever is sent. NUL
 * is dropped: nobody types it, and PostgreSQL refuses a text that holds it.
 */
export function formFields(data: unknown): FormFields {
  if (!(data instanceof FormData)) return {};
  const texts = [...data].filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return Object.fromEntries(texts.map(([name, value]) => [name, value.replaceAll("\0", "")]));
}

/** The fields that are safe to show again. No caller names a password here. */
export function keep(fields: FormFields, ...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, fields[name] ?? ""]));
}
