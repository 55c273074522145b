import type { RequestListener, ServerResponse } from "node:http";
import { openLink, parseLink } from "@/lib/web/one-time-link";
import { noteRequestError } from "@/lib/web/request-error";

/**
 * Answers the opening of a one-time link, whose token leaves the address with it; whatever else there is goes on to `handle`.
 * Here, as a page of Next cannot set a cookie.
 */
export function answerLinks(handle: RequestListener): RequestListener {
  return (request, response) => {
    const link = request.method === "POST" ? null : parseLink(request.url ?? "");
    if (!link) return handle(request, response);
    answer(link, response).catch((error: unknown) => {
      noteRequestError(error, { routePath: link.page, routeType: "route" });
      response.writeHead(500).end();
    });
  };
}

async function answer(link: NonNullable<ReturnType<typeof parseLink>>, response: ServerResponse): Promise<void> {
  const { location, cookie } = await openLink(link);
  response.writeHead(303, { location, ...(cookie && { "set-cookie": cookie }) }).end();
}
