"use client";

import { type RefObject, useSyncExternalStore } from "react";
import { ACTION_TIMEOUT_MS } from "@/lib/policy";
import { currentErrorTexts } from "./error-texts";

/** The form that the browser itself is sending, without a script. */
let underWay: HTMLFormElement | null = null;
const listeners = new Set<() => void>();

function setUnderWay(form: HTMLFormElement | null): void {
  underWay = form;
  for (const listener of listeners) listener();
}

/** Installed before hydration. A page that is still here after the time-out, or comes back from the cache, may send again. */
export function watchNativeSends(): void {
  window.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    setUnderWay(event.target as HTMLFormElement);
    setTimeout(() => setUnderWay(null), ACTION_TIMEOUT_MS);
  });
  window.addEventListener("pageshow", () => setUnderWay(null));
}

/** Also for a form that replaced the pending one: see `keepEntered`. */
export function isSentNatively(form: HTMLFormElement | null): boolean {
  return underWay !== null && (underWay === form || !underWay.isConnected);
}

/** Whether the browser is sending this form, submitted before hydration: then it is not sent twice. */
export function useSentNatively(form: RefObject<HTMLFormElement | null>): boolean {
  return useSyncExternalStore(
    (onChange) => {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    () => isSentNatively(form.current),
    () => false,
  );
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const CONTROLS = "input[name]:not([type=hidden]), select[name], textarea[name]";

/**
 * Keeps what was entered before the page was hydrated. Where the HTML is not what React expects, as when a browser extension
 * has put an element into a form, React renders that part again with empty fields: values, checkboxes, choices, focus
 * and selection are copied to the fields of the same names, until the first submission or navigation.
 */
export function keepEntered(): void {
  const { pathname } = location;
  let focused = document.activeElement;
  const recordFocus = ({ target }: FocusEvent) => {
    if (!focused || focused.isConnected) focused = target as Element;
  };
  const observer = new MutationObserver((changes) => {
    if (location.pathname !== pathname) return stop();
    const gone = changes.flatMap(({ removedNodes }) => [...removedNodes].flatMap(controlsIn)).filter(({ isConnected }) => !isConnected);
    for (const old of gone) {
      const successor = findSuccessor(old, gone);
      if (successor) handOver(old, successor, old === focused);
    }
    if (focused && !focused.isConnected) focused = document.activeElement;
  });
  function stop() {
    observer.disconnect();
    document.removeEventListener("focusin", recordFocus);
  }
  document.addEventListener("focusin", recordFocus);
  window.addEventListener("submit", stop, { once: true });
  observer.observe(document, { childList: true, subtree: true });
}

function controlsIn(node: Node): Control[] {
  if (!(node instanceof Element)) return [];
  const within = [...node.querySelectorAll<Control>(CONTROLS)];
  return node.matches(CONTROLS) ? [node as Control, ...within] : within;
}

/** Of several with the same name, the one in the same place among them. */
function findSuccessor(old: Control, gone: Control[]): Control | undefined {
  const alike = (control: Control) => control.name === old.name && (control.type !== "radio" || control.value === old.value);
  return [...document.querySelectorAll<Control>(CONTROLS)].filter(alike)[gone.filter(alike).indexOf(old)];
}

function handOver(old: Control, successor: Control, hadFocus: boolean): void {
  if (copyEntry(old, successor)) {
    for (const type of ["input", "change"]) successor.dispatchEvent(new Event(type, { bubbles: true }));
  }
  if (!hadFocus) return;
  successor.focus({ preventScroll: true });
  if (!(old instanceof HTMLInputElement && successor instanceof HTMLInputElement) || old.selectionStart === null) return;
  successor.setSelectionRange(old.selectionStart, old.selectionEnd, old.selectionDirection ?? undefined);
}

/** Returns true if a value was copied because it differs from the server's. */
function copyEntry(old: Control, successor: Control): boolean {
  if (old instanceof HTMLInputElement && successor instanceof HTMLInputElement && ["checkbox", "radio"].includes(old.type)) {
    if (old.checked === old.defaultChecked) return false;
    successor.checked = old.checked;
    return true;
  }
  if (old instanceof HTMLSelectElement ? old.value === successor.value : old.value === old.defaultValue) return false;
  successor.value = old.value;
  return true;
}

// What the browser's side relies on and Next.js does not document; for the server see lib/server/next-internals.ts.

/** What Next's client throws for an answer that is not plain text, such as a proxy's page during an outage. */
export const NEXT_DEFAULT_MESSAGE = "An unexpected response was received from the server.";

/**
 * Aborts a server action that is not answered in time. Next sends one action after another and waits for each without
 * limit: a request that hangs would block every later one.
 */
export function limitActionTime(): void {
  const send = window.fetch;
  window.fetch = (input, init) => {
    if (!new Headers(init?.headers).has("next-action")) return send(input, init);
    const giveUp = new AbortController();
    setTimeout(() => giveUp.abort(new DOMException("no answer to a server action", "TimeoutError")), ACTION_TIMEOUT_MS);
    return send(input, { ...init, signal: giveUp.signal });
  };
}

/** Temporary statuses of the 4xx class (RFC 9110 section 15.5, RFC 8470, RFC 6585). */
const TEMPORARY = new Set([408, 425, 429]);

/**
 * Adds a message to a rejected server action without one: from a proxy or firewall in front, whose page Next's client discards.
 * Without it the form would report an outage and ask the user to try again.
 */
export function explainRefusals(): void {
  const send = window.fetch;
  window.fetch = async (input, init) => {
    const response = await send(input, init);
    const words = new Headers(init?.headers).has("next-action") ? refusalMessage(response) : null;
    if (words === null) return response;
    // Next's client passes on text of exactly this type.
    return new Response(words, { status: response.status, headers: { "content-type": "text/plain" } });
  };
}

/** Returns null unless the response is a rejection that the form cannot show: the console's own are plain text. */
export function refusalMessage({ status, headers }: Response): string | null {
  if (status < 400 || status > 499 || TEMPORARY.has(status)) return null;
  const type = headers.get("content-type") ?? "";
  if (type === "text/plain" || type.startsWith("text/x-component") || headers.has("x-nextjs-action-not-found")) return null;
  const { refused, refusedOtherwise } = currentErrorTexts();
  const known: Record<number, string> = refused;
  return known[status] ?? refusedOtherwise.replace("{status}", String(status));
}
