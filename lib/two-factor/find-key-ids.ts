import type { Deps } from "@/lib/platform/deps";
import { findKeyIds } from "./store";

/** The ids of the keys that some stored secret needs: all of them must be in ENCRYPTION_KEYS. */
export async function findKeyIdsInUse(deps: Deps): Promise<string[]> {
  return findKeyIds(deps.db);
}
