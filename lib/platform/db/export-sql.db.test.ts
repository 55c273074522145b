import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { expect, test } from "vitest";
import { createDatabase } from "@/lib/testing/create-database";
import { startPostgres } from "@/lib/testing/postgres-server";
import { createTestDeps } from "@/lib/testing/test-deps";
import { exportSql } from "./export-sql";

/** Debian's folder with the programs of each version. */
const FOLDER = "/usr/lib/postgresql";
const VERSIONS = existsSync(FOLDER) ? readdirSync(FOLDER).filter((version) => existsSync(`${FOLDER}/${version}/bin/initdb`)) : [];

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function readExport(databaseUrl: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of exportSql(databaseUrl, process.cwd())) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

const ENUM_VALUES =
  "SELECT quote_ident(typname) AS type, enumlabel AS value FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid ORDER BY 1, 2";

const THROTTLED = "SELECT secret, scope, subject, failures FROM guess_budgets ORDER BY secret, scope";

const FILL = `INSERT INTO guess_budgets (secret, scope, subject, failures, charged_at)
  SELECT secret, scope, 'subject', 1, now() FROM unnest(enum_range(NULL::"GuessedSecret")) AS secret, unnest(enum_range(NULL::"GuessScope")) AS scope`;

/** A value that a type gets in the same transaction cannot be used before its end; PostgreSQL 17 and newer allow it for a new type. */
test.skipIf(VERSIONS.length === 0)("D12: each PostgreSQL of the system loads rows with every value of every enum", async () => {
  const { deps } = await createTestDeps();
  await query(deps.config.databaseUrl, FILL);
  const values = await query<{ type: string; value: string }>(deps.config.databaseUrl, ENUM_VALUES);
  const uses = values.map(({ type, value }) => `SELECT ${pg.escapeLiteral(value)}::${type} \\g /dev/null\n`).join("");
  const text = await readExport(deps.config.databaseUrl);
  for (const version of VERSIONS) {
    const server = await startPostgres({ bin: path.join(FOLDER, version, "bin") });
    const restored = await createDatabase(`postgresql://postgres:unused@127.0.0.1:${server.port}/postgres`, "restored");
    const input = text.replace(/COMMIT;\n$/, `${uses}COMMIT;\n`);
    const psql = spawnSync("psql", ["--quiet", "--no-psqlrc", restored], { input, encoding: "utf8" });
    expect(psql).toMatchObject({ status: 0, stderr: "" });
    expect(await query(restored, ENUM_VALUES)).toEqual(values);
    expect(await query(restored, THROTTLED)).toEqual(await query(deps.config.databaseUrl, THROTTLED));
  }
});
