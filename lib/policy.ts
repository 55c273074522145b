/**
 * Limits and lifetimes that decide what users, operators and attackers experience, with the unit in the name and the reason beside it.
 * Technical numbers that concern one file only may be in that file.
 */

/** Time to find the phone, read the code and enter it. */
export const LOGIN_ATTEMPT_LIFETIME_SECONDS = 10 * 60;

/** Second factor attempts per pending sign-in; 5 of 1,000,000 codes, three of which are valid at a time. */
export const LOGIN_ATTEMPT_CODE_ATTEMPTS = 5;

/**
 * Failed attempts. Some are free; from then on each doubles the delay before the next one, up to `longestDelaySeconds`, and never
 * permanently. One is forgiven for each `longestDelaySeconds` that passes, which in the long run is the minimum interval between attempts.
 * The arithmetic is in docs/security/guessing.md.
 */
export type ThrottleLimit = { freeFailures: number; firstDelaySeconds: number; longestDelaySeconds: number };

/** Any stranger can enter a user's name: an hour at most, and only in browsers not known to the account (OWASP device cookies). */
export const PASSWORD_ATTEMPTS: ThrottleLimit = { freeFailures: 10, firstDelaySeconds: 30, longestDelaySeconds: 60 * 60 };

/** Reached only with the right password: about 200 attempts in the first year, each 3 in 1,000,000. */
export const SECOND_FACTOR_ATTEMPTS: ThrottleLimit = { freeFailures: 10, firstDelaySeconds: 30, longestDelaySeconds: 48 * 60 * 60 };

/**
 * All browsers known to the account together. More attempts are free than for one browser (its limits are the two above), so that one lost
 * device does not delay the others at once; with those of all other browsers a year stays under 1 in 1,000.
 */
export const KNOWN_BROWSER_PASSWORD_ATTEMPTS: ThrottleLimit = { freeFailures: 20, firstDelaySeconds: 30, longestDelaySeconds: 60 * 60 };
export const KNOWN_BROWSER_SECOND_FACTOR_ATTEMPTS: ThrottleLimit = {
  freeFailures: 20,
  firstDelaySeconds: 30,
  longestDelaySeconds: 96 * 60 * 60,
};

/** Whole offices share an address: enough for their typing errors, too few to try a list of passwords on all accounts. */
export const ADDRESS_ATTEMPTS: ThrottleLimit = { freeFailures: 300, firstDelaySeconds: 1, longestDelaySeconds: 60 };

/** A /24 or /48 is one customer's site: more than any address in it, and not one of its 65,536 /64s can reach it alone. */
export const SITE_ATTEMPTS: ThrottleLimit = { freeFailures: 1_000, firstDelaySeconds: 1, longestDelaySeconds: 15 };

/** A /16 or /32 is a provider with many customers: no single site can reach it, and no delay is longer than a second. */
export const PROVIDER_ATTEMPTS: ThrottleLimit = { freeFailures: 10_000, firstDelaySeconds: 0.25, longestDelaySeconds: 1 };

/** A time further in the future than this was recorded before the clock went back; less is a difference between servers' clocks. */
export const CLOCK_SKEW_SECONDS = 5 * 60;

/** A throttled user is notified by email once in this time, however long the attempts continue. */
export const THROTTLE_EMAIL_INTERVAL_SECONDS = 24 * 60 * 60;

/** A shared computer is signed out by the end of a working day (NIST SP 800-63B-4 section 2.2.3: at most 24 hours). */
export const SESSION_LIFETIME_SECONDS = 12 * 60 * 60;

/** `Remember me`: a month, the longest that NIST SP 800-63B-4 allows for AAL1. */
export const REMEMBERED_SESSION_LIFETIME_SECONDS = 30 * 24 * 60 * 60;

/** NIST SP 800-63B-4 section 2.2.3 recommends an hour; users who chose `Remember me` asked not to be signed out. */
export const SESSION_INACTIVITY_SECONDS = 60 * 60;

/** The last use of a session is written at most this often, so that a session check is one read. */
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

/** Longer than the slowest regular answer; then the form says that none has arrived and that it can be sent again. */
export const ACTION_TIMEOUT_MS = 15_000;

/** After so long without an answer a form says that it is still waiting: about as long as users wait without feedback. */
export const SLOW_ANSWER_MS = 5_000;

