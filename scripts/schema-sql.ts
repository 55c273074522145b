import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { SchemaFilter } from "@prisma/schema-engine-wasm";
import * as engineBindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import { readDatabaseTarget } from "@/lib/platform/db/connection-settings";
import { openPool } from "@/lib/platform/db/pool";

const SCHEMA_PATH = "prisma/schema.prisma";
const NO_FILTER: SchemaFilter = { externalTables: [], externalEnums: [] };

/**
 * The SQL that takes an empty database, or one of the schema `from`, to the schema `to` (texts of schema.prisma). Asks Prisma's
 * own schema engine in its WebAssembly form over the pg adapter, so nothing is downloaded, and compares the two texts alone:
 * the engine cannot read PostgreSQL's catalog through that adapter.
 */
export async function schemaSql(databaseUrl: string, to: string, from?: string): Promise<string> {
  return withEngine(databaseUrl, to, async (engine) => {
    const { stdout } = await engine.diff({
      from: from === undefined ? { tag: "empty" } : { tag: "schemaDatamodel", files: [{ path: SCHEMA_PATH, content: from }] },
      to: { tag: "schemaDatamodel", files: [{ path: SCHEMA_PATH, content: to }] },
      script: true,
      exitCode: null,
      filters: NO_FILTER,
    });
    return stdout?.trim() ?? "";
  });
}

type Engine = Awaited<ReturnType<typeof engineBindings.SchemaEngine.new>>;

async function withEngine<T>(databaseUrl: string, schema: string, use: (engine: Engine) => Promise<T>): Promise<T> {
  await loadEngine();
  const target = readDatabaseTarget(databaseUrl);
  const pool = openPool(target, "latchkey-migrate", 1);
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool, { schema: target.session.schema }));
  const engine = await engineBindings.SchemaEngine.new({ datamodels: [[SCHEMA_PATH, schema]] }, () => {}, adapter);
  try {
    return await use(engine);
  } finally {
    engine.free();
    await pool.end();
  }
}

let engineLoading: Promise<void> | undefined;

function loadEngine(): Promise<void> {
  engineLoading ??= (async () => {
    const wasmPath = path.join(path.dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm")), "schema_engine_bg.wasm");
    const { instance } = await WebAssembly.instantiate(await readFile(wasmPath), { "./schema_engine_bg.js": { ...engineBindings } });
    engineBindings.__wbg_set_wasm(instance.exports);
    (instance.exports.__wbindgen_start as () => void)();
  })();
  return engineLoading;
}
