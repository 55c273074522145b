import type { DatabaseServer } from "../setup/database-server";

export type Context = { database: DatabaseServer; repeats: number; seconds: number; say(line: string): void };

/** `numbers` by their public dotted names; `samples` are the measurements behind them. */
export type Outcome = { numbers: Record<string, number>; samples: Record<string, unknown> };

export type Part = (context: Context) => Promise<Outcome>;
