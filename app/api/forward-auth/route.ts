// lib/server/front-handlers.ts, in front of Next, answers these requests with the same function at a third of the cost.
import { answerForwardAuth, credentialsOf } from "@/lib/http/forward-auth";

export async function GET(request: Request): Promise<Response> {
  const headers = Object.fromEntries(request.headers);
  return new Response(null, await answerForwardAuth(headers, credentialsOf(headers.cookie ?? "")));
}
