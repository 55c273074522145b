import { expect, test } from "vitest";
import { formFields } from "./form-state";

test("text fields are read; files and data other than a form are not", () => {
  const data = new FormData();
  data.set("name", "ada");
  data.set("file", new Blob(["x"]));
  expect(formFields(data)).toEqual({ name: "ada" });
  for (const sent of [undefined, null, "name=ada", { name: "ada" }, ["ada"]]) expect(formFields(sent)).toEqual({});
});

test("NUL, which PostgreSQL refuses, is dropped", () => {
  const data = new FormData();
  data.set("name", "a\0da\0");
  expect(formFields(data)).toEqual({ name: "ada" });
});
