import { expect, test } from "vitest";
import { createHttpServer } from "./http-server";

test("W16: a request that trickles in is given up, and holds no more headers than anybody sends", () => {
  const { headersTimeout, requestTimeout, maxHeadersCount } = createHttpServer(() => {});
  expect({ headersTimeout, requestTimeout, maxHeadersCount }).toEqual({
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    maxHeadersCount: 100,
  });
});
