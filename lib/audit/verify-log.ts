import type { KeyedHash } from "@/lib/platform/crypto/keyed-hash";
import type { Deps } from "@/lib/platform/deps";
import { AUDIT_CHAINS } from "@/lib/policy";
import { sealKeyId } from "./seal-entry";
import { countUnchained, findStray, readHeads } from "./store";
import type { ChainHead, EarlierReport, LogReport } from "./types";
import { type Head, type Keyring, verifyChain } from "./verify-chain";

/** `earlierSecrets`: of before AUTH_SECRET was changed. `expected`: a report kept from earlier, which this one has to go on from. */
type Input = { earlierSecrets?: KeyedHash[]; expected?: EarlierReport; onProgress?: (checked: number) => void };

/**
 * Checks every entry against its chain, while others are being written: what is there when it begins is checked, and what
 * is appended meanwhile as far as it is met. Reads in batches; nothing is changed.
 */
export async function verifyLog(deps: Deps, { earlierSecrets = [], expected, onProgress = () => {} }: Input = {}): Promise<LogReport> {
  const keyring: Keyring = new Map([deps.keyedHash, ...earlierSecrets].map((keyedHash) => [sealKeyId(keyedHash), keyedHash]));
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
