import path from "node:path";
import { parseSync } from "oxc-parser";
import type { Finding } from "./shared";

/** A source file: its documentation comments, the words of its code, and the names that it exports. */
export type SourceFile = { file: string; comments: { text: string; line: number }[]; words: Set<string>; exported: string[] };

/** Names that comments may use although they are not ours: of JavaScript, HTML, next-auth, Next.js, Prisma, PostgreSQL and Vitest. */
const FOREIGN = [
  ...["undefined", "fetch", "startsWith", "endsWith", "contains", "main", "noindex", "localhost", "action", "page"],
  ...["handlers", "parseCookie", "generate", "int", "sslmode", "pgbouncer", "beforeAll", "afterEach", "integration"],
];

/** A name in backticks that begins with a small letter; columns, settings and constants have an underscore or begin with a capital. */
const NAME = /`(?<name>[a-z][A-Za-z0-9]*)`/g;
/** A file of the repository, by its path from the root. */
const PATH = /(?<![\w@./-])(?<path>(?:app|bench|components|docs|e2e|lib|prisma|scripts)\/[\w./()[\]@-]+\.(?:tsx?|mjs|json|md|sql|prisma))/g;

export function readSourceFile(file: string, text: string): SourceFile {
  const { comments, module } = parseSync(file, text);
  const code = comments.toReversed().reduce((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
  return {
    file,
    comments: comments.map(({ value, start }) => ({ text: value, line: text.slice(0, start).split("\n").length })),
    words: new Set(code.match(/\w+/g)),
    exported: module.staticExports.flatMap(({ entries }) => entries.map(({ exportName }) => exportName.name ?? "")),
  };
}

/**
 * Finds names in backticks that occur neither in the code of their folder nor as an export, and paths of files that do not exist: a
 * renaming leaves them behind in comments. `exists` is asked about paths from the root.
 */
export function checkCommentNames(files: readonly SourceFile[], exists: (path: string) => boolean): Finding[] {
  const exported = new Set([...FOREIGN, ...files.flatMap((file) => file.exported)]);
  const wordsOf = new Map<string, Set<string>>();
  for (const { file, words } of files) wordsOf.set(path.dirname(file), new Set([...(wordsOf.get(path.dirname(file)) ?? []), ...words]));
  const isKnown = (file: string, name: string) => exported.has(name) || wordsOf.get(path.dirname(file))?.has(name);
  return files.flatMap(({ file, comments }) =>
    comments.flatMap(({ text, line }) => [
      ...matches(text, NAME, "name")
        .filter((name) => !isKnown(file, name))
        .map((name) => ({ file, line, message: `the comment names ${name}, which does not exist` })),
      ...matches(text, PATH, "path")
        .filter((target) => !target.includes("...") && !target.includes("/generated/") && !exists(target))
        .map((target) => ({ file, line, message: `the comment names ${target}, which does not exist` })),
    ]),
  );
}

function matches(text: string, pattern: RegExp, group: string): string[] {
  return [...text.matchAll(pattern)].map(({ groups }) => groups?.[group] ?? "");
}
