import { createServer } from "node:net";
import { listenOnFreePort } from "@/lib/testing/free-port";
import { behindPort, connectToServer } from "@/lib/testing/server-socket";
import { atEnd } from "../setup/lifetime";

export type Count = { statements: number; transactionControl: number; transactions: number };
export type CountingProxy = { databaseUrl: string; take(): Count };

const CONTROL = /^\s*(begin|start transaction|commit|rollback|savepoint|release)/i;

/** A proxy between a server and PostgreSQL that counts executed statements. */
export async function countStatements(databaseUrl: string): Promise<CountingProxy> {
  let count: Count = { statements: 0, transactionControl: 0, transactions: 0 };
  const onStatement = (text: string) => {
    count.statements += 1;
    if (CONTROL.test(text)) count.transactionControl += 1;
    if (/^\s*(begin|start transaction)/i.test(text)) count.transactions += 1;
  };
  const proxy = createServer((client) => {
    const server = connectToServer(databaseUrl);
    const read = createReader(onStatement);
    client.on("data", (chunk: Buffer) => read(chunk));
    client.pipe(server).pipe(client);
    for (const socket of [client, server]) socket.on("error", () => [client, server].forEach((each) => void each.destroy()));
  });
  const port = await listenOnFreePort(proxy);
  atEnd(async () => void proxy.close());
  const take = () => {
    const taken = count;
    count = { statements: 0, transactionControl: 0, transactions: 0 };
    return taken;
  };
  return { databaseUrl: behindPort(databaseUrl, port), take };
}

/** Reads the frontend's messages (PostgreSQL documentation, chapter Frontend/Backend Protocol): Query and Execute run something. */
function createReader(onStatement: (text: string) => void): (chunk: Buffer) => void {
  let pending = Buffer.alloc(0);
  let begun = false;
  let bound = "";
  const prepared = new Map<string, string>();
  const onMessage = (type: string, body: Buffer) => {
    const [first = "", second = ""] = body.toString("latin1").split("\0");
    if (type === "Q") onStatement(first);
    if (type === "P") prepared.set(first, second);
    if (type === "B") bound = prepared.get(second) ?? "";
    if (type === "E") onStatement(bound);
  };
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const head = begun ? 1 : 0;
      if (pending.length < head + 4) return;
      const end = head + pending.readUInt32BE(head);
      if (pending.length < end) return;
      if (begun) onMessage(String.fromCharCode(pending[0] ?? 0), pending.subarray(5, end));
      begun = true;
      pending = pending.subarray(end);
    }
  };
}
