import type { FormState } from "@/lib/http/form-state";

/** A link that was just made, with finished texts about it. */
export type MadeLink = { link: string; userId: string; created: string; lead: string; mail: string | null };

/** `made`: the form has done its work, and this is shown in its place. */
export type LinkFormState = FormState & { made?: MadeLink };
