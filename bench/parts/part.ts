import type { DatabaseServer } from "../setup/database-server";

export type Context = { database: DatabaseServer; repeats: number; seconds: number; say(line: string): void };

/** `numbers` by the dotted names that others rely on; `samples` is everything that they were made from. */
export type Outcome = { numbers: Record<string, number>; samples: Record<string, unknown> };

export type Part = (context: Context) => Promise<Outcome>;
