/** Reading a paste: what is a code, what a status, what the message. The twin of `query.py`, where it is explained. */
import { normalise } from "./pastes/decoding.js";
import { Ranges } from "./ranges.js";
import { noise, pastes, pattern, w } from "./rules.js";
import { numbersIn, withoutReasons } from "./statuses.js";
import { fold } from "./words.js";

/** @import { Field, NumberRead, Span } from "./types.js" */

const NAMING = new Set(["code", "status", "message"]); // fields whose keys are no words of a message
/** The row of the table that a key belongs to; where several name it, the first. @type {Map<string, string>} */
const kinds = new Map();

/** @param {string} text */
const blank = (text) => " ".repeat(text.length);

/** Whether a text has a word of an error. @param {string} text */
export const speaksOfError = (text) => noise("error_line")[0].test(text);

/** A text in which something stands for words of an error that say that there was none. @param {string} text @param {(said: string) => string} shown */
const withoutErrors = (text, shown) => text.replace(noise("no_errors", "gi")[0], shown);

/** What was read in a paste. */
export class Reading {
  /** @param {string} text a code and nothing else, of which there is no more to tell */
  constructor(text) {
    this.text = text;
    /** The text with all noise blanked; offsets stay. */
    this.masked = text;
    this.truncated = false;
    this.lines = false;
    this.tokens = 1;
    this.calm = false;
    this.foreign = false;
    this.translated = false;
    /** @type {Field[]} */
    this.fields = [];
    /** @type {NumberRead[]} */
    this.numbers = [];
    this.spans = new Ranges([]);
  }

  /** Whether a field holds the message, in words. */
  get saysMessage() {
    return this.fields.some(({ kind, value }) => kind === "message" && value.trim().includes(" "));
  }

  get short() {
    return this.tokens <= w.SHORT_TOKENS;
  }

  get sentence() {
    return this.tokens <= w.SENTENCE_TOKENS;
  }

  /** How much a word at an offset counts. @param {number} at */
  weight(at) {
    return !this.spans.some || this.spans.has(at) ? 1 : w.REST;
  }
}

/** Everything that can be told about a text without knowing a code. @param {string} pasted */
export function read(pasted) {
  const [text, truncated] = condense(normalise(pasted));
  const reading = new Reading(text);
  reading.truncated = truncated;
  reading.lines = text.trim().includes("\n");
  reading.tokens = reading.lines ? w.MANY_TOKENS : (text.match(pattern("token", "g")) ?? []).length;
  reading.calm = noise("calm", "m").some((said) => said.test(text)) && !speaksOfError(withoutErrors(text, () => " "));
  reading.foreign = noise("foreign", "im").some((said) => said.test(text));
  reading.fields = [...fieldsOf(text), ...elementsOf(text)];
  reading.masked = masked(text, reading.fields);
  reading.numbers = numbersIn(reading);
  reading.spans = new Ranges(spansOf(reading));
  if (!reading.short) reading.masked = withoutReasons(reading);
  return reading;
}

/** The telling lines of a text that is too long: those that speak of an error, the last ones. @param {string} text @returns {[string, boolean]} */
function condense(text) {
  if (text.length <= w.MAX_CHARS) return [text, false];
  /** @type {Map<string, boolean>} */
  const lines = new Map();
  for (const line of text.split("\n")) {
    for (let at = 0; at < line.length; at += w.MAX_LINE) {
      const piece = line.slice(at, at + w.MAX_LINE);
      if (!lines.has(piece)) lines.set(piece, speaksOfError(piece));
    }
  }
  const order = [...lines.keys()];
  const kept = new Set();
  let room = w.MAX_CHARS;
  for (const wanted of [true, false]) {
    for (let at = order.length - 1; at >= 0; at--) {
      if (lines.get(order[at]) === wanted && order[at].length < room) {
        kept.add(at);
        room -= order[at].length + 1;
      }
    }
  }
  return [order.filter((_, at) => kept.has(at)).join("\n"), true];
}

