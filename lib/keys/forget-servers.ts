import type { Deps } from "@/lib/platform/deps";
import { unlistEveryServer } from "./store";

/** For the one process that holds the embedded database: whatever is listed there was killed. */
export async function forgetServers(deps: Deps): Promise<void> {
  await unlistEveryServer(deps.db);
}
