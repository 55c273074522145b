/** The mark: a round latch plate with a key bit cut out of it. Takes the colour of the text around it. */
export function Logo({ className = "size-8" }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} fill="none" aria-hidden="true">
      <path
        fill="currentColor"
        fillRule="evenodd"
        d="M16 2a14 14 0 1 1 0 28 14 14 0 0 1 0-28Zm0 6.5a5 5 0 0 0-2 9.58V25h4v-2h2.5v-3H18v-1.92a5 5 0 0 0-2-9.58Z"
      />
    </svg>
  );
}

/** The cut of a key, as an ornament along an edge. */
export function KeyTeeth({ className = "" }: { className?: string }) {
  return (
    <svg viewBox="0 0 240 24" preserveAspectRatio="xMidYMax slice" className={className} fill="none" aria-hidden="true">
      <path
        stroke="currentColor"
        strokeWidth="2"
        strokeLinejoin="round"
        d="M0 20h24l8-10h14l7 7h16l9-13h12l8 9h18l6-6h14l9 13h15l8-10h12l7 6h18l8-12h13l8 16h16"
      />
    </svg>
  );
}
