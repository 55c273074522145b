import { Counter, Gauge, Registry } from "prom-client";
import { countUsersByState } from "@/lib/features/account/list-users";
import { countUnsentEmails } from "@/lib/features/notifications/outbox";
import { countSessions } from "@/lib/features/sessions/session";
import type { TwoFactorState } from "@/lib/features/two-factor/state";
import { timingSafeEqualStrings } from "@/lib/platform/crypto/keyed-hash";
import type { Deps } from "@/lib/platform/deps";
import { processState } from "@/lib/platform/process-state";
import { getDeps, poolState } from "./deps";

type Outcome = "completed" | "password_refused" | "second_factor_refused";

/** The outcomes of sign-ins since this process started. */
function signInCounts(): Record<Outcome, number> {
  return processState("sign-ins", () => ({ completed: 0, password_refused: 0, second_factor_refused: 0 }));
}

/** Counts one outcome of a sign-in. */
export function countSignIn(outcome: Outcome): void {
  signInCounts()[outcome] += 1;
}

/** `off`: there is no METRICS_TOKEN. */
export function metricsAccess(authorization: string | null): "off" | "refused" | "granted" {
  const { metricsToken } = getDeps().config;
  if (!metricsToken) return "off";
  // The name of the scheme is written in any case (RFC 9110 section 11.1).
  const [, token = ""] = /^bearer +(.*)$/i.exec(authorization ?? "") ?? [];
  return timingSafeEqualStrings(token, metricsToken) ? "granted" : "refused";
}

export type Metrics = { sessions: number; users: Record<TwoFactorState, number>; mail: { waiting: number; failed: number } };

export async function readMetrics(deps: Deps): Promise<Metrics> {
  const [sessions, users, mail] = await Promise.all([countSessions(deps), countUsersByState(deps), countUnsentEmails(deps)]);
  return { sessions, users, mail };
}

/** Returns the metrics in the Prometheus text format; each scrape builds a new registry, as the counts are stored elsewhere. */
export async function metricsText(): Promise<string> {
  const { sessions, users, mail } = await readMetrics(getDeps());
  const registry = new Registry();
  const registers = [registry];
  const signIns = { name: "latchkey_sign_ins_total", help: "How sign-ins ended since this process started", labelNames: ["outcome"] };
  const counter = new Counter({ ...signIns, registers });
  for (const [outcome, count] of Object.entries(signInCounts())) counter.inc({ outcome }, count);
  const gauge = (name: string, help: string, value: number | Record<string, number>, label = "state") => {
    const labelNames = typeof value === "number" ? [] : [label];
    const made = new Gauge({ name, help, labelNames, registers });
    if (typeof value === "number") made.set(value);
    else for (const [key, count] of Object.entries(value)) made.set({ [label]: key }, count);
  };
  gauge("latchkey_sessions", "Live sessions", sessions);
  gauge("latchkey_users", "Users by the state of their 2FA", users, "two_factor");
  gauge("latchkey_mail", "Emails that wait to be sent, and emails that have permanently failed", mail);
  gauge("latchkey_database_connections", "Connections of this process, and requests that wait for one", poolState());
  gauge("process_resident_memory_bytes", "Memory of this process", process.memoryUsage.rss());
  return registry.metrics();
}
