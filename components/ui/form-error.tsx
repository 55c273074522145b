import { Notice } from "./notice";

/** What is wrong with the whole form, announced, and the same again as a new element; nothing while all is well. */
export function FormError({ text, outcome }: { text: string | undefined; outcome: number | string }) {
  if (!text) return null;
  return (
    <Notice key={outcome} look="danger" role="alert">
      {text}
    </Notice>
  );
}
