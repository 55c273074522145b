/** Every number that is a decision of the product, with its unit in the name and its reason beside it. */

/** Time to find the phone, read the code and type it, and no more. */
export const LOGIN_ATTEMPT_LIFETIME_SECONDS = 10 * 60;

/** Second factor guesses per pending sign-in; 5 of 1,000,000 codes, three of which are good at a time. */
export const LOGIN_ATTEMPT_CODE_ATTEMPTS = 5;

/**
 * Wrong guesses. Some are free; from then on each makes the next one wait twice as long, up to `longestDelaySeconds`, and
 * never for good. One is forgiven for each `longestDelaySeconds` that passes, so in the long run that is how far guesses are
 * apart at least. The arithmetic is in docs/security/guessing.md.
 */
export type ThrottleLimit = { freeFailures: number; firstDelaySeconds: number; longestDelaySeconds: number };

/** Anybody can type somebody's name: an hour at the most, and only where the account is not known (OWASP device cookies). */
export const PASSWORD_ATTEMPTS: ThrottleLimit = { freeFailures: 10, firstDelaySeconds: 30, longestDelaySeconds: 60 * 60 };

/** Only a person with the password comes here: about 200 guesses in the first year, each 3 in 1,000,000. */
export const SECOND_FACTOR_ATTEMPTS: ThrottleLimit = { freeFailures: 10, firstDelaySeconds: 30, longestDelaySeconds: 48 * 60 * 60 };

/**
 * All browsers known to the account together. More are free than one browser gets by itself (its limits are the two above), so
 * one lost device does not delay the others at once; with those of all other browsers a year stays under 1 in 1,000.
 */
export const KNOWN_BROWSER_PASSWORD_ATTEMPTS: ThrottleLimit = { freeFailures: 20, firstDelaySeconds: 30, longestDelaySeconds: 60 * 60 };
export const KNOWN_BROWSER_SECOND_FACTOR_ATTEMPTS: ThrottleLimit = {
  freeFailures: 20,
  firstDelaySeconds: 30,
  longestDelaySeconds: 96 * 60 * 60,
};

/** Whole offices share an address: enough for their typing errors, too few to try a list of passwords on everybody. */
export const ADDRESS_ATTEMPTS: ThrottleLimit = { freeFailures: 300, firstDelaySeconds: 1, longestDelaySeconds: 60 };

/** A /24 or /48 is one customer's site: more than any address in it, and not one of its 65,536 /64s can reach it alone. */
export const SITE_ATTEMPTS: ThrottleLimit = { freeFailures: 1_000, firstDelaySeconds: 1, longestDelaySeconds: 15 };

/** A /16 or /32 is a provider with many customers: no single site can reach it, and no delay is longer than a second. */
export const PROVIDER_ATTEMPTS: ThrottleLimit = { freeFailures: 10_000, firstDelaySeconds: 0.25, longestDelaySeconds: 1 };

/** What happened later than now happened before the clock went back, unless servers differ by less than this. */
export const CLOCK_SKEW_SECONDS = 5 * 60;

/** Who is guessed at is told by mail once in this time, however long it goes on. */
export const THROTTLE_EMAIL_INTERVAL_SECONDS = 24 * 60 * 60;

/** A shared computer is signed out by the end of a working day (NIST SP 800-63B-4 section 2.2.3: at most 24 hours). */
export const SESSION_LIFETIME_SECONDS = 12 * 60 * 60;

/** `Remember me`: a month, the longest that NIST SP 800-63B-4 allows for AAL1. */
export const REMEMBERED_SESSION_LIFETIME_SECONDS = 30 * 24 * 60 * 60;

/** NIST SP 800-63B-4 section 2.2.3 recommends an hour; whoever chose `Remember me` has asked not to be signed out. */
export const SESSION_INACTIVITY_SECONDS = 60 * 60;

/** `lastSeenAt` is written at most this often, so that a session check is one read. */
export const SESSION_LAST_SEEN_RESOLUTION_SECONDS = 60;

