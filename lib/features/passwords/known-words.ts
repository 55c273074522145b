import { GUESSABLE_WORDS } from "./guessable-words";
import { readings } from "./keyboards";
import { decodeFilter, type Filter, isListed } from "./leaked-passwords";

/** Well-known sentences, as letters only. */
const PHRASES = new Set(
  `correct horse battery staple|the quick brown fox|the quick brown fox jumps|the quick brown fox jumps over the lazy dog|to be or not to be
  to be or not to be that is the question|may the force be with you|winter is coming|all your base are belong to us|never gonna give you up
  open sesame|god is good|lord of the rings|the lord of the rings|game of thrones|i am the admin|i am your father|let me in please|i love you so much|i love you forever|hello world hello world|in god we trust|carpe diem|lorem ipsum dolor sit amet
  once upon a time|in the beginning|live long and prosper|this is my password|this is a password|my password is password|my secret password
  alle meine entchen|franz jagt im komplett verwahrlosten taxi quer durch bayern|zwolf boxkampfer|ich liebe dich so sehr|mein passwort
  portez ce vieux whisky|mon mot de passe|je t'aime pour toujours|liberte egalite fraternite|mi contrasena|te quiero mucho|minha senha|eu te amo muito
  la mia password|ti amo tanto|съешь же ещё этих мягких французских булок|я тебя люблю|мой пароль|я помню чудное мгновенье|kocham cie|moje haslo`
    .split(/[|\n]/)
    .map(letters),
);

export type KnownWords = { ranks: ReadonlyMap<string, number>; leaked: ReadonlySet<number> };

let loaded: Promise<KnownWords> | null = null;

/** Read the first time that a password is set: about 10 MB, which a console that only signs people in does without. */
export function loadKnownWords(): Promise<KnownWords> {
  loaded ??= readKnownWords();
  return loaded;
}

async function readKnownWords(): Promise<KnownWords> {
  const [{ dictionary }, { default: filter }] = await Promise.all([
    import("@zxcvbn-ts/language-common"),
    import("./leaked-passwords.json"),
  ]);
  const ranks = new Map(GUESSABLE_WORDS);
  for (const [at, word] of dictionary["passwords-common"].entries()) {
    const key = word.toLowerCase();
    ranks.set(key, Math.min(ranks.get(key) ?? Number.POSITIVE_INFINITY, at + 1));
  }
  return { ranks, leaked: decodeFilter(filter as Filter) };
}

/**
 * Whether the whole password is a known one: in any case, with digits and marks for letters, backwards, and with or without
 * what stands around its letters (NIST SP 800-63B-4 section 3.1.1.2, OWASP ASVS 5.0 V6.2.4 and V6.2.12).
 */
export function isKnownPassword({ ranks, leaked }: KnownWords, password: string): boolean {
  const lower = [...password.normalize("NFKC").toLowerCase()];
  const texts = readings(lower).flatMap((reading) => [reading.join(""), [...reading].reverse().join("")]);
  const variants = new Set(texts.flatMap((text) => [text, text.replace(/\s/gu, ""), text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "")]));
  return [...variants].some((text) => ranks.has(text) || isListed(leaked, text) || PHRASES.has(letters(text)));
}

function letters(text: string): string {
  return text.normalize("NFD").replace(/\P{L}/gu, "");
}
