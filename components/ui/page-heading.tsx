export function PageHeading({ heading, lead }: { heading: string; lead?: string }) {
  return (
    <div className="mb-7">
      <h1 tabIndex={-1} className="text-3xl font-semibold tracking-tight text-balance">
        {heading}
      </h1>
      {lead && <p className="mt-2 text-quiet">{lead}</p>}
    </div>
  );
}
