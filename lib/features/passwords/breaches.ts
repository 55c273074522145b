import { createHash } from "node:crypto";
import { log } from "@/lib/platform/log";
import { BREACH_CHECK_MAX_BYTES, BREACH_CHECK_TIMEOUT_MS } from "@/lib/policy";

const PREFIX_LENGTH = 5;

/**
 * Whether the password is in a data breach, by the range search of Have I Been Pwned: 5 of 40 characters of its SHA-1 leave the console,
 * and padding hides the size of the response from the network. A timeout or an unexpected response is logged and the password passes: the
 * other rules have been checked already.
 */
export async function isBreached(rangeAddress: string, password: string, timeoutMs = BREACH_CHECK_TIMEOUT_MS): Promise<boolean> {
  const hash = createHash("sha1").update(password.normalize("NFKC")).digest("hex").toUpperCase();
  try {
    return findsSuffix(await readRange(`${rangeAddress}${hash.slice(0, PREFIX_LENGTH)}`, timeoutMs), hash.slice(PREFIX_LENGTH));
  } catch (error) {
    const { name, message, cause } = error as Error;
    const reason = name === "TimeoutError" ? `no answer after ${timeoutMs} ms` : ((cause as Error)?.message ?? message);
    log.warn(
      { host: new URL(rangeAddress).host, reason },
      "PASSWORD_BREACH_CHECK: the search did not answer; a password was set without it",
    );
    return false;
  }
}

/** Redirects are not followed: nothing is sent to a host that the operator has not configured. */
async function readRange(address: string, timeoutMs: number): Promise<string> {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(address, { headers: { "Add-Padding": "true" }, signal, redirect: "error", cache: "no-store" });
  if (!response.ok) throw new Error(`status ${response.status}`);
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > BREACH_CHECK_MAX_BYTES) throw new Error(`more than ${BREACH_CHECK_MAX_BYTES} bytes`);
  }
  return text;
}

/** A line is `suffix:count`; padding has the count 0. */
function findsSuffix(range: string, suffix: string): boolean {
  return range.split(/\r?\n/).some((line) => {
    const [listed = "", count = "0"] = line.trim().split(":");
    return listed.toUpperCase() === suffix && Number(count) > 0;
  });
}
