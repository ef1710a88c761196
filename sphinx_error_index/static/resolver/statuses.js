/** Which numbers of a paste are statuses or short codes. The twin of `statuses.py`, where it is explained. */
import { Ranges } from "./ranges.js";
import { noise, pattern, rules, w } from "./rules.js";
import { fold } from "./words.js";

/** @import { NumberRead, Reading, Span } from "./types.js" */

/** The reason phrases of HTTP, folded, by their status. */
export const reasons = new Map(Object.entries(rules.query.reasons).map(([number, said]) => [number, fold(said)]));

/** The reason phrases alone: a code that is one says little beside another. */
export const reasonPhrases = new Set(reasons.values());

/** Names of errors that many services use: reason phrases, and others like `itemNotFound`. */
export const genericNames = new Set([...reasonPhrases, ...rules.query.faults.words.split(" ")]);

/** Whether a pattern about what stands around a number fits. @param {string} name @param {string} text */
const says = (name, text) => noise(name)[0].test(text);

/** The numbers of a masked text that may mean something, in its order. @param {Reading} reading @returns {NumberRead[]} */
export function numbersIn(reading) {
  const named = namedNumbers(reading);
  const text = reading.masked;
  const alone = reading.text.trim();
  /** @type {NumberRead[]} */
  const numbers = [];
  for (const match of text.matchAll(pattern("digits", "g"))) {
    const [number] = match;
    const start = match.index;
    const end = start + number.length;
    const lead = text.slice(Math.max(0, start - w.CONTEXT), start);
    const before = lead.slice(lead.lastIndexOf("\n") + 1);
    const after = text.slice(end, end + w.CONTEXT).split("\n", 1)[0];
    const glued = pattern("letter_before").test(before) && !says("number_glued", before);
    if (glued || pattern("letter_after").test(after) || number.length > w.NUMBER_DIGITS) continue;
    const key = named.get(start);
    if (key !== undefined) {
      numbers.push({ text: number, certainty: w.NUMBER_STRONG, where: key, start });
      continue;
    }
    const certainty = alone === number ? w.NUMBER_STRONG : certaintyOf(number, before, after, reading);
    const where = (before.trimStart() + number).slice(-w.WHERE).trim();
    if (certainty) numbers.push({ text: number, certainty, where, start });
  }
  numbers.push(...signalsIn(reading));
  if (reading.calm) return numbers.filter(({ certainty }) => certainty >= w.NUMBER_STRONG); // "Tests run: 412"
  return numbers.length ? numbers : reasonsAlone(reading);
}

/** The exit codes by which a shell tells of the signals that a text names. @param {Reading} reading @returns {NumberRead[]} */
function signalsIn({ text }) {
  return Array.from(text.matchAll(pattern("signal", "g"))).flatMap(({ 0: said, 1: number, 2: name = "kill", 3: returned, index: start }) => {
    const signal = Number(number || returned || rules.query.signals[name.toLowerCase()] || 0);
    return signal ? [{ text: String(w.SIGNALLED + signal), certainty: w.NUMBER_SIGNAL, where: said.trim(), start }] : [];
  });
}

/** The keys of the fields that numbers stand in, by where these start. @param {Reading} reading */
function namedNumbers({ fields }) {
  /** @type {Map<number, string>} */
  const named = new Map();
  for (const { key, kind, value, start } of fields) {
    const match = pattern("digits").exec(value);
    if (!match) continue;
    const [number] = match;
    if (kind === "either" && !match.index && reasons.has(number)) named.set(start, key); // <h1>405 Not Allowed
    if (kind !== "code" && kind !== "status") continue;
    if ((!match.index || kind === "status") && number.length <= w.NUMBER_DIGITS) named.set(start + match.index, key);
  }
  return named;
}

