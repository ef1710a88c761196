/** Codes as numbers, and the ranges that a number is in. The twin of `values.py`, where it is explained. */
const DECIMAL = /^[-+\u2212]?[0-9]{1,20}$/;
const HEXADECIMAL = /^0[xX]([0-9A-Fa-f]{1,16})$/;
const BARE = /^(?=[0-9A-Fa-f]*[0-9])(?=[0-9A-Fa-f]*[A-Fa-f])(?:[0-9A-Fa-f]{8}){1,2}$/;
const NUMBER_AT_END = /^([^\s0-9](?:\S*[^\s0-9])?)([0-9]{1,20})$/;
const TELLING_NUMBER = new RegExp(
  "(?<![\\p{L}\\p{N}_.:-])(?:0[xX][0-9A-Fa-f]{3,16}|[-\u2212]?[0-9]{5,20}|[0-9A-Fa-f]{8}|[0-9A-Fa-f]{16})" +
    "(?![\\p{L}\\p{N}_.:-])|(?<![\\p{L}\\p{N}_.:-])(?:0[xX][0-9A-Fa-f]{3,16}|[-\u2212]?[0-9]{5,20})" +
    "(?=[.:](?![\\p{L}\\p{N}_]))",
  "gu",
);
const WORD_SIZES = [32n, 64n];
const TELLING_DIGITS = 5;
const TELLING_HEXADECIMAL = 3;

/** The values that a spelling may mean. @param {string} text @returns {bigint[]} */
export function valuesOf(text) {
  const hexadecimal = HEXADECIMAL.exec(text);
  let value;
  if (DECIMAL.test(text)) {
    const digits = BigInt(text.replace(/^[-+\u2212]/, ""));
    value = /^[-\u2212]/.test(text) ? -digits : digits;
  } else if (hexadecimal || BARE.test(text)) value = BigInt(`0x${hexadecimal ? hexadecimal[1] : text}`);
  else return [];
  const own = value;
  const negative = WORD_SIZES.filter((bits) => own >= 1n << (bits - 1n) && own < 1n << bits);
  return [own, ...negative.map((bits) => own - (1n << bits))];
}

/** Whether a number in running text is likely a code. @param {string} text */
export function isTelling(text) {
  const match = HEXADECIMAL.exec(text);
  if (match) return match[1].length >= TELLING_HEXADECIMAL;
  return BARE.test(text) || text.replace(/^[-+\u2212]+/, "").length >= TELLING_DIGITS;
}

/** What a code begins with, and the number it ends in. @param {string} text @returns {[string, bigint] | null} */
export function placeOf(text) {
  const values = valuesOf(text);
  if (values.length && !BARE.test(text)) return ["", values[0]];
  const match = NUMBER_AT_END.exec(text);
  return match ? [match[1].toLowerCase(), BigInt(match[2])] : null;
}

/** Whether a code is in a range. @param {string} text @param {string} first @param {string} last */
export function inRange(text, first, last) {
  const [own, low, high] = [placeOf(text), placeOf(first), placeOf(last)];
  return Boolean(own && low && high && own[0] === low[0] && low[1] <= own[1] && own[1] <= high[1]);
}

/** Each number of a text that is likely a code. @param {string} text @returns {Array<[string, number]>} */
export function tellingNumbers(text) {
  return [...text.matchAll(TELLING_NUMBER)]
    .filter((match) => isTelling(match[0]))
    .map((match) => [match[0], /** @type {number} */ (match.index)]);
}
