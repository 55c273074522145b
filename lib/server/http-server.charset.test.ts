import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { addCharset } from "./http-server";

test.each([
  ["text/x-component", "text/x-component; charset=utf-8"],
  ["text/plain", "text/plain; charset=utf-8"],
  ["image/svg+xml", "image/svg+xml; charset=utf-8"],
  ["text/html; charset=utf-8", "text/html; charset=utf-8"],
  ["text/csv; charset=iso-8859-1", "text/csv; charset=iso-8859-1"],
  ["application/json", "application/json"],
  ["image/x-icon", "image/x-icon"],
])("V4.1.1: %s goes out as %s", async (given, expected) => {
  const server = createServer((_request, response) => {
    addCharset(response);
    response.setHeader("content-type", given);
    response.end("text");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { headers } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  expect(headers.get("content-type")).toBe(expected);
});
