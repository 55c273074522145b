/** Every number that is a decision of the product, with its unit in the name and its reason beside it. */

/** Time to find the phone, read the code and type it, and no more. */
export const LOGIN_ATTEMPT_LIFETIME_SECONDS = 10 * 60;

/** Second factor guesses per pending sign-in; 5 of 1,000,000 codes, three of which are good at a time. */
export const LOGIN_ATTEMPT_TRIES = 5;

/**
 * Wrong guesses. Some are free; from then on each makes the next one wait twice as long, up to `longestDelaySeconds`, and
 * never for good. One is forgiven for each `longestDelaySeconds` that passes, so in the long run that is how far guesses are
 * apart at least. The arithmetic is in docs/security/guessing.md.
 */
export type GuessLimit = { freeFailures: number; firstDelaySeconds: number; longestDelaySeconds: number };

/** Anybody can type somebody's name: an hour at the most, and only where the account is not known (OWASP device cookies). */
export const PASSWORD_GUESSES: GuessLimit = { freeFailures: 10, firstDelaySeconds: 30, longestDelaySeconds: 60 * 60 };

/** Only who has the password comes here: about 200 guesses in the first year, each 3 in 1,000,000. */
export const SECOND_FACTOR_GUESSES: GuessLimit = { freeFailures: 10, firstDelaySeconds: 30, longestDelaySeconds: 48 * 60 * 60 };

/** Whole offices share an address: enough for their typing errors, too few to try a list of passwords on everybody. */
export const ADDRESS_GUESSES: GuessLimit = { freeFailures: 300, firstDelaySeconds: 1, longestDelaySeconds: 60 };

/** What happened later than now happened before the clock went back, unless servers differ by less than this. */
export const CLOCK_SKEW_SECONDS = 5 * 60;

/** Who is guessed at is told by mail once in this time, however long it goes on. */
export const DELAY_MAIL_INTERVAL_SECONDS = 24 * 60 * 60;

/** A shared computer is signed out by the end of a working day (NIST SP 800-63B-4 section 2.2.3: at most 24 hours). */
export const SESSION_LIFETIME_SECONDS = 12 * 60 * 60;

/** `Remember me`: a month, the longest that NIST SP 800-63B-4 allows for AAL1. */
export const REMEMBERED_SESSION_LIFETIME_SECONDS = 30 * 24 * 60 * 60;

/** NIST SP 800-63B-4 section 2.2.3 recommends an hour; whoever chose `Remember me` has asked not to be signed out. */
export const SESSION_INACTIVITY_SECONDS = 60 * 60;

/** `lastSeenAt` is written at most this often, so that a session check is one read. */
export const SESSION_LAST_SEEN_RESOLUTION_SECONDS = 60;

/** A proof given again (or the sign-in itself) lets settings change for this long, in that session only. */
export const REVERIFICATION_TTL_SECONDS = 300;

/** RFC 6238 section 4: what every authenticator app implements. */
export const TOTP_PERIOD_SECONDS = 30;
export const TOTP_DIGITS = 6;

/** RFC 4226 section 4 R6 recommends 160 bits: 20 bytes, 32 characters of base32. */
export const TOTP_SECRET_BYTES = 20;

/** RFC 6238 section 5.2 recommends one step of drift; both ways, as phones run slow and fast. */
export const TOTP_TOLERANCE_STEPS = 1;

/** How far off a phone's clock may be and still be told so: 10 minutes. */
export const TOTP_CLOCK_ADVICE_STEPS = 20;

/** Time to install an app, come back and scan. */
export const ENROLMENT_LIFETIME_SECONDS = 60 * 60;

/** As the customer's document says. */
export const BACKUP_CODE_COUNT = 6;

/** Few enough to say so on screen, while there is still time to make new ones. */
export const BACKUP_CODES_LOW = 2;

/** 10 characters of a 32-letter alphabet: 50 bits, out of reach of online guessing and, keyed, of offline guessing. */
export const BACKUP_CODE_LENGTH = 10;

/** OWASP ASVS 5.0 V6.2.1 asks for 8 and recommends 15; without composition rules 12 is what people accept. */
export const PASSWORD_MIN_LENGTH = 12;

/** OWASP ASVS 5.0 V6.2.9 asks for at least 64. */
export const PASSWORD_MAX_LENGTH = 128;

/** 8 digits: 5 tries in 10 minutes find one code in 20 million (NIST SP 800-63B-4 section 3.1.3.1 asks for 6 or more). */
export const EMAIL_CODE_DIGITS = 8;
export const EMAIL_CODE_LIFETIME_SECONDS = 10 * 60;
export const EMAIL_CODE_TRIES = 5;

/** A mail needs about that long; sooner only makes people take the older code. */
export const EMAIL_SEND_AGAIN_AFTER_SECONDS = 60;

/** Nobody's mailbox is flooded through us: sends per account and purpose. */
export const EMAIL_SENDS_PER_HOUR = 5;

/** argon2id parameters of the OWASP Password Storage Cheat Sheet. */
export const ARGON2_MEMORY_KIB = 19_456;
export const ARGON2_PASSES = 2;
export const ARGON2_LANES = 1;

/** Sign-ins under way at a time: one's password is hashed while another is read and written. More would only keep others waiting. */
export const SIGN_INS_PER_CORE = 2;

