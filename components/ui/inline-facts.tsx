import { Fragment, type ReactNode } from "react";

/** Short facts in one line. Each is isolated, so that an IP address or a name keeps its direction among the others. */
export function InlineFacts({ facts }: { facts: ReactNode[] }) {
  return (
    <p className="text-sm wrap-anywhere text-muted-foreground">
      {facts.map((fact, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the facts of one row keep their order
        <Fragment key={index}>
          {index > 0 && <span> · </span>}
          <bdi>{fact}</bdi>
        </Fragment>
      ))}
    </p>
  );
}
