const CREATE_ENUM = /CREATE TYPE ("\w+") AS ENUM \(([^)]*)\);/g;
const ADD_VALUE = /ALTER TYPE ("\w+") ADD VALUE (?:IF NOT EXISTS )?('\w+')(?: (BEFORE|AFTER) ('\w+'))?;\n?/g;

/**
 * Returns the scripts of the migrations with each enum created with all of its values. PostgreSQL 15 and 16 refuse to use a value in
 * the transaction that added it, even where the type was created there (PostgreSQL 15 manual, ALTER TYPE, Notes).
 */
export function withFinalEnums(scripts: string[]): string[] {
  const enums = new Map<string, string[]>();
  for (const script of scripts) collectValues(script, enums);
  return scripts.map((script) =>
    script
      .replace(ADD_VALUE, "")
      .replace(CREATE_ENUM, (statement, type) => `CREATE TYPE ${type} AS ENUM (${enums.get(type)?.join(", ") ?? statement});`),
  );
}

function collectValues(script: string, enums: Map<string, string[]>): void {
  for (const [, type = "", values = ""] of script.matchAll(CREATE_ENUM)) enums.set(type, values.split(/\s*,\s*/));
  for (const [, type = "", value = "", side, neighbor = ""] of script.matchAll(ADD_VALUE)) {
    const values = enums.get(type) ?? [];
    const place = side ? values.indexOf(neighbor) + (side === "AFTER" ? 1 : 0) : values.length;
    if (!values.includes(value)) values.splice(place, 0, value);
  }
}
