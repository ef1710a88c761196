/** Reading a paste: what is a code, what a status, what the message. The twin of `query.py`, where it is explained. */
import { StatusReader, blanked } from "./statuses.js";
import { fold } from "./words.js";

/** @import { Field, NumberRead, ReadingTable, Span, Weights } from "./types.js" */

const ENTITIES = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'", "#39": "'", "#34": '"', nbsp: " " };
const ENTITY = /&(lt|gt|amp|quot|apos|#39|#34|nbsp);/g;
const ANSI = /\x1b\[[0-9;]*[A-Za-z]/g;
const BOXES = /[\u2500-\u257f\u00a0\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]/g;
const FIELD = new RegExp(
  "(?:\"([A-Za-z_][A-Za-z0-9_ .-]{0,40})\"|'([A-Za-z_][A-Za-z0-9_ .-]{0,40})'|" +
    "([A-Za-z_][A-Za-z0-9_.-]{0,40}(?: (?:code|message|msg|id|status|type|reason|details?)\\b)?))" +
    "[ \\t]*(?:=>|:=|[:=])[ \\t]*" +
    "(\"(?:[^\"\\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\\n]|\\\\.)*'|[^\\s,;\"'{}\\[\\]<>()|]+)?",
  "dg",
);
const KEY =
  /["'][A-Za-z_][A-Za-z0-9_ .-]{0,40}["'](?=[ \t]*(?:=>|:))|\b[A-Za-z_][A-Za-z0-9_.-]{0,40}(?==)/g;
const XML = /<([A-Za-z][A-Za-z0-9_.:-]{0,40})(?: [^<>]{0,200})?>\s{0,99}([^<>]{1,2000}?)\s{0,99}<\/\1\s*>/dg;
const TAG = /<\/?[A-Za-z!?][^<>]{0,500}>/g;
const LAST = /[. ]/; // the last part of a key tells what it is: "/a status=403"
const REST = /[^\n;|{}]*?(?=[;|{}\n]|, *["']?[A-Za-z_][A-Za-z0-9_]*["']?[:=]|$)/y;
const NAMING = ["code", "status", "message"]; // fields whose keys are no words of a message
const QUERY_TOKEN = /[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*|[\p{L}\p{N}]+/gu;
const LINES = /[^\n]+/g;
const SENTENCES = /(?:[^.!?\n]|[.!?](?! ))+/g; // of prose in one line
const MANY = 1000;
const SHORT_TOKENS = 7;
const SENTENCE_TOKENS = 16;

/** @param {string} text */
const blank = (text) => " ".repeat(text.length);

/** What was read in a paste. */
export class Reading {
  /**
   * @param {string} text @param {boolean} truncated @param {number} tokens @param {boolean} calm
   * @param {boolean} foreign @param {Field[]} fields @param {number} rest
   */
  constructor(text, truncated, tokens, calm, foreign, fields, rest) {
    this.text = text;
    this.masked = text;
    this.truncated = truncated;
    this.tokens = tokens;
    this.calm = calm;
    this.foreign = foreign;
    this.fields = fields;
    this.rest = rest;
    /** @type {NumberRead[]} */
    this.numbers = [];
    /** @type {Array<[number, number]>} */
    this.spans = [];
  }

  /** Whether a field holds the message, in words. */
  get saysMessage() {
    return this.fields.some((item) => item.kind === "message" && item.value.trim().includes(" "));
  }

  get short() {
    return this.tokens <= SHORT_TOKENS;
  }

  get sentence() {
    return this.tokens <= SENTENCE_TOKENS;
  }

  /** How much a word at an offset counts. @param {number} at */
  weight(at) {
    if (!this.spans.length || this.spans.some(([start, end]) => start <= at && at < end)) return 1;
    return this.rest;
  }
}

/** Reads pastes by the table of `query.toml`. */
export class Reader {
  /** @param {ReadingTable} table @param {Weights} weights */
  constructor(table, weights) {
    this.w = weights;
    /** @type {Map<string, string>} */
    this.kinds = new Map();
    for (const [kind, keys] of Object.entries(table.keys).reverse()) {
      for (const key of keys) this.kinds.set(key, kind);
    }
    const noise = table.noise;
    /** @type {string[]} */
    this.endings = noise.endings;
    /** @type {RegExp[]} */
    this.noise = noise.patterns.map((pattern) => new RegExp(pattern, "gim"));
    this.noise.push(new RegExp(noise.levels, "gm"));
    /** @type {RegExp[]} */
    this.calm = noise.calm.map((pattern) => new RegExp(pattern, "m"));
    /** @type {RegExp[]} */
    this.foreign = noise.foreign.map((pattern) => new RegExp(pattern, "im"));
    this.noErrors = new RegExp(noise.no_errors, "gi");
    this.errorLine = new RegExp(noise.error_line, "i");
    this.statuses = new StatusReader(table, weights);
  }

  /** @param {string} pasted @returns {Reading} */
  read(pasted) {
    const [text, truncated] = this.condense(normalise(pasted));
    const tokens = text.trim().includes("\n") ? MANY : (text.match(QUERY_TOKEN) ?? []).length;
    const calm = this.calm.some((said) => said.test(text)) && !this.errorLine.test(text.replace(this.noErrors, " "));
    const foreign = this.foreign.some((said) => said.test(text));
    const reading = new Reading(text, truncated, tokens, calm, foreign, this.fields(text), this.w.REST);
    reading.masked = this.mask(reading);
    reading.numbers = this.statuses.read(reading);
    reading.spans = this.spans(reading);
    if (!reading.short) reading.masked = this.statuses.withoutReasons(reading);
    return reading;
  }

  /** @param {string} text @returns {[string, boolean]} */
  condense(text) {
    if (text.length <= this.w.MAX_CHARS) return [text, false];
    /** @type {Map<string, boolean>} */
    const lines = new Map();
    for (const line of text.split("\n")) {
      for (let at = 0; at < line.length; at += this.w.MAX_LINE) {
        const piece = line.slice(at, at + this.w.MAX_LINE);
        if (!lines.has(piece)) lines.set(piece, this.errorLine.test(piece));
      }
    }
    const order = [...lines.keys()];
    const kept = new Set();
    let room = this.w.MAX_CHARS;
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

  /** @param {string} text @returns {Field[]} */
  fields(text) {
    /** @type {Field[]} */
    const fields = [];
    FIELD.lastIndex = 0;
    let match;
    while ((match = FIELD.exec(text))) {
      const places = /** @type {Span[]} */ (match.indices);
      const quoted = match[1] || match[2];
      const key = quoted || match[3];
      FIELD.lastIndex = places[match[1] ? 1 : match[2] ? 2 : 3][0] + key.length + 1;
      let kind = this.kind(key);
      let value = match[4] ?? "";
      if (!kind && match[0].includes("=") && /^[0-9]+$/.test(value)) kind = "noise"; // "changes=404" counts something
      if (!kind) continue;
      let start = match[4] ? places[4][0] : match.index + match[0].length;
      if (value[0] === "'" || value[0] === '"') {
        value = value.slice(1, -1);
        start += 1;
      } else if ((kind === "message" || kind === "either") && !quoted) {
        REST.lastIndex = start;
        const rest = REST.exec(text);
        value = rest ? rest[0].trim() : value;
      } else if (kind === "noise" && !match[0].includes("=") && !quoted && /^\p{L}+$/u.test(value)) {
        continue;
      }
      if (value) fields.push({ key, kind, value, start, end: start + value.length });
    }
    for (const tag of text.matchAll(XML)) {
      const key = tag[1].slice(tag[1].lastIndexOf(":") + 1);
      const kind = this.kind(key);
      const [start, end] = /** @type {Span[]} */ (tag.indices)[2];
      if (kind) fields.push({ key, kind, value: tag[2], start, end });
    }
    return fields;
  }

  /** @param {string} key @returns {string} */
  kind(key) {
    const folded = fold(key);
    const kind = this.kinds.get(folded) || this.kinds.get(fold(key.split(LAST).at(-1) ?? "")) || "";
    const compound = key.includes("_") || key.includes("-") || key.slice(1) !== key.slice(1).toLowerCase();
    if (!kind && compound && this.endings.some((ending) => folded.endsWith(ending))) return "noise";
    return kind;
  }

  /** @param {Reading} reading @returns {string} */
  mask(reading) {
    let masked = reading.text.replace(KEY, blank).replace(this.noErrors, blank);
    for (const { key, kind, start, end } of reading.fields) {
      if (kind === "noise") masked = blanked(masked, start, end);
      const at = NAMING.includes(kind) && start >= key.length ? masked.lastIndexOf(key, start - key.length) : -1;
      if (at >= 0) masked = blanked(masked, at, at + key.length);
    }
    for (const pattern of this.noise) masked = masked.replace(pattern, blank);
    return masked.replace(TAG, blank);
  }

  /** @param {Reading} reading @returns {Array<[number, number]>} */
  spans(reading) {
    const said = reading.fields.filter((item) => item.kind !== "noise");
    const spoken = said.some((item) => (item.kind === "message" || item.kind === "either") && item.value.trim().includes(" "));
    /** @type {Array<[number, number]>} */
    const spans = said.map((item) => [item.start, item.end]);
    if (spoken) return spans;
    const lines = reading.text.trim().includes("\n");
    if (!lines && reading.sentence) return [];
    for (const part of reading.masked.matchAll(lines ? LINES : SENTENCES)) {
      if (this.errorLine.test(part[0])) spans.push([part.index, part.index + part[0].length]);
    }
    return spans;
  }
}

/** A text without terminal colours, frames, escapes and entities. @param {string} text */
export function normalise(text) {
  text = text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").replace(ANSI, "").replace(BOXES, " ");
  if (/[^\x00-\x7f]/.test(text)) {
    text = text.normalize("NFKC").replace(/[\u2018\u2019]/g, "'").replace(/[\u201c\u201d\u201e]/g, '"');
  }
  text = text.replaceAll('\\"', '"').replaceAll("\\n", "\n").replaceAll("\\t", " ").replaceAll("\t", " ");
  return text.replace(ENTITY, (_, name) => ENTITIES[/** @type {keyof typeof ENTITIES} */ (name)]);
}
