const SIZES = { small: "size-8 text-sm", large: "size-14 text-xl" };

/** The initials of a name, beside the name itself. */
export function Avatar({ name, size = "small" }: { name: string; size?: keyof typeof SIZES }) {
  return (
    <span
      aria-hidden="true"
      className={`grid shrink-0 place-items-center rounded-full border border-transparent bg-accent-soft font-semibold text-accent-strong uppercase ${SIZES[size]}`}
    >
      {initialsOf(name)}
    </span>
  );
}

/** The first visible characters of the first two parts of a name: with their accents, and surrogate pairs unsplit. */
function initialsOf(name: string): string {
  const segmenter = new Intl.Segmenter();
  const parts = name.split(/[._-]+/).filter(Boolean);
  return parts
    .slice(0, 2)
    .map((part) => [...segmenter.segment(part)][0]?.segment ?? "")
    .join("");
}
