import type { KeyedHash } from "@/lib/platform/crypto/keyed-hash";
import type { Deps } from "@/lib/platform/deps";
import { AUDIT_BATCH_SIZE } from "@/lib/policy";
import { chainHash, sealEntry } from "./seal-entry";
import { type ChainRow, findChainRows, type Place } from "./store";

/** Where every chain begins, and what its first entry follows. */
export const BEGINNING = { seq: 0, id: "00000000-0000-0000-0000-000000000000", hash: new Uint8Array(32) };

/** Whether the entry, as it stands, was written behind the one with the hash `previous`. */
export function follows(row: ChainRow, previous: Uint8Array, secret: KeyedHash): boolean {
  return chainHash(previous, row, sealEntry(secret, row)).equals(row.hash);
}

/** The entries of a chain in their order, a batch at a time. */
export async function* chainRows({ db }: Deps, chain: number): AsyncGenerator<ChainRow> {
  let place: Place = BEGINNING;
  while (true) {
    const rows = await findChainRows(db, chain, place, AUDIT_BATCH_SIZE);
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < AUDIT_BATCH_SIZE) return;
    place = last;
  }
}
