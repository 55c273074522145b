import { expect, test } from "vitest";
import { rowsFor } from "./rows";

const keyedHash = (purpose: string, value: string) => `${purpose} ${value}`;
const scopes = (ip: string) =>
  rowsFor({ secret: "password", target: { userId: "ada" }, browserId: null, ip }, keyedHash).map(({ scope }) => scope);

test("W21: a client with an unknown address is throttled by account, not as one network with all such clients", () => {
  expect(scopes("192.0.2.7")).toEqual(["address", "address", "address", "account"]);
  expect(scopes("unknown")).toEqual(["account"]);
});
