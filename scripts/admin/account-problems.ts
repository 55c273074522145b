import type { WeakPasswordProblem } from "@/lib/features/passwords/find-weakness";
import { newPasswordSchema } from "@/lib/features/passwords/schema";
import { PASSWORD_MAX_LENGTH, USERNAME_MAX_LENGTH } from "@/lib/policy";

/** What a username has to be, as the end of a sentence that names it. */
export const USERNAME_RULE = `must be 1 to ${USERNAME_MAX_LENGTH} letters of one alphabet, digits, dots, dashes or underscores`;

const PROBLEMS = {
  "common-password": "is a well-known one, or made of them: use four or more unrelated words",
  "personal-password": "is too close to the username, the address, the host or the name of the console: use other words",
  "repeated-password": "mostly repeats itself: use different words",
  "keyboard-password": "follows the keyboard, the alphabet or a row of numbers: use four or more unrelated words",
  "date-password": "is mostly a date: use four or more unrelated words",
  "simple-password": "has too few possibilities: add more words",
  "breached-password": "has appeared in a data breach: choose one that is used nowhere else",
};

/** What is wrong with a password, as the end of a sentence that names it. */
export function passwordProblem(problem: WeakPasswordProblem): string {
  return problem.code === "password-too-short" ? `must have at least ${problem.minimum} characters` : PROBLEMS[problem.code];
}

/** The same for the one rule that holds before the account is known; null: none. */
export function passwordFormProblem(password: string): string | null {
  if (/\p{Cc}/u.test(password)) return "must have no line breaks, tabs or other control characters";
  return newPasswordSchema.safeParse(password).success ? null : `must have 1 to ${PASSWORD_MAX_LENGTH} characters`;
}
