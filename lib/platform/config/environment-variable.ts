import { z } from "zod";

/** A problem with a variable: its name, and the text that follows the name. */
export type VariableProblem = { variable: string; reason: string };

/** Stops reading the configuration with this problem. */
export type Fail = (problem: VariableProblem) => never;

export type Environment = Record<string, string | undefined>;

/** Whether a variable is set: an empty or blank one counts as unset. */
export function isSet(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== "";
}

/** The variables that are set. */
export function setVariables(environment: Environment): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => isSet(entry[1])));
}

/** A whole number in decimal digits only; `what` names it in the message. */
export function wholeNumber(what: string, { min, max }: { min: number; max: number }) {
  const message = `must be ${what}: digits only, ${min} to ${max}`;
  return z
    .string()
    .regex(/^[0-9]+$/, message)
    .transform(Number)
    .refine((number) => number >= min && number <= max, message);
}

/** The comma-separated entries of a variable. Empty ones count as absent. */
export function entriesOf(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
}

/** Whether this is Next's development server, which needs more permissions in the browser. Inlined by the build. */
export const hotReload = process.env.NODE_ENV === "development";
