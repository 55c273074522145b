import { z } from "zod";

/** What is wrong with a variable: its name, and the words that follow the name. */
export type VariableProblem = { variable: string; reason: string };

/** Ends the reading of the configuration. */
export type Fail = (problem: VariableProblem) => never;

export type Environment = Record<string, string | undefined>;

/** Whether a variable is set: an empty one, or one of blanks, counts as unset. */
export function isSet(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== "";
}

/** The variables that are set. */
export function setVariables(environment: Environment): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => isSet(entry[1])));
}

/** A whole number in decimal digits, and in no other notation; `what` it is, for the message. */
export function wholeNumber(what: string, { min, max }: { min: number; max: number }) {
  const message = `must be ${what}: digits only, ${min} to ${max}`;
  return z
    .string()
    .regex(/^[0-9]+$/, message)
    .transform(Number)
    .refine((number) => number >= min && number <= max, message);
}

/** The entries of a variable, which commas separate. Empty ones count as absent. */
export function entriesOf(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
}

/** Whether Next's development server answers, which needs more of the browser than the built console. Inlined by the build. */
export const hotReload = process.env.NODE_ENV === "development";