/** How long the reason of a session's end is kept: as long as a browser may still hold its token. */
export const ENDED_SESSION_RETENTION_SECONDS = REMEMBERED_SESSION_LIFETIME_SECONDS;

/** The same form sent twice (Enter twice, a double click) arrives within seconds; later it is a new request. */
export const FORM_ANSWER_RETENTION_SECONDS = 10;

/** How often a second submission looks for the answer to the first one. */
export const FORM_ANSWER_POLL_MS = 100;

/** The answer to a form without JavaScript waits this long for the page that shows it, also over a slow connection. */
export const FORM_NOTE_LIFETIME_SECONDS = 60;

/** Backup codes and one-time links survive a reload of their page for this long, where no script keeps them in sight. */
export const FORM_SECRET_LIFETIME_SECONDS = 5 * 60;

/** What was entered when a session ended is kept for this long: time to sign in again. */
export const FORM_DRAFT_LIFETIME_SECONDS = 15 * 60;

/** Longer than the slowest honest answer; then the form says that none has come and can be sent again. */
export const ACTION_TIMEOUT_MS = 15_000;

/** After so long without an answer a form says that it is still waiting: about as long as people wait without a word. */
export const SLOW_ANSWER_MS = 5_000;

/** A check in the browser that has not loaded by then is left out: the server checks anyway. */
export const FORM_CHECK_TIMEOUT_MS = 1_000;

/** Sign-ins that one browser may have under way at a time; a new one takes the place of the oldest. */
export const PENDING_ATTEMPTS_PER_BROWSER = 3;

/** A proof given again (or the sign-in itself) lets settings change for this long, in that session only. */
export const REVERIFICATION_TTL_SECONDS = 300;

/** A proof sent twice is answered like the first time for as long as any form that is sent twice. */
export const REVERIFICATION_REPEAT_SECONDS = FORM_ANSWER_RETENTION_SECONDS;

/** RFC 6238 section 4: what every authenticator app implements. */
export const TOTP_PERIOD_SECONDS = 30;
export const TOTP_DIGITS = 6;

/** Characters of a user's name in the QR code, percent-encoded: with more it has too many modules for a phone's camera. */
export const OTPAUTH_LABEL_MAX_LENGTH = 100;

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

/** 10^10 guesses: years of what the throttle leaves, and days of one graphics card at our argon2id where hashes have leaked. */
export const PASSWORD_MIN_GUESSES_LOG10 = 10;

/** Someone waits at a form for it; Have I Been Pwned answers in 0.1 s, with about 40 kB. */
export const BREACH_CHECK_TIMEOUT_MS = 1_500;
export const BREACH_CHECK_MAX_BYTES = 1024 * 1024;

/** OWASP ASVS 5.0 V6.2.9 asks for at least 64. */
export const PASSWORD_MAX_LENGTH = 128;

/** 8 digits: 5 tries in 10 minutes find one code in 20 million (NIST SP 800-63B-4 section 3.1.3.1 asks for 6 or more). */
export const EMAIL_CODE_DIGITS = 8;
export const EMAIL_CODE_LIFETIME_SECONDS = 10 * 60;
export const EMAIL_CODE_ATTEMPTS = 5;

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

/** Files of the build under way at a time: each is cheap, and a page loads some 20 of them. */
export const ASSETS_AT_ONCE = 32;

/** Health and metrics under way at a time; a load balancer requests them one by one. */
export const MONITORING_AT_ONCE = 8;

/** Checks of reverse proxies under way at a time, and the database connections that only they use. */
export const CHECKS_AT_ONCE = 8;
export const CHECK_CONNECTIONS = 4;

/** How much of what may be under way at a time one client, or all that are not signed in, may hold: the rest stays free for others. */
export const LARGEST_SHARE = 3 / 4;

/** Pages that may wait for their turn, about 6 s of them on two cores; further ones get 503. */
export const PAGES_WAITING_AT_MOST = 600;

