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

/** Loaded the first time that a password is set: about 10 MB, which a console that only signs users in does not need. */
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
 * Whether the whole password is a known one: in any case, with digits and marks for letters, backwards, and with or without the
 * characters around its letters (NIST SP 800-63B-4 section 3.1.1.2, OWASP ASVS 5.0 V6.2.4 and V6.2.12).
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

/** Common words of passwords in many languages, in addition to the lists of leaked ones: lower case, without accents. */

const CALENDAR = `
january february march april june july august september october november december
januar februar marz maerz april juni juli oktober dezember janner janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre gennaio febbraio aprile maggio giugno luglio settembre
ottobre dicembre janeiro fevereiro marco maio junho julho setembro outubro dezembro januari februari maart mei augustus styczen luty marzec
kwiecien maj czerwiec lipiec sierpien wrzesien pazdziernik listopad grudzien leden unor brezen duben kveten cerven cervenec srpen zari rijen prosinec
ocak subat nisan mayis haziran temmuz agustos eylul ekim kasim aralik tammikuu helmikuu maaliskuu huhtikuu toukokuu kesakuu heinakuu elokuu syyskuu
lokakuu marraskuu joulukuu январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь января февраля марта апреля июня июля
августа сентября октября ноября декабря
monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lundi mardi mercredi
jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes sabado domingo lunedi martedi mercoledi giovedi venerdi sabato domenica segunda
terca quarta quinta sexta maandag dinsdag woensdag donderdag vrijdag zaterdag zondag poniedzialek wtorek sroda czwartek piatek sobota niedziela
понедельник вторник среда четверг пятница суббота воскресенье
spring summer autumn fall winter fruhling fruehling sommer herbst printemps automne hiver primavera verano otono invierno estate autunno inverno verao
outono lente zomer herfst wiosna lato jesien zima весна лето осень зима ilkbahar sonbahar`;

const FAVOURITES = `
password passwort kennwort passord losenord adgangskode salasana wachtwoord paswoord motdepasse mdp contrasena clave senha parola haslo heslo jelszo
lozinka sifre parool slaptazodis parole salasona пароль password пасворд ключ κωδικος кодовое סיסמה 密码 密碼 パスワード 암호 비밀번호 كلمةالسر
welcome willkommen bienvenue bienvenido bienvenida benvenuto bemvindo welkom witamy vitejte добропожаловать hosgeldiniz
iloveyou ichliebedich jetaime teamo tequiero tiamo euteamo ikhouvanjou kochamcie milujute ятебялюблю люблютебя seniseviyorum aishiteru
hello hallo bonjour hola ciao salut privet привет merhaba admin administrator administrateur administrador root login user guest test testing temp
secret geheim letmein changeme changeit default qwerty azerty qwertz monkey dragon football soccer fussball futbol baseball master superman batman
princess sunshine shadow whatever trustno1 starwars pokemon computer internet company server master office
love liebe amour amor amore liefde milosc любовь schatz cheri corazon солнышко bitte please gruss`;

const HOLIDAYS_PLACES_AND_NAMES = `
christmas xmas merry merrychristmas froheweihnachten joyeux joyeuxnoel feliznavidad easter halloween holiday holidays vacation birthday newyear weihnachten ostern silvester ferien urlaub geburtstag noel paques vacances
navidad vacaciones pascua natale pasqua vacanze ferias kerstmis vakantie рождество пасха отпуск covid covid19 corona
london paris berlin madrid barcelona roma milano moscow москва киев kyiv минск питер wien vienna zurich hamburg munchen muenchen koln frankfurt amsterdam
lisboa porto warszawa praha budapest istanbul ankara athens newyork chicago boston texas california florida sanfrancisco losangeles lasvegas tokyo
sydney toronto mexico brasil brazil argentina america usa england scotland ireland france germany deutschland espana italia россия украина россия
russia ukraine polska turkiye canada australia india china japan nippon
наташа катя настя аня анна саша маша даша лена ольга оля юля таня света ирина марина кристина виктория александр андрей алексей дима дмитрий сергей
максим иван никита артем владимир роман николай михаил екатерина анастасия мария елена татьяна светлана`;

const ranked = (words: string, rank: number) =>
  words
    .trim()
    .split(/\s+/)
    .map((word): [string, number] => [word, rank]);

/** The rank in its list up to which attackers try a word among the first. */
const GUESSABLE_WORDS: ReadonlyMap<string, number> = new Map([
  ...ranked(CALENDAR, 60),
  ...ranked(HOLIDAYS_PLACES_AND_NAMES, 150),
  ...ranked(FAVOURITES, 15),
]);