/** A check in the browser that has not loaded by then is skipped: the server checks anyway. */
export const FORM_CHECK_TIMEOUT_MS = 1_000;

/** Sign-ins that one browser may have under way at a time; a new one takes the place of the oldest. */
export const PENDING_ATTEMPTS_PER_BROWSER = 3;

/** A reverification (or the sign-in itself) allows settings changes for this long, in that session only. */
export const REVERIFICATION_TTL_SECONDS = 300;

/** A reverification sent twice gets the first answer for as long as any form that is sent twice. */
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

/** The largest clock offset of a phone that is reported: 10 minutes. */
export const TOTP_CLOCK_ADVICE_STEPS = 20;

/** Time to install an app, come back and scan. */
export const ENROLMENT_LIFETIME_SECONDS = 60 * 60;

/** Fixed by the requirements (docs/requirements-coverage.md). */
export const BACKUP_CODE_COUNT = 6;

/** Few enough to say so on screen, while there is still time to make new ones. */
export const BACKUP_CODES_LOW = 2;

/** 10 characters of a 32-letter alphabet: 50 bits, out of reach of online guessing and, keyed, of offline guessing. */
export const BACKUP_CODE_LENGTH = 10;

/** 10^10 guesses: years within the throttle's limits, and days of one graphics card at our argon2id when hashes have leaked. */
export const PASSWORD_MIN_GUESSES_LOG10 = 10;

/** A user waits at a form for it; Have I Been Pwned answers in 0.1 s, with about 40 kB. */
export const BREACH_CHECK_TIMEOUT_MS = 1_500;
export const BREACH_CHECK_MAX_BYTES = 1024 * 1024;

/** OWASP ASVS 5.0 V6.2.9 asks for at least 64. */
export const PASSWORD_MAX_LENGTH = 128;

/** 8 digits: 5 tries in 10 minutes find one code in 20 million (NIST SP 800-63B-4 section 3.1.3.1 asks for 6 or more). */
export const EMAIL_CODE_DIGITS = 8;
export const EMAIL_CODE_LIFETIME_SECONDS = 10 * 60;
export const EMAIL_CODE_ATTEMPTS = 5;

/** An email takes about that long; sooner, users would only enter the older code. */
export const EMAIL_SEND_AGAIN_AFTER_SECONDS = 60;

/** Sends per account and purpose, so that no mailbox can be flooded. */
export const EMAIL_SENDS_PER_HOUR = 5;

/** argon2id parameters of the OWASP Password Storage Cheat Sheet. */
export const ARGON2_MEMORY_KIB = 19_456;
export const ARGON2_PASSES = 2;
export const ARGON2_LANES = 1;

/** Sign-ins under way at a time: one password is hashed while other sign-ins read and write. More would only delay each other. */
export const SIGN_INS_PER_CORE = 2;

/** Other forms under way at a time. */
export const POSTS_AT_ONCE = 8;

/** Pages made at a time: with hundreds at once a form in between would wait as long as all of them together. */
export const PAGES_AT_ONCE = 16;

/** Files of the build under way at a time: each is cheap, and a page loads some 20 of them. */
export const ASSETS_AT_ONCE = 32;

/** Health and metrics under way at a time; a load balancer requests them one by one. */
export const MONITORING_AT_ONCE = 8;

/** Checks of reverse proxies under way at a time, and the database connections that are reserved for them and for the heartbeat. */
export const CHECKS_AT_ONCE = 8;
export const CHECK_CONNECTIONS = 4;

/** Sessions that were live this recently have turns of their own; the longest time for reading a page. */
export const RECENT_SESSION_SECONDS = 15 * 60;
export const RECENT_SESSIONS_AT_MOST = 10_000;

/** A refused token is refused again for this long without a statement: no token becomes valid later. */
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

/** Operators who start the console for the first time read the link at once. */
export const SETUP_LINK_LIFETIME_SECONDS = 60 * 60;

/** How long the page of a one-time link can stay open: time to choose a password, limited in case it is left open on a shared computer. */
export const LINK_COOKIE_LIFETIME_SECONDS = 60 * 60;

export const USERNAME_MAX_LENGTH = 64;
export const EMAIL_MAX_LENGTH = 254;

