import { Fragment } from "react";

/** Short facts in one line. Each is isolated, so that an IP address or a name keeps its direction among the others. */
export function InlineFacts({ facts }: { facts: string[] }) {
  return (
    <p className="text-sm wrap-anywhere text-muted-foreground">
      {facts.map((fact, index) => (
        <Fragment key={fact}>
          {index > 0 && <span> · </span>}
          <bdi>{fact}</bdi>
        </Fragment>
      ))}
    </p>
  );
}
