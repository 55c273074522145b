import { expect, test } from "vitest";
import { pathShown } from "./next-internals";

test.each([
  ["/admin/audit?person=ada", "/admin/audit?person=ada"],
  ["/admin/audit?person=ada&_rsc=1x9z", "/admin/audit?person=ada"],
  ["/settings?_rsc=abc", "/settings"],
  ["/a?_rsc&b=1&b=2", "/a?b=1&b=2"],
  ["/a?x=1+2%2F3&y=%C3%A4&z=a%20b", "/a?x=1+2%2F3&y=%C3%A4&z=a%20b"],
  ["/a?my_rsc=1&_rscx=2", "/a?my_rsc=1&_rscx=2"],
  ["/a?q=what?&_rsc=1", "/a?q=what?"],
  ["/a?", "/a"],
  [Buffer.from("/a?q=ä").toString("latin1"), "/a?q=%C3%A4"],
])("W27: the requested address in %j is %s", (url, expected) => {
  expect(pathShown(url)).toBe(expected);
});
