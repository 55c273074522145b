import { Notice } from "./notice";

/** What is wrong with the whole form, announced; nothing while all is well. */
export function FormError({ text }: { text: string | undefined }) {
  if (!text) return null;
  return (
    <Notice look="danger" role="alert">
      {text}
    </Notice>
  );
}
