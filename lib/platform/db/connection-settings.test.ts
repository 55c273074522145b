import { expect, test } from "vitest";
import { readConnectionSettings, withConnectionSettings } from "./connection-settings";

const ADDRESS = "postgresql://u:p%40w@127.0.0.1:5432/d?sslmode=disable";

test.each(["public", "Accounts & more", "it's+"])(
  "the schema %s and the pooler are kept in the address, beside what is there",
  (schema) => {
    const completed = withConnectionSettings(ADDRESS, { schema, isPooled: true });
    expect(readConnectionSettings(completed)).toEqual({ schema, isPooled: true });
    expect(new URL(completed).searchParams.get("sslmode")).toBe("disable");
    expect(new URL(completed).password).toBe("p%40w");
  },
);

test("an address of several hosts keeps them, and each parameter as it is written", () => {
  const several = "postgresql://u:p@a:1,b:2/d?password=a+b&schema=old&pgbouncer=true&x=%2B";
  expect(withConnectionSettings(several, { schema: "new one", isPooled: false })).toBe(
    "postgresql://u:p@a:1,b:2/d?password=a+b&x=%2B&schema=new%20one&pgbouncer=false",
  );
});

test("an address without parameters means the schema public and no pooler", () => {
  expect(readConnectionSettings(ADDRESS)).toEqual({ schema: "public", isPooled: false });
});
