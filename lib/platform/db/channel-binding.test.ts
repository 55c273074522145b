import { expect, onTestFinished, test } from "vitest";
import { authentication, OK, READY, startFakePostgres } from "@/lib/testing/fake-postgres";
import { DatabaseClient, databaseConnection } from "./database-client";

const PASSWORD = "hunter2-for-tests";

const CLEAR_TEXT = authentication(3);
const MD5 = authentication(5, "salt");
const offer = (...mechanisms: string[]) => authentication(10, `${mechanisms.join("\0")}\0\0`);
const PLUS = offer("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256");
const FINAL = authentication(12, "v=AAAA");

function connectTo(port: number): Promise<unknown> {
  const url = `postgresql://ada:${PASSWORD}@127.0.0.1:${port}/console?sslmode=require&channel_binding=require`;
  const client = new DatabaseClient({ connectionTimeoutMillis: 3_000, ...databaseConnection(url) });
  client.on("error", () => {});
  onTestFinished(() => client.end());
  return client.connect();
}

test.each([
  ["asks for the password in clear text", [CLEAR_TEXT, OK]],
  ["asks for the password as MD5", [MD5, OK]],
  ["lets everyone in", [OK]],
  ["is ready without a login", [READY]],
  ["offers SCRAM without channel binding", [offer("SCRAM-SHA-256"), OK]],
  ["offers channel binding and asks for clear text", [PLUS, CLEAR_TEXT, OK]],
  ["offers both at once", [Buffer.concat([PLUS, CLEAR_TEXT]), OK]],
  ["offers channel binding and asks for MD5", [PLUS, MD5, OK]],
  ["offers channel binding and lets everyone in", [PLUS, OK]],
  ["offers it and then SCRAM without it", [PLUS, offer("SCRAM-SHA-256"), OK]],
  ["offers channel binding and is ready without a login", [PLUS, READY]],
  ["ends a proof that it never asked for", [PLUS, Buffer.concat([FINAL, OK])]],
])("channel_binding=require refuses a server that %s", async (_, messages) => {
  const { port, heard } = await startFakePostgres(messages, { tls: true });
  await expect(connectTo(port)).rejects.toThrow(/channel binding|SASL/);
  expect(heard()).not.toContain(PASSWORD);
  expect(heard()).not.toContain("md5");
});
