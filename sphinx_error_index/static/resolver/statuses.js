/** Which numbers of a paste are statuses or short codes. The twin of `statuses.py`, where it is explained. */
import { fold } from "./words.js";

/** @import { NumberRead, Reading, ReadingTable, Weights } from "./types.js" */

const FIRST_NUMBER = /[0-9]+/;
const LETTER = /\p{L}/u;
const LETTER_AFTER = /^(?!s(?![\p{L}\p{N}_]))\p{L}/u; // a number in a word, but for "503s"
const HEADED = /^ [A-Z][a-z]/; // "401 Authorization Required" at a line's start
const ALONE = /^[ 0-9.,]*$/; // nothing but numbers after it on its line
const HTTP = /\b(?:http|error|status|the|response)\b/gi;
const PART = /[^A-Za-z0-9\n]/;
const CONTEXT = 40;

/** @param {string} text @param {number} start @param {number} end */
export const blanked = (text, start, end) => text.slice(0, start) + " ".repeat(end - start) + text.slice(end);

/** Tells statuses from other numbers by the table of `query.toml`. */
export class StatusReader {
  /** @param {ReadingTable} table @param {Weights} weights */
  constructor(table, weights) {
    this.w = weights;
    const noise = table.noise;
    this.strong = new RegExp(noise.number_strong, "i");
    this.strongAfter = new RegExp(noise.number_strong_after, "i");
    this.mediumBefore = new RegExp(noise.number_medium_before, "i");
    this.mediumAfter = new RegExp(noise.number_medium_after, "i");
    this.neverBefore = new RegExp(noise.number_never_before, "i");
    this.neverAfter = new RegExp(noise.number_never_after, "i");
    this.small = new RegExp(noise.number_small, "i");
    this.last = new RegExp(noise.number_last, "i");
    this.lastAfter = new RegExp(noise.number_last_after, "i");
    this.glued = new RegExp(noise.number_glued, "i");
    /** @type {Map<string, string>} */
    this.reasons = new Map(Object.entries(table.reasons).map(([number, words]) => [number, fold(words)]));
  }

  /** The numbers of a masked text that may mean something, in its order. @param {Reading} reading @returns {NumberRead[]} */
  read(reading) {
    const numbers = [];
    /** @type {Map<number, string>} */
    const named = new Map();
    for (const { key, kind, value, start } of reading.fields) {
      const match = FIRST_NUMBER.exec(value);
      if (kind === "either" && match?.index === 0 && this.reasons.has(match[0])) named.set(start, key); // <h1>405 Not Allowed
      if (kind !== "code" && kind !== "status") continue;
      if (match && (match.index === 0 || kind === "status") && match[0].length <= 4) named.set(start + match.index, key);
    }
    const text = reading.masked;
    for (const match of text.matchAll(/[0-9]+/g)) {
      const start = /** @type {number} */ (match.index);
      const end = start + match[0].length;
      const lead = text.slice(Math.max(0, start - CONTEXT), start);
      const before = lead.slice(lead.lastIndexOf("\n") + 1);
      const after = text.slice(end, end + CONTEXT).split("\n", 1)[0];
      const glued = LETTER.test(before.slice(-1)) && !this.glued.test(before);
      if (glued || LETTER_AFTER.test(after) || end - start > 4) continue;
      const field = named.get(start);
      if (field !== undefined) {
        numbers.push({ text: match[0], certainty: this.w.NUMBER_STRONG, where: field, start });
        continue;
      }
      const certainty = this.certainty(match[0], before, after, reading);
      if (certainty) {
        const where = (before.trimStart() + match[0]).slice(-24).trim();
        numbers.push({ text: match[0], certainty, where, start });
      }
    }
    if (reading.calm) return numbers.filter(({ certainty }) => certainty >= this.w.NUMBER_STRONG); // "Tests run: 412"
    return numbers.length ? numbers : this.reasonsAlone(reading);
  }

  /** Statuses of which a field, or the whole of a query, is the reason phrase. @param {Reading} reading @returns {NumberRead[]} */
  reasonsAlone(reading) {
    /** @type {Map<string, [string, number]>} */
    const places = new Map();
    for (const { kind, value, start } of [...reading.fields].reverse()) {
      if (kind === "either" || kind === "status") places.set(fold(value), [value, start]);
    }
    if (reading.short) places.set(fold(reading.masked.replace(HTTP, "")), [reading.text.trim(), 0]);
    const numbers = [];
    for (const [text, reason] of this.reasons) {
      const place = places.get(reason);
      if (place) numbers.push({ text, certainty: this.w.STATUS_REASON, where: place[0], start: place[1] });
    }
    return numbers;
  }

  /** @param {string} number @param {string} before @param {string} after @param {Reading} reading @returns {number} */
  certainty(number, before, after, reading) {
    if (reading.text.trim() === number) return this.w.NUMBER_STRONG;
    const reason = this.reasons.get(number);
    if (reason && fold(after).startsWith(reason)) return this.w.NUMBER_STRONG;
    if (this.neverAfter.test(after)) return 0;
    if (reason && !before.trim() && HEADED.test(after)) return this.w.NUMBER_STRONG;
    const strong = number.length > 2 ? this.strong : this.small;
    if (this.glued.test(before) || strong.test(before) || this.strongAfter.test(after)) return this.w.NUMBER_STRONG;
    if (reason && this.lastAfter.test(after) && this.last.test(before)) return this.w.NUMBER_MEDIUM;
    if (reason && !before.trim() && ALONE.test(after) && !reading.sentence) return this.w.NUMBER_MEDIUM; // what "curl -w" prints
    if (this.neverBefore.test(before)) return 0;
    if (this.mediumBefore.test(before) && this.mediumAfter.test(after)) return this.w.NUMBER_MEDIUM;
    const bare = !reading.foreign && (reading.short || (reason !== undefined && reading.sentence));
    return bare ? this.w.NUMBER_BARE : 0;
  }

  /** The text without the reason phrases behind statuses. @param {Reading} reading @returns {string} */
  withoutReasons(reading) {
    let masked = reading.masked;
    for (const { text, certainty, start: number } of reading.numbers) {
      let left = this.reasons.get(text);
      if (!left || certainty < this.w.NUMBER_STRONG) continue;
      const start = number + text.length;
      let at = start;
      for (; left && at < masked.length; at++) {
        if (masked[at].toLowerCase() === left[0]) left = left.slice(1);
        else if (!PART.test(masked[at])) break;
      }
      if (!left) masked = blanked(masked, start, at);
    }
    return masked;
  }
}

/** The statuses that a text names most certainly, in its order. @param {Reading} reading @returns {Map<number, NumberRead>} */
export function statusesOf(reading) {
  /** @type {Map<number, NumberRead>} */
  const statuses = new Map();
  const strongest = Math.max(0, ...reading.numbers.map((/** @type {NumberRead} */ { certainty }) => certainty));
  for (const number of reading.numbers) {
    const value = Number(number.text);
    if (number.certainty < strongest || number.text.length !== 3 || value < 100 || value >= 600) continue;
    if (!statuses.has(value)) statuses.set(value, number);
  }
  return statuses;
}
