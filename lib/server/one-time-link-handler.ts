import type { RequestListener, ServerResponse } from "node:http";
import { openLink, parseLink } from "@/lib/http/one-time-link";
import { withErrorResponse } from "./error-responses";

/**
 * Answers the opening of a one-time link, whose token leaves the address with it; whatever else there is goes on to `handle`.
 * Here, as a page of Next cannot set a cookie.
 */
export function handleOneTimeLink(handle: RequestListener): RequestListener {
  return (request, response) => {
    const link = request.method === "POST" ? null : parseLink(request.url ?? "");
    if (!link) return handle(request, response);
    void withErrorResponse(() => answer(link, response))(request, response);
  };
}

async function answer(link: NonNullable<ReturnType<typeof parseLink>>, response: ServerResponse): Promise<void> {
  const { location, cookie } = await openLink(link);
  response.writeHead(303, { location, ...(cookie && { "set-cookie": cookie }) }).end();
}
