import * as z from "zod/mini";
import type { KeyedHash } from "@/lib/platform/crypto/keyed-hash";
import type { Deps } from "@/lib/platform/deps";
import { AUDIT_BATCH_SIZE, AUDIT_CHAINS } from "@/lib/policy";
import { chainHash, macEntry, macKeyId } from "./record";
import { type ChainCursor, type ChainRow, countUnchained, findChainRows, findStray, readHeads } from "./store";
import type { ChainHead, Damage, DamageKind, EarlierReport, LogReport } from "./types";

/** `earlierSecrets`: former values of AUTH_SECRET. `expected`: an earlier report, which this one must continue. */
type LogInput = { earlierSecrets?: KeyedHash[]; expected?: EarlierReport; onProgress?: (checked: number) => void };

/**
 * Checks every entry against its chain, also while others are being written: all entries present at the start are checked, and later
 * ones as far as they are met. Reads in batches; changes nothing.
 */
export async function verifyLog(deps: Deps, { earlierSecrets = [], expected, onProgress = () => {} }: LogInput = {}): Promise<LogReport> {
  const keyring: Keyring = new Map([deps.keyedHash, ...earlierSecrets].map((keyedHash) => [macKeyId(keyedHash), keyedHash]));
  const heads = new Map((await readHeads(deps.db)).map((head) => [head.id, head]));
  const report: LogReport = {
    checked: 0,
    unchecked: { beforeChains: await countUnchained(deps.db), otherSecret: 0 },
    heads: [...heads.values()].map(toChainHead),
    damage: [],
  };
  for (let chain = 0; chain < AUDIT_CHAINS; chain++) {
    const counted = (checked: number) => onProgress(report.checked + checked);
    const earlier = expected?.heads.find((head) => head.chain === chain);
    const { checked, otherSecret, damage } = await verifyChain(deps, { chain, head: heads.get(chain), earlier, keyring, counted });
    report.checked += checked;
    report.unchecked.otherSecret += otherSecret;
    if (damage) report.damage.push(damage);
  }
  const stray = await findStray(deps.db, AUDIT_CHAINS);
  if (stray) report.damage.push({ chain: stray.chain ?? -1, seq: stray.seq ?? 0, kind: "inserted" });
  return report;
}

function toChainHead({ id, seq, hash }: Head): ChainHead {
  return { chain: id, seq, hash: Buffer.from(hash).toString("hex") };
}

/** The known secrets, by the id that entries have for them. */
type Keyring = Map<string, KeyedHash>;
type Head = { id: number; seq: number; hash: Uint8Array };

type ChainInput = {
  chain: number;
  head: Head | undefined;
  earlier: ChainHead | undefined;
  keyring: Keyring;
  counted: (checked: number) => void;
};
type Walked = { checked: number; otherSecret: number; damage: Damage | null };

/**
 * Walks along a chain from its beginning and stops at the first damage. The stored hash of an entry of an unknown secret is trusted; the
 * entries after it are checked.
 */
async function verifyChain(deps: Deps, { chain, head, earlier, keyring, counted }: ChainInput): Promise<Walked> {
  const walked: Walked = { checked: 0, otherSecret: 0, damage: null };
  const stop = (seq: number, kind: DamageKind) => ({ ...walked, damage: { chain, seq, kind } });
  let last: { seq: number; hash: Uint8Array } = BEGINNING;
  for await (const row of chainRows(deps, chain)) {
    if (row.seq > last.seq + 1) return stop(last.seq + 1, "removed");
    if (row.seq <= last.seq) return stop(row.seq, "inserted");
    const secret = keyring.get(row.keyId ?? "");
    if (secret && !follows(row, last.hash, secret)) return stop(row.seq, await classifyDamage(deps, { row, previous: last.hash, secret }));
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

/** Read after the walk: the head may have advanced since, and is never behind an existing entry. */
async function headFits({ db }: Deps, chain: number, last: { seq: number; hash: Uint8Array }): Promise<boolean> {
  const head = (await readHeads(db)).find(({ id }) => id === chain);
  if (!head || head.seq < last.seq) return false;
  return head.seq > last.seq || Buffer.from(head.hash).equals(last.hash);
}

function isHash(hash: Uint8Array, hex: string): boolean {
  return Buffer.from(hash).toString("hex") === hex.toLowerCase();
}

type Broken = { row: ChainRow; previous: Uint8Array; secret: KeyedHash };

/**
 * Classifies an entry that does not follow the one before it. Reordered: it fits elsewhere in its chain, with its own hash or with that
 * of the entry there. Inserted: the next entry fits without it.
 */
async function classifyDamage(deps: Deps, broken: Broken): Promise<DamageKind> {
  if (await fitsElsewhere(deps, broken)) return "reordered";
  const [next] = await findChainRows(deps.db, broken.row.chain, broken.row, 1);
  return next && follows(next, broken.previous, broken.secret) ? "inserted" : "changed";
}

async function fitsElsewhere(deps: Deps, { row, secret }: Broken): Promise<boolean> {
  const mac = macEntry(secret, row);
  let previous: Uint8Array = BEGINNING.hash;
  for await (const other of chainRows(deps, row.chain)) {
    if (other.seq !== row.seq && chainHash(previous, row, mac).equals(other.hash)) return true;
    if (chainHash(other.hash, row, mac).equals(row.hash)) return true;
    previous = other.hash;
  }
  return false;
}

/** The start of every chain, which its first entry follows. */
const BEGINNING = { seq: 0, id: "00000000-0000-0000-0000-000000000000", hash: new Uint8Array(32) };

/** Whether the entry, unchanged, was written after the one with the hash `previous`. */
function follows(row: ChainRow, previous: Uint8Array, secret: KeyedHash): boolean {
  return chainHash(previous, row, macEntry(secret, row)).equals(row.hash);
}

/** The entries of a chain in their order, a batch at a time. */
async function* chainRows({ db }: Deps, chain: number): AsyncGenerator<ChainRow> {
  let place: ChainCursor = BEGINNING;
  while (true) {
    const rows = await findChainRows(db, chain, place, AUDIT_BATCH_SIZE);
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < AUDIT_BATCH_SIZE) return;
    place = last;
  }
}

const count = z.int().check(z.minimum(0));

/** The part of an earlier report that a later one continues. */
export const earlierReportSchema = z.object({
  heads: z.array(z.object({ chain: count, seq: count, hash: z.string() })),
  unchecked: z.object({ beforeChains: count, otherSecret: count }),
});
