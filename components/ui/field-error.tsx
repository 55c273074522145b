/** What is wrong with a field, beside it, announced when it appears: `outcome` makes the same error again a new element. */
export function FieldError({ id, text, outcome }: { id: string; text?: string; outcome?: number | string }) {
  if (!text) return null;
  return (
    <p key={outcome} id={id} role="alert" className="flex gap-2 text-sm font-medium text-danger">
      <svg viewBox="0 0 16 16" className="mt-0.5 size-4 shrink-0" aria-hidden="true">
        <path fill="currentColor" d="M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm-.9 3.2.2 5h1.4l.2-5Zm.9 6.2a1 1 0 1 0 0 2 1 1 0 0 0 0-2Z" />
      </svg>
      <span className="min-w-0">{text}</span>
    </p>
  );
}
