/** Codes as numbers, and the ranges that a number is in. The twin of `values.py`, where it is explained. */
import { pattern, w } from "./rules.js";

/** The values that a spelling may mean. @param {string} text @returns {bigint[]} */
export function valuesOf(text) {
  const hexadecimal = pattern("hexadecimal").exec(text);
  let value;
  if (pattern("decimal").test(text)) value = BigInt(text.replace("\u2212", "-").replace("+", ""));
  else if (hexadecimal || pattern("bare_hexadecimal").test(text)) value = BigInt(`0x${hexadecimal ? hexadecimal[1] : text}`);
  else return [];
  const own = value;
  const negative = w.SIGNED_BITS.map(BigInt).filter((bits) => own >= 1n << (bits - 1n) && own < 1n << bits);
  return [own, ...negative.map((bits) => own - (1n << bits))];
}

/** Whether a number in running text is likely a code. @param {string} text */
export function isTelling(text) {
  const match = pattern("hexadecimal").exec(text);
  if (match) return match[1].length >= w.TELLING_HEXADECIMAL;
  return pattern("bare_hexadecimal").test(text) || text.replace(pattern("sign"), "").length >= w.TELLING_DIGITS;
}

/** What a code begins with, and the number it ends in. @param {string} text @returns {[string, bigint] | null} */
export function placeOf(text) {
  const values = valuesOf(text);
  if (values.length && !pattern("bare_hexadecimal").test(text)) return ["", values[0]];
  const match = pattern("numbered").exec(text);
  return match ? [match[1].toLowerCase(), BigInt(match[2])] : null;
}

/** Whether a code is in a range. @param {string} text @param {string} first @param {string} last */
export function inRange(text, first, last) {
  const [own, low, high] = [placeOf(text), placeOf(first), placeOf(last)];
  return Boolean(own && low && high && own[0] === low[0] && low[1] <= own[1] && own[1] <= high[1]);
}

/** Each number of a text that is likely a code. @param {string} text @returns {Array<[string, number]>} */
export function tellingNumbers(text) {
  return [...text.matchAll(pattern("telling_number", "g"))]
    .filter((match) => isTelling(match[0]))
    .map((match) => [match[0], /** @type {number} */ (match.index)]);
}
