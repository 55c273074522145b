/** 200 while the process runs, also during outages: a restart would not end them. */
export function GET(): Response {
  return Response.json({ status: "live" });
}
