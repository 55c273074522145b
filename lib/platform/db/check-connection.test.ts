import { userInfo } from "node:os";
import { expect, test } from "vitest";
import { connectionProblem, serverOf } from "./check-connection";
import { parseDatabaseUrlOrThrow } from "./database-client";

const URL_WITH_PASSWORD = parseDatabaseUrlOrThrow("postgresql://ada:hunter2@db.example.com:5433/console");

test.each([
  [{ code: "ENOTFOUND" }, /DNS/],
  [{ code: "ECONNREFUSED" }, /db\.example\.com:5433.*refused/],
  [{ code: "28P01" }, /wrong password for the user "ada"/],
  [{ code: "3D000" }, /database "console", which does not exist/],
  [{ message: "timeout expired" }, /does not answer/],
  [{ message: "timeout exceeded when trying to connect" }, /does not answer/],
  [{ message: "Query read timeout" }, /does not answer/],
  [{ code: "22023", message: 'invalid value for parameter "statement_timeout": "abc"' }, /cannot be used .*parameter "statement_timeout"/],
  [{ code: "57014", message: "canceling statement due to statement timeout" }, /cannot be used .*statement timeout$/],
  [{ code: "28000", message: 'no pg_hba.conf entry for host "::1", no encryption' }, /over TLS only: set sslmode=require/],
  [{ code: "28000", message: "connection requires a valid client certificate" }, /set sslcert and sslkey$/],
  [
    { code: "28000", message: 'role "ada" is not permitted to log in' },
    /user "ada" may not sign in \(role "ada" is not permitted to log in\)$/,
  ],
  [{ code: "28000", message: 'role "ada" does not exist' }, /may not sign in \(role "ada" does not exist\)$/],
  [{ code: "CERT_HAS_EXPIRED" }, /certificate has expired/],
  [{ code: "ERR_TLS_CERT_ALTNAME_INVALID" }, /certificate is for another name/],
  [{ code: "DEPTH_ZERO_SELF_SIGNED_CERT" }, /sslrootcert=FILE$/],
  [{ code: "ERR_SSL_WRONG_VERSION_NUMBER", message: "wrong\nversion" }, /no TLS connection could be made: wrong$/],
  [{ message: "There was an error establishing an SSL connection" }, /5433, which does not answer like PostgreSQL: check the port$/],
  [{ message: "Connection terminated unexpectedly" }, /5433, which closes the connection: check that PostgreSQL listens there$/],
  [{ message: "something\nelse" }, /something$/],
  [{}, /unknown reason/],
])("%o is reported in one line without the password", (error, reason) => {
  const problem = connectionProblem(error, URL_WITH_PASSWORD);
  expect(problem).toMatch(reason);
  expect(problem).not.toMatch(/hunter2|\n/);
});

test.each([
  ["postgresql://ada@h/console", `database "console"`],
  ["postgresql://ada@h", `database "ada"`],
  ["postgresql://h", `database "${userInfo().username}"`],
])("%s: a database that does not exist is named as PostgreSQL looks for it", (url, name) => {
  expect(connectionProblem({ code: "3D000" }, parseDatabaseUrlOrThrow(url))).toContain(name);
});

test.each([
  ["postgresql://ada:hunter2@localhost:5432/console?host=%2Frun%2Fmy%20postgres", "/run/my postgres"],
  ["postgresql:///console?host=/run/postgresql&user=ada", "/run/postgresql"],
  ["postgresql://ada@%2Frun%2Fpostgresql/console", "/run/postgresql"],
  ["postgresql://ada@[::1]/console", "[::1]:5432"],
  ["postgresql://ada@h1,h2:5433/console", "h1:5432, h2:5433"],
])("%s is at %s", (url, server) => {
  expect(serverOf(parseDatabaseUrlOrThrow(url))).toBe(server);
});

test.each([
  ["ENOENT", /^points at the socket in \/run\/postgresql, where none is$/],
  ["EACCES", /^points at the socket in \/run\/postgresql, which this user may not use$/],
  ["ECONNREFUSED", /^points at \/run\/postgresql, where nothing listens/],
])("a socket that fails with %s is reported in one line", (code, reason) => {
  expect(connectionProblem({ code }, parseDatabaseUrlOrThrow("postgresql:///console?host=/run/postgresql&password=hunter2"))).toMatch(
    reason,
  );
});
