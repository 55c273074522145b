import { cookies } from "next/headers";
import type { CurrentSession } from "@/lib/features/sessions/session";
import { decrypt, encrypt } from "@/lib/platform/crypto/encryption";
import { randomToken } from "@/lib/platform/crypto/keyed-hash";
import { FORM_DRAFT_LIFETIME_SECONDS, FORM_NOTE_LIFETIME_SECONDS, FORM_SECRET_LIFETIME_SECONDS } from "@/lib/policy";
import { formDraftCookieName, formNoteCookieName, NOTE_KEPT, NOTE_ONCE } from "./cookie-names";
import { readAttempts, setCookie, tokenCookieOptions } from "./cookies";
import { getDeps } from "./deps";
import type { FormAnswer, FormState } from "./form-state";

/** Browsers keep 4,096 bytes of a cookie with its name and attributes. */
const MAX_LENGTH = 3_500;

/**
 * Passes the answer to a form to the next page, in an encrypted cookie. `owner` is the session or the attempt that it belongs to: no other
 * is shown it. Input that is too long for a cookie is omitted; the message stays.
 */
export async function writeNote(note: FormAnswer): Promise<void> {
  const isSecret = "issued" in note.state || "made" in note.state;
  const maxAge = isSecret ? FORM_SECRET_LIFETIME_SECONDS : FORM_NOTE_LIFETIME_SECONDS;
  const encrypted = encryptNote(formNoteCookieName(), note);
  await setCookie(formNoteCookieName(), `${isSecret ? NOTE_KEPT : NOTE_ONCE}${encrypted}`, { ...tokenCookieOptions(), maxAge });
}

export async function clearNote(): Promise<void> {
  await clearCookie(formNoteCookieName());
}

/** The answer that waits for a page of one of `owners`. */
async function readNote(owners: string[]): Promise<FormAnswer | null> {
  const note = await open(formNoteCookieName(), NOTE_ONCE.length);
  return note && owners.includes(note.owner) ? note : null;
}

/** Keeps the input for its `owner`, the user whom the page was made for, until that user is signed in again. */
export async function writeDraft(draft: FormAnswer): Promise<void> {
  const encrypted = encryptNote(formDraftCookieName(), draft);
  await setCookie(formDraftCookieName(), encrypted, { ...tokenCookieOptions(), maxAge: FORM_DRAFT_LIFETIME_SECONDS });
}

export async function readDraft(userId: string): Promise<FormAnswer | null> {
  const draft = await open(formDraftCookieName(), 0);
  return draft?.owner === userId ? draft : null;
}

export async function clearDraft(): Promise<void> {
  await clearCookie(formDraftCookieName());
}

async function clearCookie(name: string): Promise<void> {
  if ((await cookies()).has(name)) await setCookie(name, "", { ...tokenCookieOptions(), maxAge: 0 });
}

function encryptNote(part: string, { form, state, owner }: FormAnswer): string {
  const { encryptionKeys } = getDeps().config;
  const written = (shown: FormState) =>
    encrypt(encryptionKeys, getDeps().random, { purpose: "form", part }, JSON.stringify({ form, state: shown, owner })).encrypted;
  const whole = written(state);
  return whole.length <= MAX_LENGTH ? whole : written({ ...state, values: undefined });
}

/** Returns null for text that this console has not written, or wrote with a key that was removed. */
async function open(name: string, from: number): Promise<FormAnswer | null> {
  const value = (await cookies()).get(name)?.value.slice(from);
  if (!value) return null;
  try {
    return JSON.parse(decrypt(getDeps().config.encryptionKeys, { purpose: "form", part: name }, value));
  } catch {
    return null;
  }
}

/** What the forms of a signed-in page carry and show; see components/forms/form.tsx. */
export async function formPage({ id, user }: CurrentSession) {
  return { actor: user.id, page: newPageId(), answer: (await readNote([id])) ?? (await readDraft(user.id)) };
}

/** The same for pages before a sign-in. */
export async function signInFormPage() {
  const owners = (await readAttempts()).map(({ id }) => id);
  return { actor: null, page: newPageId(), answer: await readNote(["", ...owners]) };
}

function newPageId(): string {
  return randomToken(getDeps().random);
}
