import type { KeyedHash } from "@/lib/platform/crypto/keyed-hash";
import type { Deps } from "@/lib/platform/deps";
import { chainHash, sealEntry } from "./seal-entry";
import { type ChainRow, findChainRows } from "./store";
import type { DamageKind } from "./types";
import { BEGINNING, chainRows, follows } from "./walk-chain";

type Broken = { row: ChainRow; previous: Uint8Array; secret: KeyedHash };

/**
 * What has become of the entry that does not follow the one before it. Reordered: it fits elsewhere in its chain, with the
 * hash it carries or with that of the entry there. Inserted: the one behind it fits without it.
 */
export async function tellDamage(deps: Deps, broken: Broken): Promise<DamageKind> {
  if (await fitsElsewhere(deps, broken)) return "reordered";
  const [next] = await findChainRows(deps.db, broken.row.chain, broken.row, 1);
  return next && follows(next, broken.previous, broken.secret) ? "inserted" : "changed";
}

async function fitsElsewhere(deps: Deps, { row, secret }: Broken): Promise<boolean> {
  const seal = sealEntry(secret, row);
  let previous: Uint8Array = BEGINNING.hash;
  for await (const other of chainRows(deps, row.chain)) {
    if (other.seq !== row.seq && chainHash(previous, row, seal).equals(other.hash)) return true;
    if (chainHash(other.hash, row, seal).equals(row.hash)) return true;
    previous = other.hash;
  }
  return false;
}