/** Forms that may wait for their turn, about 10 s of sign-ins on two cores; further ones get 503. */
export const POSTS_WAITING_AT_MOST = 500;

/** A request that waits holds 10 kB or so; holding it slows a client that floods down, refusing it at once does not. */
export const ASSETS_WAITING_AT_MOST = 1_000;
export const MONITORING_WAITING_AT_MOST = 500;
export const CHECKS_WAITING_AT_MOST = 2_000;

/** An answer that its client does not read for so long holds no turn any more. */
export const SLOW_READER_MS = 1_000;

/** Sessions that were seen alive this recently have turns of their own; the longest time in which a page is read and left. */
export const RECENT_SESSION_SECONDS = 15 * 60;
export const RECENT_SESSIONS_AT_MOST = 10_000;

/** A token that was refused is refused again for this long without a statement: no token becomes good later. */
export const REFUSED_TOKEN_SECONDS = 1;
export const REFUSED_TOKENS_AT_MOST = 10_000;

/**
 * A network whose sign-ins were answered with "too many attempts" this often within the time is refused before the queue for the
 * rest of it, unless the browser shows that it has signed in before: each such answer costs statements and a turn.
 */
export const THROTTLED_ANSWERS_AT_MOST = 30;
export const THROTTLED_ANSWERS_SECONDS = 60;
export const THROTTLED_NETWORKS_AT_MOST = 10_000;

/** Open connections: each costs some 15 kB. One network, where no proxy of ours stands before it, may have a third of them. */
export const CONNECTIONS_AT_MOST = 6_000;
export const CONNECTIONS_PER_NETWORK = 2_000;

/** Connections that the system accepts for us meanwhile; without room for a burst, clients try again after 1 s and 3 s. */
export const CONNECTION_BACKLOG = 4_096;

/** Whoever starts the console the first time reads the link at once. */
export const SETUP_LINK_LIFETIME_SECONDS = 60 * 60;

/** How long the page behind a one-time link can be left open: time to think of a password, not to forget the page on a shared computer. */
export const LINK_COOKIE_LIFETIME_SECONDS = 60 * 60;

export const USERNAME_MAX_LENGTH = 64;
export const EMAIL_MAX_LENGTH = 254;

/** Waits after the 1st, 2nd, 3rd and every later failure to send a mail: soon while somebody waits for it, then gently. */
export const MAIL_RETRY_DELAYS_SECONDS = [30, 2 * 60, 10 * 60, 60 * 60] as const;

/** A mail that did not get out within a day tells old news. */
export const MAIL_LIFETIME_SECONDS = 24 * 60 * 60;

/** A try belongs to one server for this long, which renews it while it sends: a crashed server's try is taken up again. */
export const MAIL_LEASE_SECONDS = 60;
export const MAIL_LEASE_RENEWAL_SECONDS = 20;

/** How long a person waits to hear that a mail was refused at once; sending itself goes on. */
export const MAIL_DELIVERY_WAIT_MS = 2_000;

/** Mails sent in one go by the worker, which looks for work this often. */
export const MAIL_BATCH_SIZE = 10;
export const MAIL_WORKER_INTERVAL_SECONDS = 5;

/** A batch that hangs is not waited for any longer: as the transport gives up after 6 minutes, about 500 mails hang at the most. */
export const MAIL_BATCH_WAIT_MS = 2_000;

/** Security events of one kind go into one mail at most this often: an alarm that rings all day is switched off. */
export const SECURITY_MAIL_INTERVAL_SECONDS = 10 * 60;

/** More devices than people use; each is one more place where a stolen cookie is worth something. The one seen longest ago goes. */
export const KNOWN_BROWSERS_MAX = 20;

/** What browsers keep a cookie for at the most (RFC 6265bis section 5.5). */
export const KNOWN_BROWSER_RETENTION_SECONDS = 400 * 24 * 60 * 60;

/** The outbox is for looking after mail, not an archive. */
export const OUTBOX_RETENTION_SECONDS = 30 * 24 * 60 * 60;
export const OUTBOX_PAGE_SIZE = 50;

