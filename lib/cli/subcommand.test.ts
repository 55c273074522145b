import { expect, test } from "vitest";
import { fail } from "./subcommand";

test.each(["\n", "a\r\nb", "\u2028", "\u001b[2J"])("a refusal that quotes %j is one printable line", (input) => {
  expect(() => fail(`There is no user "${input}"`)).toThrow(/^There is no user "[\x20-\x7e]*"$/);
});