/** Keys and values: `key: value`, `"key": "value"`, `key=value`. @param {string} text @returns {Field[]} */
function fieldsOf(text) {
  /** @type {Field[]} */
  const fields = [];
  const finding = pattern("field", "dg");
  for (let match = finding.exec(text); match; match = finding.exec(text)) {
    const places = /** @type {Span[]} */ (match.indices);
    const quoted = match[1] || match[2];
    const key = quoted || match[3];
    const at = places[match[1] ? 1 : match[2] ? 2 : 3][0];
    finding.lastIndex = at + key.length + 1;
    const equals = match[0].includes("=");
    let value = match[4] ?? "";
    let kind = kindOfKey(key);
    if (!kind && equals && pattern("digits").exec(value)?.[0] === value) kind = "noise"; // "changes=404" counts something
    if (!kind) continue;
    let start = value ? places[4][0] : match.index + match[0].length;
    if (value[0] === "'" || value[0] === '"') {
      value = value.slice(1, -1);
      start += 1;
    } else if ((kind === "message" || kind === "either") && !quoted) {
      const rest = text.slice(start, start + w.VALUE_MOST);
      const end = rest.search(pattern("value_end"));
      value = (end < 0 ? rest : rest.slice(0, end)).trim();
    } else if (kind === "noise" && !equals && !quoted && pattern("letters").test(value)) {
      continue; // prose: "user: not authorized"
    }
    if (value) fields.push({ key, kind, value, at, start, end: start + value.length });
  }
  return fields;
}

/** Elements of XML and HTML: `<Code>NoSuchBucket</Code>`. @param {string} text @returns {Field[]} */
function elementsOf(text) {
  /** @type {Field[]} */
  const fields = [];
  for (const { 1: tag, 2: said, indices } of text.matchAll(pattern("xml", "dg"))) {
    const key = tag.slice(tag.lastIndexOf(":") + 1);
    const kind = kindOfKey(key);
    const value = said.trim();
    const [, [at], [begin]] = /** @type {Span[]} */ (indices);
    const start = begin + said.indexOf(value);
    if (kind && value) fields.push({ key, kind, value, at, start, end: start + value.length });
  }
  return fields;
}

/** Which row of the table a key belongs to; "" for a key that says nothing. @param {string} key @returns {string} */
function kindOfKey(key) {
  if (!kinds.size) {
    for (const [kind, names] of Object.entries(pastes.keys).reverse()) for (const name of names) kinds.set(name, kind);
  }
  const folded = fold(key);
  const kind = kinds.get(folded) ?? kinds.get(fold(key.split(pattern("key_parts")).at(-1) ?? "")) ?? "";
  const compound = key.includes("_") || key.includes("-") || key.slice(1) !== key.slice(1).toLowerCase();
  if (!kind && compound && pastes.noise.endings.some((ending) => folded.endsWith(ending))) return "noise";
  return kind;
}

/** @param {string} text @param {Field[]} fields */
function masked(text, fields) {
  /** @type {Span[]} */
  const spans = fields.flatMap(({ key, kind, at, start, end }) =>
    kind === "noise" ? [[start, end]] : NAMING.has(kind) ? [[at, at + key.length]] : []);
  let shown = new Ranges(spans).blanked(withoutErrors(text.replace(pattern("key", "g"), blank), blank));
  for (const said of [...noise("patterns", "gim"), ...noise("levels", "gm")]) shown = shown.replace(said, blank);
  return shown.replace(pattern("tag", "g"), blank);
}

/** Where the message stands; empty where all of the text is equally likely to be it. @param {Reading} reading @returns {Span[]} */
function spansOf({ masked: shown, fields, lines, sentence }) {
  const said = fields.filter(({ kind }) => kind !== "noise");
  /** @type {Span[]} */
  const spans = said.map(({ start, end }) => [start, end]);
  const worded = said.filter(({ kind }) => kind === "message" || kind === "either");
  if (worded.some(({ value }) => value.trim().includes(" "))) return spans;
  if (!lines && sentence) return [];
  for (const part of shown.matchAll(pattern(lines ? "lines" : "sentences", "g"))) {
    if (speaksOfError(part[0])) spans.push([part.index, part.index + part[0].length]);
  }
  return spans;
}
