import { metricsAccess, metricsText } from "@/lib/http/metrics";

const REFUSALS = { off: 404, refused: 401 };

/** For Prometheus, with METRICS_TOKEN as its bearer token; without that variable there is no such address. */
export async function GET(request: Request): Promise<Response> {
  const access = metricsAccess(request.headers.get("authorization"));
  if (access !== "granted") return new Response(null, { status: REFUSALS[access] });
  return new Response(await metricsText(), { headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" } });
}
