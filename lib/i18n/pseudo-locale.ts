import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { printAST } from "@formatjs/icu-messageformat-parser/printer.js";
import en from "./messages/en.json";

const PLAIN = "aceghijklnoprsuwyzACDEGHIJKLNOPRSTUWYZ";
const MARKED = "áçéĝĥíĵķļñóþŕšúŵýžÁÇĎÉĜĤÍĴĶĻÑÓÞŔŠŢÚŴÝŽ";

/** By this share the other languages are longer than English. */
const EXPANSION = 0.4;
const FILLER = "ööö ";

/** Brackets that no text has: a text without them is hard-coded, one without the second is cut. */
const BRACKETS = ["⟦", "⟧"] as const;

/** Returns the texts with marked letters, longer and in brackets; placeholders, tags and plurals stay as they are. */
export function pseudoLocalize<T>(texts: T): T {
  if (typeof texts === "string") return pseudoText(texts) as T;
  return Object.fromEntries(Object.entries(texts as object).map(([key, value]) => [key, pseudoLocalize(value)])) as T;
}

/** The texts of PSEUDO_LOCALE, made when they are first shown. */
export default pseudoLocalize(en);

function pseudoText(text: string): string {
  const elements = parse(text);
  const filler = FILLER.repeat(Math.ceil((literalLength(elements) * EXPANSION) / FILLER.length)).trimEnd();
  const [open, close] = BRACKETS;
  return printAST([literal(open), ...elements.map(markElement), literal(` ${filler}${close}`)]);
}

function literal(value: string): MessageFormatElement {
  return { type: TYPE.literal, value };
}

function markElement(element: MessageFormatElement): MessageFormatElement {
  switch (element.type) {
    case TYPE.literal:
      return literal(markLetters(element.value));
    case TYPE.plural:
    case TYPE.select: {
      const options = Object.entries(element.options).map(([name, option]) => [name, { ...option, value: option.value.map(markElement) }]);
      return { ...element, options: Object.fromEntries(options) };
    }
    case TYPE.tag:
      return { ...element, children: element.children.map(markElement) };
    default:
      return element;
  }
}

function markLetters(text: string): string {
  return text.replace(/[a-z]/gi, (letter) => MARKED[PLAIN.indexOf(letter)] ?? letter);
}

function literalLength(elements: readonly MessageFormatElement[]): number {
  return elements.reduce((sum, element) => {
    if (element.type === TYPE.literal) return sum + element.value.length;
    if (element.type === TYPE.tag) return sum + literalLength(element.children);
    if (element.type === TYPE.plural || element.type === TYPE.select) {
      return sum + Math.max(...Object.values(element.options).map(({ value }) => literalLength(value)));
    }
    return sum;
  }, 0);
}
