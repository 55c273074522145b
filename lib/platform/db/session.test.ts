import { expect, test } from "vitest";
import { readSession, withSession } from "./session";

const ADDRESS = "postgresql://u:p%40w@127.0.0.1:5432/d?sslmode=disable";

test.each(["public", "Accounts & more", "it's+"])(
  "the schema %s and the pooler are kept in the address, beside what is there",
  (schema) => {
    const completed = withSession(ADDRESS, { schema, isPooled: true });
    expect(readSession(completed)).toEqual({ schema, isPooled: true });
    expect(new URL(completed).searchParams.get("sslmode")).toBe("disable");
    expect(new URL(completed).password).toBe("p%40w");
  },
);

test("an address that says nothing means the schema public and no pooler", () => {
  expect(readSession(ADDRESS)).toEqual({ schema: "public", isPooled: false });
});
