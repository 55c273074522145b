import pg from "pg";
import { onTestFinished, vi } from "vitest";

/** The texts of all statements that this process sends to a database from now on, in order; `take` empties the list. */
export function recordStatements(): { take(): string[] } {
  const texts: string[] = [];
  const query = pg.Client.prototype.query as (...given: unknown[]) => unknown;
  const spy = vi.spyOn(pg.Client.prototype, "query").mockImplementation(function (this: pg.Client, ...given: unknown[]) {
    const [statement] = given;
    texts.push(typeof statement === "string" ? statement : (statement as { text: string }).text);
    return query.apply(this, given);
  });
  onTestFinished(() => spy.mockRestore());
  return { take: () => texts.splice(0) };
}
