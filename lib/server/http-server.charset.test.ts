import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { listenOnFreePort } from "@/lib/testing/free-port";
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
  const port = await listenOnFreePort(server);
  onTestFinished(() => void server.close());
  const { headers } = await fetch(`http://127.0.0.1:${port}/`);
  expect(headers.get("content-type")).toBe(expected);
});
