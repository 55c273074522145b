import { expect, test } from "vitest";
import { connectionProblem, serverOf } from "./check-database-url";

const URL_WITH_PASSWORD = new URL("postgresql://ada:hunter2@db.example.com:5433/console");

test.each([
  [{ code: "ENOTFOUND" }, /DNS/],
  [{ code: "ECONNREFUSED" }, /db\.example\.com:5433.*refused/],
  [{ code: "28P01" }, /wrong password for the user "ada"/],
  [{ code: "3D000" }, /database "console", which does not exist/],
  [{ message: "timeout expired" }, /does not answer/],
  [{ message: "something\nelse" }, /something$/],
  [{}, /unknown reason/],
])("%o is told in one line without the password", (error, reason) => {
  const problem = connectionProblem(error, URL_WITH_PASSWORD);
  expect(problem).toMatch(reason);
  expect(problem).not.toMatch(/hunter2|\n/);
});

test.each([
  ["postgresql://ada:hunter2@localhost:5432/console?host=%2Frun%2Fmy%20postgres", "/run/my postgres"],
  ["postgresql:///console?host=/run/postgresql&user=ada", "/run/postgresql"],
  ["postgresql://ada@%2Frun%2Fpostgresql/console", "/run/postgresql"],
  ["postgresql://ada@[::1]/console", "[::1]:5432"],
])("%s is at %s", (url, server) => {
  expect(serverOf(new URL(url))).toBe(server);
});

test.each([
  ["ENOENT", /^points at the socket in \/run\/postgresql, where none is$/],
  ["EACCES", /^points at the socket in \/run\/postgresql, which this user may not use$/],
  ["ECONNREFUSED", /^points at \/run\/postgresql, where nothing listens/],
])("a socket that fails with %s is reported in one line", (code, reason) => {
  expect(connectionProblem({ code }, new URL("postgresql:///console?host=/run/postgresql&password=hunter2"))).toMatch(reason);
});
