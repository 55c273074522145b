import { parseSync, Visitor, type VisitorObject } from "oxc-parser";
import picomatch from "picomatch";
import { type Finding, quoted, tableRows } from "./shared";

/** A row of the table in docs/words.md: words, what to write instead, where, and the files that may use them. */
export type WordRule = { words: string[]; use: string; places: Place[]; allowedIn: string[] };

type Place = "names" | "prose";

/** Reads the table whose first column is `word`. Throws when there is none, or when a row names no place. */
export function readWordList(markdown: string): WordRule[] {
  return tableRows("docs/words.md", markdown, "word").map(([words = "", use = "", where = "", allowedIn = ""]) => {
    const places = quoted(where).filter((place): place is Place => place === "names" || place === "prose");
    if (places.length === 0) throw new Error(`docs/words.md: no place in the row of ${words.trim()}`);
    return { words: quoted(words), use: use.trim(), places, allowedIn: quoted(allowedIn) };
  });
}

/**
 * Finds words of the list in a source file or document. A name is split at capital letters and underscores. Prose is
 * comments, strings with a space, and documents, without quoted code; of a Prisma schema only the comments are read.
 */
export function checkWords(rules: readonly WordRule[], file: string, text: string): Finding[] {
  const due = rules.filter(({ allowedIn }) => !picomatch.isMatch(file, allowedIn));
  const found = (place: Place, words: readonly string[], line: number): Finding[] =>
    due.flatMap((rule) =>
      rule.places.includes(place)
        ? rule.words
            .filter((word) => words.includes(word))
            .map((word) => ({ file, line, message: `"${word}" in ${place}: write ${rule.use}` }))
        : [],
    );
  const parts = partsOf(file, text);
  return parts.flatMap(({ place, text, line }) => found(place, place === "names" ? wordsOfName(text) : wordsOfProse(text), line));
}

type Part = { place: Place; text: string; line: number };

function partsOf(file: string, text: string): Part[] {
  if (file.endsWith(".md")) return documentParts(text);
  return file.endsWith(".prisma") ? schemaParts(text) : sourceParts(file, text);
}

function schemaParts(schema: string): Part[] {
  return schema.split("\n").map((line, index) => ({ place: "prose" as const, text: /\/\/(.*)/.exec(line)?.[1] ?? "", line: index + 1 }));
}

function documentParts(markdown: string): Part[] {
  let fenced = false;
  return markdown.split("\n").flatMap((line, index) => {
    const fence = line.trimStart().startsWith("```");
    if (fence) fenced = !fenced;
    return fence || fenced ? [] : [{ place: "prose" as const, text: line, line: index + 1 }];
  });
}

const SQL = /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|ALTER|DROP|TRUNCATE) /i;

function sourceParts(file: string, text: string): Part[] {
  const { program, comments } = parseSync(file, text);
  const lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const lineOf = (offset: number) => lineStarts.findLastIndex((start) => start <= offset) + 1;
  const parts: Part[] = comments.flatMap(({ value, start }) =>
    value.split("\n").map((line, index) => ({ place: "prose" as const, text: line, line: lineOf(start) + index })),
  );
  const name = ({ name, start }: { name: string; start: number }) => parts.push({ place: "names", text: name, line: lineOf(start) });
  const sentence = (value: string, start: number) => {
    if (value.includes(" ") && !SQL.test(value)) parts.push({ place: "prose", text: value, line: lineOf(start) });
  };
  const tagged = new Set<number>();
  const tag: VisitorObject["TaggedTemplateExpression"] = ({ quasi }) => void tagged.add(quasi.start);
  const template: VisitorObject["TemplateLiteral"] = ({ quasis, start }) => {
    if (!tagged.has(start)) for (const quasi of quasis) sentence(quasi.value.raw, quasi.start);
  };
  const literal: VisitorObject["Literal"] = ({ value, start }) => {
    if (typeof value === "string") sentence(value, start);
  };
  const names = { Identifier: name, PrivateIdentifier: name, JSXIdentifier: name };
  new Visitor({ ...names, TaggedTemplateExpression: tag, TemplateLiteral: template, Literal: literal }).visit(program);
  return parts;
}

function wordsOfName(name: string): string[] {
  return name.split(/[_$]|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).map((word) => word.toLowerCase());
}

function wordsOfProse(text: string): string[] {
  return (
    text
      .replaceAll(/`[^`]*`/g, " ")
      .toLowerCase()
      .match(/[\p{L}\p{N}_]+/gu) ?? []
  );
}
