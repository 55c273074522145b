/**
 * Why a password may not be set. `common-password`: it is a known one, or made of them. `personal-password`: who knows the account
 * and the console can guess it. `repeated-`, `keyboard-` and `date-password`: it is mostly that. `simple-password`: it is long
 * enough and still has too few possibilities. `breached-password`: it was in a data breach.
 */
export type WeakPasswordProblem = { code: "password-too-short"; minimum: number } | { code: GuessablePassword };

export type GuessablePassword =
  | "common-password"
  | "personal-password"
  | "repeated-password"
  | "keyboard-password"
  | "date-password"
  | "simple-password"
  | "breached-password";
