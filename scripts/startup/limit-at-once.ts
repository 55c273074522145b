import type { RequestListener } from "node:http";

/** Hands up to `limit` requests at once on to `handle`, and those beyond to `refuse`: each under way holds memory. */
export function limitAtOnce(limit: number, handle: RequestListener, refuse: RequestListener): RequestListener {
  let underWay = 0;
  return (request, response) => {
    if (underWay >= limit) return refuse(request, response);
    underWay += 1;
    response.once("close", () => {
      underWay -= 1;
    });
    handle(request, response);
  };
}
