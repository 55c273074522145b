import { readMetrics } from "@/lib/features/metrics/read-metrics";
import { timingSafeEqualStrings } from "@/lib/platform/crypto/keyed-hash";
import { getDeps, poolState } from "./deps";
import { signInCounts } from "./sign-in";

/** `off`: there is no METRICS_TOKEN. */
export function metricsAccess(authorization: string | null): "off" | "refused" | "granted" {
  const { metricsToken } = getDeps().config;
  if (!metricsToken) return "off";
  // The name of the scheme is written in any case (RFC 9110 section 11.1).
  const [, token = ""] = /^bearer +(.*)$/i.exec(authorization ?? "") ?? [];
  return timingSafeEqualStrings(token, metricsToken) ? "granted" : "refused";
}

/** Text format 0.0.4 of Prometheus. */
export async function metricsText(): Promise<string> {
  const { sessions, users, mail } = await readMetrics(getDeps());
  const families = [
    family("latchkey_sign_ins_total", "counter", "How sign-ins ended since this process started", signInCounts(), "outcome"),
    family("latchkey_sessions", "gauge", "Sessions that live", sessions),
    family("latchkey_users", "gauge", "People by the state of their 2FA", users, "two_factor"),
    family("latchkey_mail", "gauge", "Mail that waits to be sent, and mail that was given up", mail, "state"),
    family("latchkey_database_connections", "gauge", "Connections of this process, and requests that wait for one", poolState(), "state"),
    family("process_resident_memory_bytes", "gauge", "Memory of this process", process.memoryUsage.rss()),
  ];
  return families.flat().join("\n").concat("\n");
}

function family(name: string, type: "counter" | "gauge", help: string, value: number | Record<string, number>, label = ""): string[] {
  const samples =
    typeof value === "number" ? [`${name} ${value}`] : Object.entries(value).map(([key, count]) => `${name}{${label}="${key}"} ${count}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples];
}
