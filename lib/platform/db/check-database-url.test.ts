import { expect, test } from "vitest";
import { connectionProblem } from "./check-database-url";

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
