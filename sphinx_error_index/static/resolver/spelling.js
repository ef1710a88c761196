/** How codes and words are spelled, and how near two spellings are. The twin of `spelling.py`. */
import { fold, splitHumps } from "./words.js";

/** @import { Piece } from "./types.js" */

export const PIECE = /[A-Za-z0-9]+|[\p{L}\p{N}]+/gu;
const DIGITS = /[0-9]+/g;
export const SHORT_CODE = 4; // a mixed code shorter than this ("S3") is believed in a field only

/** @param {string} text @param {RegExp} pattern @returns {Piece[]} */
export function pieces(text, pattern) {
  return Array.from(text.matchAll(pattern), (match) => ({ text: match[0], start: /** @type {number} */ (match.index) }));
}

/** @param {string} text @returns {string[]} */
export const digitsOf = (text) => text.match(DIGITS) ?? [];

/** @param {string} text */
export const isNumber = (text) => /^[0-9]+$/.test(text);

/** `number`, `mixed`, `compound`, `caps` or `word`. @param {string} code */
export function kindOf(code) {
  const folded = fold(code);
  if (isNumber(folded)) return "number";
  if (/[0-9]/.test(folded)) return "mixed";
  if (pieces(splitHumps(code), PIECE).length > 1) return "compound";
  const upper = code === code.toUpperCase() && code !== code.toLowerCase();
  return upper && code.length >= SHORT_CODE ? "caps" : "word";
}

/** A key that forgives letters read as digits and missing leading zeros. @param {string} folded */
export function alike(folded) {
  const digits = folded.replaceAll("o", "0").replaceAll("i", "1").replaceAll("l", "1");
  return digits.replace(DIGITS, (match) => match.replace(/^0+/, ""));
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
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
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
  const at = folded.search(/[0-9]/);
  return at < 0 ? folded : folded.slice(0, at);
}

/** Whether one of two words one edit apart has a letter more, or two neighbours swapped. @param {string} a @param {string} b */
export function slipped(a, b) {
  return a.length !== b.length || [...a].sort().join() === [...b].sort().join();
}

/** @template K, V @param {Map<K, V[]>} map @param {K} key @param {V} value */
export function push(map, key, value) {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
