/** As many as the console has statements, several times over; each costs every connection some kilobytes. */
const LIMIT = 500;
const UNNAMED = "";

/**
 * Names for statements, by their text: PostgreSQL then parses each once a connection, and plans it as often as it thinks
 * worthwhile. None for what comes after the first texts: a list in a statement makes a new text for every length. None
 * behind a pooler either, where the next statement may meet another server, or one with a statement of that name.
 */
export function createStatementNames(isPooled: boolean): (statement: { sql: string }) => string {
  if (isPooled) return () => UNNAMED;
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= LIMIT) return UNNAMED;
    const name = `s${names.size}`;
    names.set(sql, name);
    return name;
  };
}
