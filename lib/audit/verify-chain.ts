import type { KeyedHash } from "@/lib/platform/crypto/keyed-hash";
import type { Deps } from "@/lib/platform/deps";
import { AUDIT_BATCH_SIZE } from "@/lib/policy";
import { readHeads } from "./store";
import { tellDamage } from "./tell-damage";
import type { ChainHead, Damage, DamageKind } from "./types";
import { BEGINNING, chainRows, follows } from "./walk-chain";

/** The secrets at hand, by the name that entries have for them. */
export type Keyring = Map<string, KeyedHash>;
export type Head = { id: number; seq: number; hash: Uint8Array };

type Input = {
  chain: number;
  head: Head | undefined;
  earlier: ChainHead | undefined;
  keyring: Keyring;
  counted: (checked: number) => void;
};
type Walked = { checked: number; otherSecret: number; damage: Damage | null };

/**
 * Walks along a chain from its beginning and stops at the first thing that is wrong. An entry of a secret that is not at
 * hand is believed to have the hash that it says; what follows it is not.
 */
export async function verifyChain(deps: Deps, { chain, head, earlier, keyring, counted }: Input): Promise<Walked> {
  const walked: Walked = { checked: 0, otherSecret: 0, damage: null };
  const stop = (seq: number, kind: DamageKind) => ({ ...walked, damage: { chain, seq, kind } });
  let last: { seq: number; hash: Uint8Array } = BEGINNING;
  for await (const row of chainRows(deps, chain)) {
    if (row.seq > last.seq + 1) return stop(last.seq + 1, "removed");
    if (row.seq <= last.seq) return stop(row.seq, "inserted");
    const secret = keyring.get(row.keyId ?? "");
    if (secret && !follows(row, last.hash, secret)) return stop(row.seq, await tellDamage(deps, { row, previous: last.hash, secret }));
    if (row.seq === earlier?.seq && !isHash(row.hash, earlier.hash)) return stop(row.seq, "rewritten");
    if (row.seq === head?.seq && !Buffer.from(head.hash).equals(row.hash)) return stop(row.seq, "head");
    if (secret) walked.checked += 1;
    else walked.otherSecret += 1;
    last = row;
    if (row.seq % AUDIT_BATCH_SIZE === 0) counted(walked.checked + walked.otherSecret);
  }
  if (earlier && last.seq < earlier.seq) return stop(last.seq + 1, "truncated");
  if (head && last.seq < head.seq) return stop(last.seq + 1, "removed");
  return (await headFits(deps, chain, last)) ? walked : stop(last.seq, "head");
}

/** Read after the walk: the head may have moved on since, and never stands before an entry that is there. */
async function headFits({ db }: Deps, chain: number, last: { seq: number; hash: Uint8Array }): Promise<boolean> {
  const head = (await readHeads(db)).find(({ id }) => id === chain);
  if (!head || head.seq < last.seq) return false;
  return head.seq > last.seq || Buffer.from(head.hash).equals(last.hash);
}

function isHash(hash: Uint8Array, hex: string): boolean {
  return Buffer.from(hash).toString("hex") === hex.toLowerCase();
}
