import type { Config } from "@/lib/platform/config/config";
import { PASSWORD_MIN_GUESSES_LOG10 } from "@/lib/policy";
import { isBreached } from "./breaches";
import { estimateGuesses } from "./estimate-guesses";
import { isKnownPassword, loadKnownWords } from "./known-words";
import type { PieceKind } from "./pieces";
import { passwordLength } from "./schema";

/**
 * Why a password may not be set. `common-password`: it is known, or composed of known ones. `personal-password`: an attacker who knows the
 * account and the console can guess it. `repeated-`, `keyboard-` and `date-password`: it is mostly that. `simple-password`: it is long
 * enough but still has too few possibilities. `breached-password`: it was in a data breach.
 */
export type WeakPasswordProblem = { code: "password-too-short"; minimum: number } | { code: GuessablePassword };

type GuessablePassword =
  | "common-password"
  | "personal-password"
  | "repeated-password"
  | "keyboard-password"
  | "date-password"
  | "simple-password"
  | "breached-password";

const PRODUCT_NAME = "Latchkey";
const PERSONAL_WORD_MIN_LENGTH = 3;

/** The account that the password is for. */
export type PasswordOwner = { username: string; email: string | null };

type Settings = { config: Pick<Config, "appName" | "appUrl" | "passwordMinLength" | "passwordBreachCheck"> };

const PROBLEM_OF: Record<PieceKind, GuessablePassword> = {
  common: "common-password",
  personal: "personal-password",
  repeated: "repeated-password",
  keyboard: "keyboard-password",
  date: "date-password",
  free: "simple-password",
};

/**
 * Returns why a password may not be set, or null: the one check wherever one is set (NIST SP 800-63B-4 section 3.1.1.2). It is too short,
 * known, only words of this account or console, guessable, or, where the operator has enabled that check, in a data breach. There are no
 * composition rules, and a sentence of unrelated words passes.
 */
export async function findWeakness({ config }: Settings, password: string, owner: PasswordOwner): Promise<WeakPasswordProblem | null> {
  const minimum = config.passwordMinLength;
  if (passwordLength(password) < minimum) return { code: "password-too-short", minimum };
  const known = await loadKnownWords();
  const names = namesOf(config, owner);
  if (isOnlyOneName(password, names)) return { code: "personal-password" };
  if (isKnownPassword(known, password)) return { code: "common-password" };
  const { guessesLog10, kind } = estimateGuesses(password, { ranks: known.ranks, personal: wordsOf(names) });
  if (guessesLog10 < PASSWORD_MIN_GUESSES_LOG10) return { code: PROBLEM_OF[kind] };
  if (config.passwordBreachCheck && (await isBreached(config.passwordBreachCheck, password))) return { code: "breached-password" };
  return null;
}

/** The name, the address and the part before the `@`, the console's name and its host. */
function namesOf({ appName, appUrl }: Settings["config"], { username, email }: PasswordOwner): string[] {
  return [username, ...(email ? [email, email.replace(/@.*$/, "")] : []), appName, PRODUCT_NAME, new URL(appUrl).hostname];
}

function isOnlyOneName(password: string, names: readonly string[]): boolean {
  const bare = bareWord(password);
  return names.map(bareWord).some((word) => word !== "" && bare.replaceAll(word, "") === "");
}

/** The names, whole and in their parts. */
function wordsOf(names: readonly string[]): Set<string> {
  const folded = names.map((name) => name.normalize("NFKC").toLowerCase());
  const words = folded.flatMap((name) => [name, bareWord(name), ...name.split(/[^\p{L}\p{M}\p{N}]+|(?<=\p{L})(?=\p{N})/u)]);
  return new Set(words.filter((word) => [...word].length >= PERSONAL_WORD_MIN_LENGTH));
}

/** Returns the letters of a text, for comparison. A name of digits alone stays as it is. */
function bareWord(text: string): string {
  const folded = text.normalize("NFKC").toLowerCase();
  return folded.replace(/[^\p{L}\p{M}]/gu, "") || folded;
}
