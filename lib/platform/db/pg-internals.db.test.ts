import { Socket } from "node:net";
import pg from "pg";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import { DatabaseClient, databaseConnection } from "./database-client";
import { messagesOf, processIdOf, saslMechanismOf, setStartupOptions, socketOf, startupConfOf, takeOverState } from "./pg-internals";

function newClient(): DatabaseClient {
  const client = new DatabaseClient(databaseConnection(inject("databaseServerUrl")));
  client.on("error", () => {});
  onTestFinished(() => client.end());
  return client;
}

test("a client has a socket, the process id of its login, and the messages of the server by name", async () => {
  const client = newClient();
  const login = vi.fn();
  for (const name of ["authenticationOk", "readyForQuery"]) messagesOf(client).prependListener(name, () => login(name));
  const mechanisms: unknown[] = [];
  messagesOf(client).prependListener("authenticationSASL", (offer: { mechanisms: string[] }) => mechanisms.push(...offer.mechanisms));
  messagesOf(client).prependListener("authenticationSASLFinal", () => mechanisms.push(saslMechanismOf(client)));
  expect(saslMechanismOf(client)).toBeUndefined();
  await client.connect();
  expect(login.mock.calls).toEqual([["authenticationOk"], ["readyForQuery"]]);
  expect(mechanisms).toEqual(["SCRAM-SHA-256", "SCRAM-SHA-256"]);
  expect(saslMechanismOf(client)).toBeNull();
  expect(socketOf(client)).toBeInstanceOf(Socket);
  expect((await client.query("SELECT pg_backend_pid() AS pid")).rows).toEqual([{ pid: processIdOf(client) }]);
});

test("an error message of the server passes before node-postgres makes an error of it", async () => {
  const client = newClient();
  await client.connect();
  messagesOf(client).prependListener("errorMessage", (report: { message: string }) => (report.message = "changed"));
  await expect(client.query("SELECT nothing")).rejects.toMatchObject({ message: "changed", code: "42703" });
});

test("the startup message has the options that are set", async () => {
  const client = newClient();
  setStartupOptions(client, "-c work_mem=5MB");
  expect(startupConfOf(client)).toMatchObject({ user: expect.any(String), database: expect.any(String), options: "-c work_mem=5MB" });
  await client.connect();
  expect((await client.query("SHOW work_mem")).rows).toEqual([{ work_mem: "5MB" }]);
});

test("a client that could not connect connects with the state of an unused one, and keeps its listeners", async () => {
  const url = inject("databaseServerUrl");
  const client = new pg.Client({ host: "127.0.0.1", port: 1, password: databaseConnection(url).readPassword });
  const ended = vi.fn();
  client.on("end", ended);
  await expect(client.connect()).rejects.toThrow("ECONNREFUSED");
  ended.mockClear();
  takeOverState(client, new pg.Client(url));
  await client.connect();
  expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  await client.end();
  expect(ended).toHaveBeenCalledTimes(1);
});
