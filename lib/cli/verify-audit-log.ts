import { readFile } from "node:fs/promises";
import type { Damage, EarlierReport, LogReport } from "@/lib/features/audit/types";
import { earlierReportSchema, verifyLog } from "@/lib/features/audit/verify-log";
import { createKeyedHash } from "@/lib/platform/crypto/keyed-hash";
import { fail, type Subcommand } from "./subcommand";

type Options = { expect?: string; earlierSecretFile?: string[]; json?: boolean };

export const verifyAuditLog: Subcommand = (program, run) => {
  program
    .command("verify-audit-log")
    .description("check that no entry of the audit log was changed, removed, put in or moved")
    .option("--expect <file>", "what --json printed earlier: also finds entries cut off at the end since then")
    .option("--earlier-secret-file <file...>", "a previous AUTH_SECRET, to check the entries of that time")
    .option("--json", "print one JSON object")
    .action(async (options: Options) => {
      const expected = options.expect === undefined ? undefined : await readEarlierReport(options.expect);
      const earlierSecrets = await Promise.all((options.earlierSecretFile ?? []).map(readSecret));
      await run(options, async ({ deps }) => {
        const onProgress = (checked: number) => onTerminal(`Checked ${entries(checked)} …`);
        const report = await verifyLog(deps, { earlierSecrets, expected, onProgress });
        onTerminal("");
        const refusal = refusalOf(report, expected);
        return { text: refusal ? "" : summary(report), json: report, refusal };
      });
    });
};

/** Refuses damaged entries, and unchecked entries unless an earlier report vouches for them. */
function refusalOf({ damage, unchecked }: LogReport, expected?: EarlierReport): string | undefined {
  const [first] = damage;
  const chains = damage.length > 1 ? ` (and ${damage.length - 1} more chains are damaged)` : "";
  if (first) return `The audit log is damaged: chain ${first.chain}, entry ${first.seq}: ${DAMAGE[first.kind]}${chains}`;
  const known = expected?.unchecked ?? { beforeChains: 0, otherSecret: 0 };
  if (unchecked.otherSecret > known.otherSecret)
    return `${entries(unchecked.otherSecret)} written under another AUTH_SECRET cannot be checked: name it with --earlier-secret-file. All others are as they were written`;
  if (unchecked.beforeChains > known.beforeChains)
    return `${entries(unchecked.beforeChains)} from before the log was chained cannot be checked: look at them, then keep what --json prints and name it with --expect. All others are as they were written`;
  return undefined;
}

const DAMAGE: Record<Damage["kind"], string> = {
  changed: "changed, it is not what was written there",
  removed: "removed, there is no such entry",
  inserted: "inserted, it was not written there",
  reordered: "reordered, it was written at another place",
  head: "head, the record of the chain's last entry does not fit its entries",
  truncated: "truncated, the chain ends before it and was longer when the file was made",
  rewritten: "rewritten, it is another one than when the file was made",
};

function entries(count: number): string {
  return count === 1 ? "1 entry" : `${count} entries`;
}

function summary({ checked, unchecked, heads }: LogReport): string {
  const rest = unchecked.beforeChains + unchecked.otherSecret;
  const known = rest > 0 ? `; ${entries(rest)} could not be checked, as when the file was made` : "";
  return [`The audit log is as it was written: ${entries(checked)} in ${heads.length} chains${known}`, ...heads.map(headLine)].join("\n");
}

function headLine({ chain, seq, hash }: LogReport["heads"][number]): string {
  return `  chain ${String(chain).padStart(2)}  entry ${String(seq).padStart(9)}  ${hash}`;
}

/** Progress in one line that is overwritten; only on a terminal, because scripts read standard error for errors. */
function onTerminal(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
}

async function readEarlierReport(file: string): Promise<EarlierReport> {
  const text = await readText(file);
  try {
    return earlierReportSchema.parse(JSON.parse(text));
  } catch {
    return fail(`${file} does not hold what verify-audit-log --json prints`);
  }
}

async function readSecret(file: string) {
  return createKeyedHash((await readText(file)).trim());
}

async function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch(({ code, message }: NodeJS.ErrnoException) => fail(`${file} cannot be read (${code ?? message})`));
}
