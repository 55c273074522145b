import "next-intl";
import { getFormatter, getMessages, getTranslations } from "next-intl/server";
import { EMAIL_CODE_DIGITS, PASSWORD_MAX_LENGTH, USERNAME_MAX_LENGTH } from "@/lib/policy";
import { errorText, type FieldErrorTexts } from "./error-text";
import type { Locale } from "./locales";
import type en from "./messages/en.json";

type Texts<Branch> = { [Key in keyof Branch]: Branch[Key] extends string ? string : Texts<Branch[Key]> };

/** Every visible text; `en.json` is the source, other languages follow its shape. */
export type Messages = Texts<typeof en>;

declare module "next-intl" {
  /** Makes a key that is not in `en.json`, and a placeholder without a value, a type error. */
  interface AppConfig {
    Locale: Locale;
    Messages: typeof en;
  }
}

/** A branch of the messages as finished strings, to hand to a client component; for texts without placeholders. */
export async function texts<N extends keyof Messages>(namespace: N): Promise<Messages[N]> {
  const messages: Messages = await getMessages();
  return messages[namespace];
}

type FactorName = keyof Messages["home"]["session"]["factors"];

/** Returns the factors of a sign-in as a list: "Password and authenticator app", or in lower case for the middle of a sentence. */
export async function factorList(factors: readonly FactorName[], { inSentence = false } = {}): Promise<string> {
  const t = await getTranslations("home.session");
  const names = factors.map((factor, index) => t(`${index === 0 && !inSentence ? "factors" : "factorsInSentence"}.${factor}`));
  return (await getFormatter()).list(names);
}

const LIMITS = { digits: EMAIL_CODE_DIGITS, maximum: PASSWORD_MAX_LENGTH, usernameMaximum: USERNAME_MAX_LENGTH };

/** `passwordMinLength`: for a form in which a password is set. */
export async function fieldErrorTexts(passwordMinLength = 0): Promise<FieldErrorTexts> {
  const t = await getTranslations("fieldErrors");
  const messages: Messages = await getMessages();
  const codes = Object.keys(messages.fieldErrors) as (keyof FieldErrorTexts)[];
  return Object.fromEntries(codes.map((code) => [code, t(code, { ...LIMITS, minimum: passwordMinLength })])) as FieldErrorTexts;
}

type Refused = { issues: readonly { path: PropertyKey[]; message: string }[] };

/** The first thing wrong with each field, as finished text. */
export async function fieldErrors(refused: Refused): Promise<Record<string, string>> {
  const texts = await fieldErrorTexts();
  const firstWins = [...refused.issues].reverse();
  return Object.fromEntries(firstWins.map(({ path, message }) => [String(path[0]), errorText(texts, String(path[0]), message)]));
}
