import path from "node:path";
import type { ConnectionOptions } from "node:tls";
import { afterEach, expect, test, vi } from "vitest";
import { readEncryption } from "./database-tls";
import { parseDatabaseUrl } from "./database-url";

const folder = import.meta.dirname;

afterEach(() => void vi.unstubAllEnvs());

/** Describes each attempt: with TLS and the checks of the certificate, or without. */
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

test.each([
  ["hostaddr=10.0.0.7", "db.example.com", "db.example.com"],
  ["hostaddr=10.0.0.7", "", undefined],
  ["hostaddr=10.0.0.7", "10.0.0.8", undefined],
  ["hostaddr=::1", "[2001:db8::1]", undefined],
])("?%s at the host '%s' asks for the server name %s, which is no IP address (RFC 6066, 3)", (query, host, name) => {
  const parsed = parseDatabaseUrl(`postgresql://${host}/console?sslmode=require&${query}`);
  if (!parsed.ok) throw new Error(parsed.problem);
  const [way] = parsed.value.servers.flatMap(readEncryption(parsed.value.parameters));
  expect((way as ConnectionOptions).servername).toBe(name);
});

test.each([
  ["a folder", () => folder, /^DATABASE_URL names the file \/[^\n]* in SSL_CERT_FILE, which is a folder$/],
  ["no certificate", () => import.meta.filename, /^DATABASE_URL [^\n]* in SSL_CERT_FILE, which is not in PEM form: [^\n]*$/],
  ["a file that is not there", () => path.join(folder, "none.pem"), null],
])("sslrootcert=system where SSL_CERT_FILE is %s", (_, file, problem) => {
  vi.stubEnv("SSL_CERT_FILE", file());
  if (problem) expect(() => ways("sslrootcert=system")).toThrow(problem);
  else expect(ways("sslrootcert=system")).toEqual(["chain and name"]);
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
