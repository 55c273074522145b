import type { Deps } from "@/lib/platform/deps";
import { lockKeys } from "./store";

/** Runs `write`, which changes where the keys are kept, while nobody else does; what it answers. */
export async function addKey<T>({ db }: Deps, write: () => Promise<T>): Promise<T> {
  return db.$transaction(async (tx) => {
    await lockKeys(tx);
    return write();
  });
}