/** Statuses of which a field, or the whole of a query, is the reason phrase. @param {Reading} reading @returns {NumberRead[]} */
function reasonsAlone(reading) {
  /** @type {Map<string, [where: string, start: number]>} */
  const places = new Map();
  /** @param {string} said @param {number} start */
  const place = (said, start) => places.set(fold(said.replace(pattern("qualified"), "")), [said, start]);
  for (const { 0: said, 1: phrase, index } of [...reading.masked.matchAll(pattern("bracketed", "g"))].reverse()) {
    place(phrase, index + said.indexOf(phrase));
  }
  for (const { kind, value, start } of [...reading.fields].reverse()) {
    if (kind === "either" || kind === "status") place(value, start);
  }
  if (reading.short) {
    places.set(fold(reading.masked.replace(pattern("around_reason", "g"), "")), [reading.text.trim(), 0]);
  }
  const numbers = [];
  const named = Object.entries(rules.query.named).map(([name, status]) => [`${status}`, name]);
  for (const [text, reason] of [...reasons, ...named]) {
    const [where, start] = places.get(reason) ?? [];
    if (where !== undefined && start !== undefined) numbers.push({ text, certainty: w.STATUS_REASON, where, start });
  }
  return numbers;
}

/** @param {string} number @param {string} before @param {string} after @param {Reading} reading @returns {number} */
function certaintyOf(number, before, after, reading) {
  const reason = reasons.get(number);
  const begins = !before.trim();
  if (reason && fold(after).startsWith(reason)) return w.NUMBER_STRONG;
  if (says("number_never_after", after) || (number.length < 3 && before.endsWith("-"))) return 0;
  if (!reason && says(number.length > 2 ? "number_count" : "number_count_small", after)) return 0;
  if (reason && begins && pattern("headed").test(after)) return w.NUMBER_STRONG;
  const strong = number.length > 2 ? "number_strong" : "number_small";
  if (says("number_glued", before) || says(strong, before) || says("number_strong_after", after)) return w.NUMBER_STRONG;
  if (reason && says("number_last_after", after) && says("number_last", before)) return w.NUMBER_MEDIUM;
  if (reason && begins && pattern("alone").test(after) && !reading.sentence) return w.NUMBER_MEDIUM; // what "curl -w" prints
  if (says("number_never_before", before)) return 0;
  if (says("number_medium_before", before) && says("number_medium_after", after)) return w.NUMBER_MEDIUM;
  const bare = !reading.foreign && (reading.short || (reason && reading.sentence));
  return bare ? w.NUMBER_BARE : 0;
}

/** The text without the reason phrases behind statuses. @param {Reading} reading @returns {string} */
export function withoutReasons({ masked, numbers, fields }) {
  /** @type {Span[]} */
  const spans = [];
  for (const { text, certainty, start: number } of numbers) {
    const reason = reasons.get(text);
    let left = reason;
    if (!left || certainty < w.NUMBER_STRONG) continue;
    const start = number + text.length;
    let at = start;
    for (; left && at < masked.length; at++) {
      if (masked[at].toLowerCase() === left[0]) left = left.slice(1);
      else if (!pattern("between").test(masked[at])) break;
    }
    if (!left) spans.push([start, at]);
    for (const { kind, value, start: said, end } of fields) {
      if (kind === "message" && fold(value) === reason) spans.push([said, end]);
    }
  }
  return new Ranges(spans).blanked(masked);
}

/** The statuses that a text names most certainly, in its order. @param {Reading} reading @returns {Map<number, NumberRead>} */
export function statusesOf({ numbers }) {
  /** @type {Map<number, NumberRead>} */
  const statuses = new Map();
  const strongest = numbers.reduce((most, { certainty }) => Math.max(most, certainty), 0);
  for (const number of numbers) {
    const value = Number(number.text);
    if (number.certainty < strongest || number.text.length !== 3 || value < 100 || value >= 600) continue;
    if (!statuses.has(value)) statuses.set(value, number);
  }
  return statuses;
}
