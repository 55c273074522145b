import { z } from "zod";

/** What is wrong with a variable: its name, and the words that follow the name. */
export type VariableProblem = { variable: string; reason: string };

/** Ends the reading of the configuration. */
export type Fail = (problem: VariableProblem) => never;

/** A variable that may be left out; an empty one counts as left out. */
export const optional = (schema: z.ZodType<string>) => z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

/** The entries of a variable, which commas separate. Empty ones count as absent. */
export function entriesOf(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
}
