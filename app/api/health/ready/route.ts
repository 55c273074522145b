import { connection } from "next/server";
import { readiness } from "@/lib/server/outage";

/** 200 when the console can serve users, else 503 with the reason. */
export async function GET(): Promise<Response> {
  await connection();
  const { ready, reason } = await readiness();
  return ready ? Response.json({ status: "ready" }) : Response.json({ status: "not ready", reason }, { status: 503 });
}