/** Sign-ins, sessions and codes that are over are kept this long, so that a page reloaded late can say what became of them. */
export const EXPIRED_RETENTION_SECONDS = 24 * 60 * 60;

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

/** An administrator who opens several emails about one account, or one of them again, is one entry. */
export const OUTBOX_READ_INTERVAL_SECONDS = 10 * 60;

/** Audit entries sent to AUDIT_LOG_URL in one go, a chain at a time, by one server until its lease ends. */
export const AUDIT_FORWARD_BATCH_SIZE = 500;
export const AUDIT_FORWARD_LEASE_SECONDS = 2 * 60;

/** A refused sign-in is an entry of its own up to this many of one network, and of one share of all networks, in one period. */
export const REFUSALS_RECORDED = 100;
export const REFUSALS_TOTAL_SHARES = 16;
export const REFUSALS_WINDOW_SECONDS = 10 * 60;

/** Entries read by one statement while all are exported or checked: memory stays the same, however many there are. */
export const AUDIT_BATCH_SIZE = 1000;

/** A link to set a password waits over a weekend in the mailbox of somebody who is new. */
export const PASSWORD_LINK_LIFETIME_SECONDS = 72 * 60 * 60;

/** A server says this often that it is there, and counts as running for this long after: a pause of the machine included. */
export const SERVER_HEARTBEAT_SECONDS = 5;
export const SERVER_LEASE_SECONDS = 60;

/** Rows sealed anew by one statement, so that none holds locks for long. */
export const REENCRYPT_BATCH_SIZE = 500;

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

/** What libraries print becomes log lines; a request that makes one print must not fill the disk either. */
export const PRINTED_LINES_PER_MINUTE = 100;
export const PRINTED_TEXT_MAX_LENGTH = 4_000;

/** A redirect between the console and an application takes less than a second: so many for one page within this time are a loop. */
export const APPLICATION_REDIRECTS_MAX = 4;
export const APPLICATION_REDIRECTS_WINDOW_SECONDS = 30;

/** Cookies of one name that are looked up in the database for one check: all but one were planted. */
export const PLANTED_COOKIES_READ_MAX = 5;

/** RFC 9116 section 2.5.5 recommends less than a year; a console whose operator has gone shall not promise an answer for longer. */
export const SECURITY_TXT_LIFETIME_DAYS = 180;

/** Published fixes arrive as patch and minor releases: a month is enough to read, test and ship one. Same figures as in SECURITY.md. */
export const FIX_RELEASE_MAX_DAYS = 30;

/** A new major version needs changes here, and development tools never reach a console: a quarter. Same figures as in SECURITY.md. */
export const OTHER_RELEASE_MAX_DAYS = 90;

/** An exception to these time frames is renewed by a person at least twice a year. */
export const RELEASE_EXCEPTION_MAX_DAYS = 183;

/** Last day of security fixes of each major version of Node.js, from https://github.com/nodejs/Release/blob/main/schedule.json. */
export const NODE_END_OF_LIFE: Readonly<Record<number, string>> = {
  20: "2026-04-30",
  21: "2024-06-01",
  22: "2027-04-30",
  23: "2025-06-01",
  24: "2028-04-30",
  25: "2026-06-01",
  26: "2029-04-30",
};

/** Major versions of Node.js that unit and integration tests and a start run on; the last one is what the warning recommends. */
export const TESTED_NODE_MAJORS = [20, 22, 24] as const;

/** What earlier releases of Latchkey supported: an update of the console does not stop it. Older servers are refused. */
export const OLDEST_POSTGRES_MAJOR = 14;

/** Last day of fixes of each major version of PostgreSQL, from https://www.postgresql.org/support/versioning/. */
export const POSTGRES_END_OF_LIFE: Readonly<Record<number, string>> = {
  14: "2026-11-12",
  15: "2027-11-11",
  16: "2028-11-09",
  17: "2029-11-08",
  18: "2030-11-14",
};
