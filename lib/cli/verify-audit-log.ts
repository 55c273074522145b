import { readFile } from "node:fs/promises";
import type { Damage, EarlierReport, LogReport } from "@/lib/features/audit/types";
import { earlierReportSchema, verifyLog } from "@/lib/features/audit/verify-log";
import { createKeyedHash } from "@/lib/platform/crypto/keyed-hash";
import { fail, type Subcommand } from "./subcommand";

type Options = { expect?: string; earlierSecretFile?: string[]; json?: boolean };

export const verifyAuditLog: Subcommand = (program, run) => {
  program
    .command("verify-audit-log")
    .description("check that no entry of the audit log was changed, removed, inserted or moved")
    .option("--expect <file>", "output of an earlier run with --json: also finds entries removed from the end since then")
    .option("--earlier-secret-file <file...>", "file with an earlier AUTH_SECRET, to check the entries written with it")
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
    return `${entries(unchecked.otherSecret)} written with another AUTH_SECRET cannot be checked: pass it with --earlier-secret-file. All other entries are intact`;
  if (unchecked.beforeChains > known.beforeChains)
    return `${entries(unchecked.beforeChains)} from before the log was chained cannot be checked: review them, then save the output of --json and pass it with --expect. All other entries are intact`;
  return undefined;
}

const DAMAGE: Record<Damage["kind"], string> = {
  changed: "changed, its content is not what was written",
  removed: "removed, the entry is missing",
  inserted: "inserted, it was not written by a server",
  reordered: "reordered, it was written at another position",
  head: "head, the record of the last entry does not match the chain",
  truncated: "truncated, the chain had this entry in the earlier run and now ends before it",
  rewritten: "rewritten, it is not the entry of the earlier run",
};

function entries(count: number): string {
  return count === 1 ? "1 entry" : `${count} entries`;
}

function summary({ checked, unchecked, heads }: LogReport): string {
  const rest = unchecked.beforeChains + unchecked.otherSecret;
  const known = rest > 0 ? `; ${entries(rest)} could not be checked, as in the earlier run` : "";
  return [`The audit log is intact: ${entries(checked)} in ${heads.length} chains${known}`, ...heads.map(headLine)].join("\n");
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
    return fail(`${file} does not contain the output of verify-audit-log --json`);
  }
}

async function readSecret(file: string) {
  return createKeyedHash((await readText(file)).trim());
}

async function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch(({ code, message }: NodeJS.ErrnoException) => fail(`${file} cannot be read (${code ?? message})`));
}
