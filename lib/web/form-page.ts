import { randomToken } from "@/lib/platform/random";
import type { CurrentSession } from "@/lib/sessions/types";
import { readAttempts } from "./cookies";
import { getDeps } from "./deps";
import { readDraft, readNote } from "./form-notes";

/** What the forms of a signed-in page carry and show; see components/forms/form-page.tsx. */
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
