import { clientNetwork } from "@/lib/platform/http/client-address";
import { log } from "./log";
import { processState } from "./process-state";

type Fields = Record<string, string | number>;
type Folded = { fields: Fields; repeats: number };

type Options = {
  /** How long entries of one key are reduced to two lines: the first, and the number of repeats. */
  windowSeconds: number;
  /** Number of keys with their own lines in a window; entries of other keys are counted together. */
  keysAtMost: number;
  write(fields: Fields): void;
};

export type FoldedLog = { note(key: string, fields: Fields): void; flush(): void };

/** A log that a flood cannot fill: at most 2 * keysAtMost + 1 lines in each window. */
export function createFoldedLog({ windowSeconds, keysAtMost, write }: Options): FoldedLog {
  const keys = new Map<string, Folded>();
  let others = 0;
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    for (const { fields, repeats } of keys.values()) if (repeats > 0) write({ ...fields, repeats });
    if (others > 0) write({ others });
    keys.clear();
    others = 0;
  }

  function note(key: string, fields: Fields): void {
    timer ??= setTimeout(flush, windowSeconds * 1000).unref();
    const known = keys.get(key);
    if (known) known.repeats += 1;
    else if (keys.size >= keysAtMost) others += 1;
    else {
      keys.set(key, { fields, repeats: 0 });
      write(fields);
    }
  }

  return { note, flush };
}

/** `reason` such as `foreign-origin` or `malformed-request`. `ip`: of the client, whose network is logged. */
type SecurityEvent = { reason: string; ip: string; [field: string]: string | number };

/** An attack is logged within a second, with about 100 lines a minute at most. */
const EVENT_WINDOW_SECONDS = 60;
const KEYS_AT_MOST = 50;

const FIELD_MAX_LENGTH = 200;

function events(): FoldedLog {
  return processState("security-events", () =>
    createFoldedLog({
      windowSeconds: EVENT_WINDOW_SECONDS,
      keysAtMost: KEYS_AT_MOST,
      write: (fields) =>
        log.warn({ event: "refused", ...fields }, "others" in fields ? "further requests were refused" : "a request was refused"),
    }),
  );
}

/**
 * Logs an attempt to get around a control (OWASP ASVS 5.0 V16.3.3): one line for each reason and network, and one line a
 * minute later with the number of repeats. Fields hold no secret: no query, no body, no cookie.
 */
export function logSecurityEvent({ ip, reason, ...fields }: SecurityEvent): void {
  const network = clientNetwork(ip);
  const cut = Object.entries(fields).map(([name, value]) => [name, typeof value === "string" ? value.slice(0, FIELD_MAX_LENGTH) : value]);
  events().note(`${reason} ${network}`, { reason, network, ...Object.fromEntries(cut) });
}

/** Writes the counts of repeats, when the process shuts down. */
export function flushSecurityEvents(): void {
  events().flush();
}