/** Other forms under way at a time. */
export const POSTS_AT_ONCE = 8;

/** Pages made at a time: with hundreds at once a form in between would wait as long as all of them together. */
export const PAGES_AT_ONCE = 16;

/** Pages that may wait for their turn, about 6 s of them on two cores; whoever comes behind them is asked to come again. */
export const PAGES_WAITING_AT_MOST = 600;

/** Forms that may wait for their turn, about 10 s of sign-ins on two cores; more are asked to come again. */
export const POSTS_WAITING_AT_MOST = 500;

/** Whoever starts the console the first time reads the link at once. */
export const SETUP_LINK_LIFETIME_SECONDS = 60 * 60;

export const USERNAME_MAX_LENGTH = 64;
export const EMAIL_MAX_LENGTH = 254;

/** Waits after the 1st, 2nd, 3rd and every later failure to send a mail: soon while somebody waits for it, then gently. */
export const MAIL_RETRY_DELAYS_SECONDS = [30, 2 * 60, 10 * 60, 60 * 60] as const;

/** A mail that did not get out within a day tells old news. */
export const MAIL_LIFETIME_SECONDS = 24 * 60 * 60;

/** A try belongs to one server for this long: the transport gives up after 15 s, and a crashed server's try is taken up again. */
export const MAIL_LEASE_SECONDS = 60;

/** How long a person waits to hear that a mail was refused at once; sending itself goes on. */
export const MAIL_SEND_SOON_MS = 2_000;

/** Mails sent in one go by the worker, which looks for work this often. */
export const MAIL_BATCH_SIZE = 10;
export const MAIL_WORKER_INTERVAL_SECONDS = 5;

/** A batch that hangs is not waited for any longer: as the transport gives up after 15 s, about 30 mails hang at the most. */
export const MAIL_BATCH_WAIT_MS = 2_000;

/** Security events of one kind go into one mail at most this often: an alarm that rings all day is switched off. */
export const SECURITY_MAIL_INTERVAL_SECONDS = 10 * 60;

/** What browsers keep a cookie for at the most (RFC 6265bis section 5.5). */
export const KNOWN_BROWSER_KEPT_SECONDS = 400 * 24 * 60 * 60;

/** The outbox is for looking after mail, not an archive. */
export const OUTBOX_KEPT_SECONDS = 30 * 24 * 60 * 60;
export const OUTBOX_PAGE_SIZE = 50;

/** Sign-ins, sessions and codes that are over are kept this long, so that a page reloaded late can say what became of them. */
export const OVER_KEPT_SECONDS = 24 * 60 * 60;

/** Rows deleted by one statement, so that none holds locks for long. */
export const CLEANUP_BATCH_SIZE = 1000;

/** An administrator's list of people: a screen or two at a time. */
export const USER_PAGE_SIZE = 50;

/** What happened to an account lately, on its page. */
export const RECENT_EVENTS = 20;

/** Audit entries of different people do not queue for one row; fixed by the migration that made the chains. */
export const AUDIT_CHAINS = 16;

/** A screen or two of the audit log, and of one's own activity. */
export const AUDIT_PAGE_SIZE = 50;

/** One's own latest events on Security Settings, beside much else. */
export const RECENT_ACTIVITY = 10;

/** Whoever tries every address of the administrators' pages is one entry, and so is who follows an old bookmark. */
export const REFUSED_ACCESS_INTERVAL_SECONDS = 10 * 60;

/** Entries read by one statement while all are exported or checked: memory stays the same, however many there are. */
export const AUDIT_BATCH_SIZE = 1000;

/** A link to set a password waits over a weekend in the mailbox of somebody who is new. */
export const PASSWORD_LINK_LIFETIME_SECONDS = 72 * 60 * 60;

/** A server says this often that it is there, and counts as running for this long after: a pause of the machine included. */
export const SERVER_BEAT_SECONDS = 5;
export const SERVER_LEASE_SECONDS = 60;

/** Rows sealed anew by one statement, so that none holds locks for long. */
export const RESEAL_BATCH_SIZE = 500;

/** Rows of each kind by which a start finds out whether a key is the right one, though one of them may be damaged. */
export const KEY_CHECK_ROWS = 3;

/** A form holds a few short fields and what it showed last time; its longest, the backup codes, are under 2 kB. */
export const FORM_MAX_BYTES = 64 * 1024;

/** A header or a body that takes longer holds a connection for nothing (slowloris); 64 kB take a phone on 2G 20 s. */
export const REQUEST_HEADERS_TIMEOUT_SECONDS = 10;
export const REQUEST_TIMEOUT_SECONDS = 30;

/** A connection on which nothing moves for so long is cut: whoever reads no answer holds no place. */
export const CONNECTION_IDLE_SECONDS = 60;

/** Browsers send about 25, a chain of proxies adds a few. */
export const REQUEST_HEADERS_MAX = 100;

/** Longer than the slowest honest answer; then the form says that none has come and can be sent again. */
export const ACTION_TIMEOUT_MS = 15_000;

/** After so long without an answer a form says that it is still waiting: about as long as people wait without a word. */
export const SLOW_ANSWER_MS = 5_000;

/** A check in the browser that has not loaded by then is left out: the server checks anyway. */
export const FORM_CHECK_TIMEOUT_MS = 1_000;
