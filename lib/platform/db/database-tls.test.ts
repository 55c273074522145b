import { expect, test } from "vitest";
import { readEncryption } from "./database-tls";
import { parseDatabaseUrl } from "./database-url";

/** Each way in words: with TLS and what of the certificate is checked, or without. */
function ways(query: string, host = "db.example.com") {
  const parsed = parseDatabaseUrl(`postgresql://${host}/console?${query}`);
  if (!parsed.ok) throw new Error(parsed.problem);
  const [server] = parsed.value.servers;
  if (!server) throw new Error("no server");
  return readEncryption(parsed.value.parameters)(server).map((way) => {
    if (way === false) return "plain";
    if (!way.rejectUnauthorized) return "unchecked";
    return way.checkServerIdentity ? "chain" : "chain and name";
  });
}

test.each([
  ["", ["unchecked", "plain"]],
  ["sslmode=disable", ["plain"]],
  ["sslmode=allow", ["plain", "unchecked"]],
  ["sslmode=prefer", ["unchecked", "plain"]],
  ["sslmode=prefer&sslrootcert=ROOT", ["chain", "plain"]],
  ["sslmode=require", ["unchecked"]],
  ["sslmode=require&sslrootcert=ROOT", ["chain"]],
  ["sslmode=verify-ca&sslrootcert=ROOT", ["chain"]],
  ["sslmode=verify-full", ["chain and name"]],
  ["sslmode=verify-full&sslrootcert=ROOT", ["chain and name"]],
  ["sslrootcert=system", ["chain and name"]],
])("?%s: %j", (query, expected) => {
  const root = new URL("../../testing/test-certificate.ts", import.meta.url).pathname;
  expect(ways(query.replace("ROOT", encodeURIComponent(root)))).toEqual(expected);
});

test("a socket is never encrypted", () => {
  expect(ways("sslmode=verify-full", "%2Frun%2Fpostgresql")).toEqual(["plain"]);
});

test.each([
  ["sslmode=verify-ca", /verify-ca without sslrootcert/],
  ["sslmode=require&sslrootcert=system", /needs sslmode=verify-full/],
  ["sslnegotiation=direct", /needs sslmode=require/],
  ["sslrootcert=/nowhere", /^DATABASE_URL names the file \/nowhere in sslrootcert, which does not exist$/],
  ["sslcert=/nowhere", /sslcert without sslkey/],
])("?%s is refused", (query, problem) => {
  expect(() => ways(query)).toThrow(problem);
});
