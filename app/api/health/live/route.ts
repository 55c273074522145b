/** 200 while the process runs, whatever else is wrong: restarting would not mend it. */
export function GET(): Response {
  return Response.json({ status: "live" });
}
