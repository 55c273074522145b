import { render } from "@react-email/render";
import type { Letter } from "@/lib/mail/letter";
import { LetterHtml } from "./letter-html";
import { letterText } from "./letter-text";

/** Both parts of the mail, from the same words. */
export async function renderLetter(letter: Letter): Promise<{ text: string; html: string }> {
  return { text: letterText(letter), html: await render(<LetterHtml letter={letter} />) };
}
