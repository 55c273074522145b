import path from "node:path";

export const ROOT = path.resolve(import.meta.dirname, "../..");
export const BENCH = path.join(ROOT, "bench");
export const COMPARISON = path.join(BENCH, "comparison");
export const RESULTS = path.join(BENCH, "results");

/** Generated users are kept here; deleting it costs the next run some minutes. */
export const DATA = path.join(BENCH, ".data");
