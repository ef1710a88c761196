/** How codes and words are spelled, and how near two spellings are. The twin of `spelling.py`. */
import { pattern, rules, w } from "./rules.js";
import { fold, splitHumps } from "./words.js";

/** @import { Piece } from "./types.js" */

/** What a pattern finds in a text. @param {string} text @param {string} name @returns {Piece[]} */
export function pieces(text, name) {
  return Array.from(text.matchAll(pattern(name, "g")), (match) => ({ text: match[0], start: match.index }));
}

/** @param {string} text @returns {string[]} its runs of letters and digits */
export const piecesOf = (text) => text.match(pattern("piece", "g")) ?? [];

/** @param {string} text @returns {string[]} */
export const digitsOf = (text) => text.match(pattern("digits", "g")) ?? [];

/** @param {string} text */
export const isNumber = (text) => text !== "" && digitsOf(text)[0] === text;

/** `number`, `mixed`, `compound`, `caps` or `word`. @param {string} code */
export function kindOf(code) {
  const folded = fold(code);
  if (isNumber(folded)) return "number";
  if (digitsOf(folded).length) return "mixed";
  if (piecesOf(splitHumps(code)).length > 1) return "compound";
  const upper = code === code.toUpperCase() && code !== code.toLowerCase();
  return upper && code.length >= w.SHORT_CODE ? "caps" : "word";
}

const { scanned } = rules.words;
const misread = Object.fromEntries(Object.entries(scanned).map(([letter, digit]) => [digit, letter]));

/** A code as it was before a scanner took `5` for `S`. @param {string} folded */
export function asMeant(folded) {
  const digits = folded.replace(pattern("letter_in_number", "g"), (letters) => letters.replace(/./g, (letter) => scanned[letter]));
  return digits.replace(pattern("digit_in_word", "g"), (digit) => misread[digit]);
}

/** A key that forgives letters read as digits and missing leading zeros. @param {string} folded */
export function alike(folded) {
  const digits = folded.replaceAll("o", "0").replaceAll("i", "1").replaceAll("l", "1");
  return digits.replace(pattern("digits", "g"), (match) => match.replace(/^0+/, ""));
}

/** Edits between two words, up to a number. @param {string} a @param {string} b @param {number} most */
export function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  /** @type {number[]} */
  let before = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const other = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + other);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, before[j - 2] + 1);
      }
      row.push(cost);
      if (cost < least) least = cost;
    }
    if (least > most) return most + 1;
    before = last;
    last = row;
  }
  return last[b.length];
}

/** The letters that a code begins with. @param {string} folded */
export function prefixOf(folded) {
  const at = folded.search(pattern("digits"));
  return at < 0 ? folded : folded.slice(0, at);
}

/** Whether two words have the same letters. @param {string} a @param {string} b */
export const sameLetters = (a, b) => [...a].sort().join() === [...b].sort().join();

/** Whether one of two words one edit apart has a letter more, or two neighbours swapped. @param {string} a @param {string} b */
export function slipped(a, b) {
  return a.length !== b.length || sameLetters(a, b);
}

/** The keys under which words stand that a word may be meant to be, or begins or ends with. @param {string} raw @returns {string[]} */
export const keysLike = (raw) => [`1:${raw[0]}`, `2:${raw.slice(0, 3)}`, `3:${raw.slice(-3)}`];

/** The keys under which a code of letters stands in the index of spellings. @param {string} folded @returns {string[]} */
export const letterKeys = (folded) => [`4:${folded.slice(0, 3)}`, `5:${folded.slice(-3)}`];
