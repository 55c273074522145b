import { createServer, type RequestListener } from "node:http";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { listenOnFreePort } from "@/lib/testing/free-port";
import { bufferServerErrors, setNotFoundStatus } from "./outage-handler";

/** Returns what a client gets from `answer` when buffered failures are replaced, or not. */
async function ask(answer: RequestListener, replaced: boolean) {
  const server = createServer((request, response) => {
    bufferServerErrors(response, () => {
      if (!replaced) return false;
      for (const name of response.getHeaderNames()) response.removeHeader(name);
      response.writeHead(503).end("instead");
      return true;
    });
    answer(request, response);
  });
  const port = await listenOnFreePort(server);
  onTestFinished(() => void server.close());
  const got = await fetch(`http://127.0.0.1:${port}`);
  return [got.status, await got.text()];
}

const WAYS: [string, (status: number) => RequestListener][] = [
  ["at once", (status) => (_request, response) => response.writeHead(status).end("the answer")],
  [
    "in pieces",
    (status) => (_request, response) => {
      response.writeHead(status).write("the ");
      response.end("answer");
    },
  ],
  [
    "without a head of its own",
    (status) => (_request, response) => {
      response.statusCode = status;
      response.write("the ");
      response.end("answer");
    },
  ],
  [
    "through methods taken hold of before, as compression does",
    (status) => (_request, response) => {
      const { write, end } = response;
      response.setHeader("content-encoding", "gzip");
      response.writeHead(status);
      write.call(response, gzipSync("the answer"), "utf8", () => end.call(response, undefined, "utf8"));
    },
  ],
];

test.each(WAYS)("an answer given %s", async (_way, answer) => {
  expect(await ask(answer(200), true)).toEqual([200, "the answer"]);
  expect(await ask(answer(500), false)).toEqual([500, "the answer"]);
});

test.each(WAYS)("replaces a partially written 5xx response (%s)", async (_way, answer) => {
  expect(await ask(answer(500), true)).toEqual([503, "instead"]);
});

test.each(WAYS)("sends a page that does not exist for its user with 404 (%s)", async (_way, answer) => {
  const statusOf = async (status: number, notFound: boolean) => {
    const server = createServer((request, response) => {
      setNotFoundStatus(response, { notFound });
      bufferServerErrors(response, () => false);
      answer(status)(request, response);
    });
    const port = await listenOnFreePort(server);
    onTestFinished(() => void server.close());
    return (await fetch(`http://127.0.0.1:${port}`, { redirect: "manual" })).status;
  };
  expect(await statusOf(200, true)).toBe(404);
  expect(await statusOf(200, false)).toBe(200);
  expect(await statusOf(307, true)).toBe(307);
});
