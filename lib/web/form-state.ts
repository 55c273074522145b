import type { ProofMethod } from "@/lib/reverification/types";

/** What a server action tells its form: finished texts, beside the fields they belong to, and what was typed (never secrets). */
export type FormState = {
  values?: Record<string, string>;
  fieldErrors?: Partial<Record<string, string>>;
  formError?: string;
  /**
   * Tries at what that field asks for have to wait so long; `left` names the `{time}` that is left, `over` says that it is, and
   * `inWords` how long where nothing runs down. `untried`: what was typed was not looked at, and may be right.
   */
  wait?: { field: string; untried: boolean; seconds: number; left: string; over: string; inWords: string };
  /** Set by the browser alone: the console has not answered, so nothing typed is to go. */
  unanswered?: boolean;
  /** What has been done, announced. */
  notice?: string;
  /** That a code for the field `proof` is on its way, or why not. */
  proofNotice?: string;
};

/** The proof that a settings form asks for. `held`: one was given a moment ago and holds so long; null: it is due. */
export type ProofView = { method: ProofMethod; held: { seconds: number } | null };
