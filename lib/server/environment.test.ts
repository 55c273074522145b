import { expect, test } from "vitest";
import { ConfigError } from "@/lib/platform/config/config";
import { checkEnvironment } from "./environment";

test.each([
  ["~", "~"],
  ["~/latchkey", "~"],
  ["~ada/latchkey", "~ada"],
  ["$HOME/latchkey", "$H"],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: that is what was not replaced.
  ["/srv/${NAME}", "${"],
  ["/srv/$(hostname)", "$("],
  ["%h/latchkey", "%h"],
  ["%S/latchkey", "%S"],
])("an unexpanded DATA_DIR (%s) is one line naming it", (dataDir, part) => {
  expect(() => checkEnvironment({ DATA_DIR: dataDir })).toThrow(
    new ConfigError("DATA_DIR", `is ${dataDir}, in which "${part}" was not replaced by a folder: write the whole path`),
  );
});

test("a DATA_DIR with a line break is one line naming it", () => {
  expect(() => checkEnvironment({ DATA_DIR: "/srv/a\nb" })).toThrow(/^DATA_DIR holds a line break/);
});

test.each(["/srv/a b", "data", "./~", "/srv/~ada", "/srv/100%", "/srv/%20", "/srv/a$", "/srv/zoë", "../x#y?z"])(
  "a DATA_DIR of other characters (%s) is taken as it is",
  (dataDir) => {
    expect(checkEnvironment({ DATA_DIR: dataDir }).port).toBe(3000);
  },
);
