/** What a server action tells its form: finished texts, beside the fields they belong to, and what was typed (never secrets). */
export type FormState = {
  values?: Record<string, string>;
  fieldErrors?: Partial<Record<string, string>>;
  formError?: string;
};