/** Delays after the 1st, 2nd, 3rd and every later failure to send an email: short while the user waits for it, then longer. */
export const MAIL_RETRY_DELAYS_SECONDS = [30, 2 * 60, 10 * 60, 60 * 60] as const;

/** An email that was not delivered within a day is outdated. */
export const MAIL_LIFETIME_SECONDS = 24 * 60 * 60;

/** The lease of a delivery attempt, renewed while it sends: the email of a crashed server is sent again. */
export const MAIL_LEASE_SECONDS = 60;
export const MAIL_LEASE_RENEWAL_SECONDS = 20;

/** How long a request waits for an immediate refusal of its email; sending continues afterwards. */
export const MAIL_DELIVERY_WAIT_MS = 2_000;

/** Emails sent in one batch by the worker, and how often it looks for work. */
export const MAIL_BATCH_SIZE = 10;
export const WORKER_INTERVAL_SECONDS = 5;

/** A batch that hangs is not waited for any longer: as the transport gives up after 6 minutes, about 500 mails hang at the most. */
export const MAIL_BATCH_WAIT_MS = 2_000;

/** Security events of one kind go into one mail at most this often: an alarm that rings all day is switched off. */
export const SECURITY_MAIL_INTERVAL_SECONDS = 10 * 60;

/** More devices than users have; each is one more place to steal a cookie from. The one seen longest ago is deleted. */
export const KNOWN_BROWSERS_MAX = 20;

/** What browsers keep a cookie for at the most (RFC 6265bis section 5.5). */
export const KNOWN_BROWSER_RETENTION_SECONDS = 400 * 24 * 60 * 60;

/** The outbox is for monitoring delivery, not an archive. */
export const OUTBOX_RETENTION_SECONDS = 30 * 24 * 60 * 60;
export const OUTBOX_PAGE_SIZE = 50;

/** Ended sign-ins, sessions and codes are kept this long, so that a page reloaded late can show how they ended. */
export const EXPIRED_RETENTION_SECONDS = 24 * 60 * 60;

/** Rows deleted by one statement, so that none holds locks for long. */
export const CLEANUP_BATCH_SIZE = 1000;

/** Users per page of the administrators' list: a screen or two. */
export const USER_PAGE_SIZE = 50;

/** Latest events of an account on its page. */
export const RECENT_EVENTS = 20;

/** Audit entries of different users do not queue for one row; fixed by the migration that created the chains. */
export const AUDIT_CHAINS = 16;

/** A screen or two of the audit log, and of one's own activity. */
export const AUDIT_PAGE_SIZE = 50;

/** One's own latest events on Security Settings, beside much else. */
export const RECENT_ACTIVITY = 10;

/** On the home page, to be read at a glance. */
export const HOME_ACTIVITY = 3;

/** The overview of administrators counts no further: the home page costs the same at a million users. */
export const OVERVIEW_COUNT_MAX = 1_000;

/** A user who tries every URL of the administrators' pages is one entry, like one who follows an old bookmark. */
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

/** A link to set a password lasts over a weekend in a new user's mailbox. */
export const PASSWORD_LINK_LIFETIME_SECONDS = 72 * 60 * 60;

/** How often a server renews its lease, and the length of the lease: it outlasts a pause of the machine. */
export const SERVER_HEARTBEAT_SECONDS = 5;
export const SERVER_LEASE_SECONDS = 60;

/** Rows encrypted again by one statement, so that none holds locks for long. */
export const REENCRYPT_BATCH_SIZE = 500;

/** Rows of each kind with which a start checks a key, although one of them may be damaged. */
export const KEY_CHECK_ROWS = 3;

/** A form holds a few short fields and its last answer; the longest, backup codes, is under 2 kB. */
export const FORM_MAX_BYTES = 64 * 1024;

/** A redirect between the console and an application takes less than a second: so many for one page within this time are a loop. */
export const APPLICATION_REDIRECTS_MAX = 4;
export const APPLICATION_REDIRECTS_WINDOW_SECONDS = 30;

/** Cookies of one name that are looked up in the database for one check: all but one were planted. */
export const PLANTED_COOKIES_READ_MAX = 5;

/** RFC 9116 section 2.5.5 recommends less than a year; a console whose operator has gone shall not promise an answer for longer. */
export const SECURITY_TXT_LIFETIME_DAYS = 180;
