import { PASSWORD_MAX_LENGTH } from "@/lib/policy";
import { findPieces, type Piece, type PieceKind } from "./pieces";

export type Estimate = {
  /** The guesses that a program with knowledge of common habits needs, as a power of ten. */
  guessesLog10: number;
  /** What most of the password is made of. */
  kind: PieceKind;
};

type Words = Parameters<typeof findPieces>[1];

/** Separators between words; using one, and which, is one choice. */
const SEPARATOR = /[\s._\-,]/;
const SEPARATORS_COST = 1.8;

/** Rarer words would match across the boundary of two words. */
const FREQUENT_RANK = 5_000;
const frequent = (rank: number | undefined) => (rank !== undefined && rank <= FREQUENT_RANK ? rank : undefined);

/** An attacker also has to guess which pieces are used, and their order. */
const JOINT_COST = 0.4;

/**
 * Returns the cheapest composition of the password from pieces that attackers know and single characters (the idea of zxcvbn, Wheeler,
 * USENIX Security 2016). Bounded by the length alone: any 128 characters take less than 0.1 s; NFKC can make 18 of one, hence the cut.
 */
export function estimateGuesses(password: string, words: Words): Estimate {
  const characters = [...password.normalize("NFKC")].slice(0, PASSWORD_MAX_LENGTH);
  const joined = characters.filter((character) => !SEPARATOR.test(character));
  const whole = cheapestWay(characters, words);
  if (joined.length === characters.length) return whole;
  const closed = cheapestWay(joined, { ...words, ranks: { get: (word) => frequent(words.ranks.get(word)) } });
  const guessesLog10 = closed.guessesLog10 + SEPARATORS_COST;
  return guessesLog10 < whole.guessesLog10 ? { guessesLog10, kind: closed.kind } : whole;
}

function cheapestWay(characters: readonly string[], words: Words): Estimate {
  const free = characters.map((character, start): Piece => ({ start, end: start + 1, cost: characterCost(character), kind: "free" }));
  const piecesFrom = free.map((single) => [single]);
  for (const piece of findPieces(characters, words)) piecesFrom[piece.start]?.push(piece);
  const best: { cost: number; piece: Piece | null }[] = characters.map(() => ({ cost: Number.POSITIVE_INFINITY, piece: null }));
  best.push({ cost: 0, piece: null });
  for (let start = characters.length - 1; start >= 0; start--) {
    for (const piece of piecesFrom[start] ?? []) {
      const cost = piece.cost + (piece.kind === "free" ? 0 : JOINT_COST) + (best[piece.end]?.cost ?? 0);
      if (cost < (best[start]?.cost ?? 0)) best[start] = { cost, piece };
    }
  }
  return { guessesLog10: best[0]?.cost ?? 0, kind: mainKind(best) };
}

function mainKind(best: readonly { piece: Piece | null }[]): PieceKind {
  const covered = new Map<PieceKind, number>();
  for (let piece = best[0]?.piece; piece; piece = best[piece.end]?.piece) {
    const { kind, start, end } = piece;
    if (kind !== "free") covered.set(kind, (covered.get(kind) ?? 0) + end - start);
  }
  const [first] = [...covered].sort(([, one], [, other]) => other - one);
  return first?.[0] ?? "free";
}

/** Guesses of a character that is part of no piece: the size of its character class. */
function characterCost(character: string): number {
  if (/^\d$/.test(character)) return 1;
  if (/^[\s._\-,!?*+/'&]$/.test(character)) return 0.6;
  if (/^[a-z]$/.test(character)) return 1.4;
  if (/^[A-Z\p{P}\p{S}]$/u.test(character)) return 1.5;
  if (/^\p{Script=Han}$/u.test(character)) return 2.8;
  return 1.5;
}
