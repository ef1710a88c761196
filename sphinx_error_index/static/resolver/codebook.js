/** Codes in a text: as written, respelled, by number, mistyped. The twin of `codebook.py`, where it is explained. */
import { Found } from "./mentions.js";
import { Misspelt } from "./misspelt.js";
import { PIECE, SHORT_CODE, isNumber, kindOf, pieces, prefixOf, push } from "./spelling.js";
import { Values, tellingNumbers } from "./values.js";
import { fold } from "./words.js";

/** @import { Confidence, Hit, IndexData, Reading, Weights } from "./types.js" */

const TOKEN = /[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*|[\p{L}\p{N}]+(?:[._-][\p{L}\p{N}]+)*/gu;
const ASKED_WORD = /[^\s,;:'"()]+/g;
const ENDING = /(?:exception|error|fault)$/;
const FOREIGN = /^[A-Z]{1,6}[_-]?[0-9]{3,}$|^[A-Z]+(?:_[A-Z0-9]+)+$/;
const OBJECT = /["'][ \t]*:[ \t]*\{/y;
const HUMPED = /[a-z][A-Z]|[A-Z]{2}[a-z]/;
const FEW_WORDS = 2;
const MOST_PIECES = 7;
const FILLERS = new Set(
  ("error errors code codes err no nr number what is does mean meaning the a an of in how fix to " +
    "get got getting i help status exception").split(" "),
);
const LONG_NUMBER = 5;

/** All codes of a site, ready to be found. */
export class Codebook {
  /**
   * @param {string[]} codes @param {number[]} services @param {string[][]} names @param {Iterable<string>} reasons
   * @param {Weights} weights @param {Pick<IndexData, "aliases" | "ranges" | "numbers">} others
   */
  constructor(codes, services, names, reasons, weights, { aliases = [], ranges = [], numbers = [] }) {
    this.w = weights;
    const own = new Set(codes.map((code, number) => `${services[number]}/${fold(code)}`));
    const kept = aliases.filter(([code, name]) => !own.has(`${services[code]}/${fold(name)}`));
    /** Of each number the code that it is. @type {number[]} */
    this.meant = [...codes.keys(), ...kept.map(([code]) => code)];
    /** Of each number that is an alias the place of its meaning. @type {Map<number, number>} */
    this.meanings = new Map(kept.map(([, , meaning], at) => [codes.length + at, meaning]));
    codes = [...codes, ...kept.map(([, name]) => name)];
    services = this.meant.map((code) => services[code]);
    this.codes = codes;
    this.services = services;
    this.values = new Values(codes, ranges);
    /** @type {Map<string, Array<[number, string]>>} */
    this.beside = new Map();
    for (const [code, text, called] of numbers) push(this.beside, text, [code, called]);
    this.reasons = new Set(reasons);
    this.kinds = codes.map(kindOf);
    /** @type {Map<string, number[]>} */
    this.exactly = new Map();
    this.misspelt = new Misspelt(codes, this.kinds);
    /** @type {Map<string, number[]>} */
    this.tails = this.misspelt.tails;
    /** @type {Map<string, Map<number, number>>} */
    this.prefixes = new Map();
    codes.forEach((code, number) => this.enter(number, code));
    /** @type {Map<string, Set<number>>} */
    this.names = new Map();
    names.forEach((said, service) => said.forEach((name) => this.name(fold(name), service)));
    for (const [prefix, counts] of this.prefixes) {
      const most = Math.max(...counts.values());
      if (most > 2) for (const [service, count] of counts) if (count === most) this.name(prefix, service);
    }
  }

  /** @param {string} name @param {number} service */
  name(name, service) {
    const services = this.names.get(name);
    if (services) services.add(service);
    else this.names.set(name, new Set([service]));
  }

  /** @param {number} number @param {string} code */
  enter(number, code) {
    const folded = fold(code);
    const kind = this.kinds[number];
    push(this.exactly, folded, number);
    if (kind === "mixed") {
      const prefix = prefixOf(folded);
      if (prefix.length > 1) {
        const counts = this.prefixes.get(prefix) ?? new Map();
        this.prefixes.set(prefix, counts);
        counts.set(this.services[number], (counts.get(this.services[number]) ?? 0) + 1);
      }
    }
  }

  /** Where codes stand that are no words, known or not. @param {Found} found @returns {Array<[number, number]>} */
  spans(found) {
    /** @type {Array<[number, number]>} */
    const spans = [];
    for (const [code, { start }] of found.hits) {
      const number = found.spelled.get(code) ?? code;
      if (this.kinds[number] === "mixed") spans.push([start, start + this.codes[number].length]);
    }
    for (const [token, start] of found.unknown) spans.push([start, start + token.length]);
    return spans;
  }

  /** Whether a code is but a reason phrase of HTTP. @param {number} code */
  generic(code) {
    return this.reasons.has(fold(this.codes[code]));
  }

  /** Whether a code says by itself which service it is of. @param {number} code */
  telling(code) {
    const long = this.kinds[code] !== "number" || this.codes[code].length >= LONG_NUMBER;
    return long && this.kinds[code] !== "word" && !this.generic(code);
  }

  /** Whether a word is what people call a service. @param {string} word */
  namesService(word) {
    return this.names.has(word);
  }

  /** @param {string} text @returns {number[]} */
  exact(text) {
    return [...new Set((this.exactly.get(fold(text)) ?? []).map((number) => this.meant[number]))];
  }

  /** @param {Reading} reading @returns {Found} */
  find(reading) {
    const found = new Found();
    this.whole(reading, found);
    this.fields(reading, found);
    this.written(reading, found);
    this.spelled(reading, found);
    this.numbered(reading, found);
    /** @type {Map<number, Hit>} */
    const hits = new Map();
    for (const [number, hit] of found.hits) {
      const code = this.meant[number];
      let { points, why } = hit;
      if (points < this.w.CODE_KEY && this.generic(number)) points *= this.w.CODE_GENERIC;
      if (reading.text.startsWith(this.codes[number], hit.start)) points += this.w.CODE_SAME;
      const old = hits.get(code);
      if (old && old.points >= points) continue;
      if (number !== code) {
        found.spelled.set(code, number);
        why += `, by its name ${this.codes[number]}`;
      }
      hits.set(code, { ...hit, code, points, why });
    }
    found.hits = hits;
    return found;
  }

  /** Codes that are the same number as one in the text, or a range around it. @param {Reading} reading @param {Found} found */
  numbered(reading, found) {
    /** @type {Map<string, number>} */
    const asked = new Map();
    for (const { kind, value, start } of reading.fields) if (kind === "code") asked.set(value, start);
    if (reading.short) {
      const beside = (/** @type {string} */ word) => FILLERS.has(word.toLowerCase()) || this.names.has(fold(word));
      const rest = pieces(reading.text, ASKED_WORD).filter(({ text }) => !beside(text));
      if (rest.length === 1) asked.set(rest[0].text, rest[0].start);
    }
    for (const [text, start] of asked) {
      this.addNumber(text, start, found, false);
      for (const [code, called] of this.beside.get(text) ?? []) {
        this.add(found, [code], this.w.CODE_BEGUN, "likely", `${called} ${text}`, start);
      }
    }
    for (const [text, start] of tellingNumbers(reading.text)) if (!asked.has(text)) this.addNumber(text, start, found, true);
  }

  /** @param {string} text @param {number} start @param {Found} found @param {boolean} telling */
  addNumber(text, start, found, telling) {
    const known = new Set((this.exactly.get(fold(text)) ?? []).map((number) => this.services[number]));
    for (const number of this.values.same(text, telling)) {
      if (known.has(this.services[number])) continue;
      this.add(found, [this.meant[number]], this.w.CODE_TAIL, "likely", `the same number as ${this.codes[number]}`, start);
    }
    for (const code of this.values.around(text)) {
      if (known.has(this.services[code])) continue;
      this.add(found, [code], this.w.CODE_TAIL, "likely", `in the range ${this.codes[code]}`, start);
    }
  }

  /** @param {Found} found @param {number[]} codes @param {number} points @param {Confidence} confidence @param {string} why @param {number} start */
  add(found, codes, points, confidence, why, start) {
    found.add(codes, points, confidence, why, start, this.w.CODE_AGAIN);
  }

  /** @param {Reading} reading @param {Found} found */
  whole(reading, found) {
    if (!reading.short) return;
    const text = reading.text.trim();
    const all = pieces(text, PIECE).map((piece) => piece.text);
    const named = new Set(all.flatMap((piece) => [...(this.names.get(fold(piece)) ?? [])]));
    let rest = all.filter((piece) => !FILLERS.has(piece.toLowerCase()) && !this.names.has(fold(piece)));
    if (!rest.length) rest = all;
    for (const tried of [all, rest]) {
      let codes = this.exactly.get(fold(tried.join(" "))) ?? [];
      if (named.size && tried.length < all.length) codes = codes.filter((code) => named.has(this.services[code]));
      if (codes.length) {
        const plain = tried.length === 1 || codes.some((code) => this.kinds[code] !== "compound");
        const same = /[._/-]/.test(text) || !text.includes(" ");
        const start = reading.text.indexOf(tried[0]);
        this.add(found, codes, this.w.CODE_WHOLE, same || plain ? "exact" : "likely", "the code itself", start);
        return;
      }
    }
    for (const tried of [all, rest]) this.misspelled(fold(tried.join(" ")), 0, found);
    const tails = rest.length === 1 ? this.tails.get(rest[0]) ?? [] : [];
    const ours = named.size ? tails.filter((code) => named.has(this.services[code])) : tails;
    this.add(found, ours, this.w.CODE_TAIL, "likely", `number ${rest[0]} of the code`, 0);
    if (!found.hits.size) this.begun(text, [all, rest], found);
  }

  /** The whole query is what codes begin with. @param {string} text @param {string[][]} ways @param {Found} found */
  begun(text, ways, found) {
    for (const tried of ways) {
      const folded = fold(tried.join(" "));
      const coded = /[0-9]/.test(folded);
      if (folded.length < this.w.BEGUN_LEAST || isNumber(folded) || (tried.length > 1 && !coded)) continue;
      const codes = [...this.exactly].flatMap(([other, numbers]) => (other.startsWith(folded) ? numbers : []));
      const points = coded || HUMPED.test(text) ? this.w.CODE_BEGUN : this.w.CODE_BEGUN_PLAIN;
      this.add(found, codes.sort((a, b) => a - b), points, "weak", "the code begins so", 0);
      if (codes.length) return;
    }
  }

  /** @param {Reading} reading @param {Found} found */
  fields(reading, found) {
    for (const { key, kind, value, start } of reading.fields) {
      const plain = !value.includes(" ");
      if (kind !== "code" && !((kind === "either" || kind === "status") && plain)) continue;
      if (isNumber(fold(value)) && value.length < LONG_NUMBER) continue;
      const part = this.parts(value, start).next();
      if (!part.done) {
        const generic = kind !== "code" && this.generic(part.value[0][0]);
        const points = generic ? this.w.CODE_WRITTEN : this.w.CODE_FIELD; // {"reason": "Forbidden"}
        this.add(found, part.value[0], points, "exact", `code found in ${key}`, part.value[1]);
      } else if (kind === "code" && plain) {
        this.misspelled(fold(value), start, found);
        if ([...found.hits.values()].some((hit) => hit.start === start)) continue;
        found.unknown.push([value, start]);
        found.foreign = true;
      }
    }
  }

  /** @param {string} token @param {number} start @returns {Generator<[number[], number], void>} */
  *parts(token, start) {
    const parts = pieces(token, PIECE);
    for (let length = Math.min(parts.length, MOST_PIECES); length > 0; length--) {
      for (let at = parts.length - length; at >= 0; at--) {
        const last = parts[at + length - 1];
        const folded = fold(token.slice(parts[at].start, last.start + last.text.length));
        const codes = this.exactly.get(folded) ?? this.exactly.get(folded.replace(ENDING, ""));
        if (codes && (length === parts.length || ["mixed", "compound"].includes(this.kinds[codes[0]]))) {
          yield [codes, start + parts[at].start];
        }
      }
    }
  }

  /** @param {Reading} reading @param {Found} found */
  written(reading, found) {
    next: for (const { text: token, start } of pieces(reading.text, TOKEN)) {
      for (const [codes, at] of this.parts(token, start)) {
        const folded = fold(token);
        const kind = this.kinds[codes[0]];
        const own = this.codes[codes[0]];
        if (kind === "number" && (folded.length < LONG_NUMBER || folded !== fold(own))) continue;
        if (kind === "word" || (kind === "caps" && token !== own)) continue;
        if (kind === "mixed" && fold(own).length < SHORT_CODE) continue;
        OBJECT.lastIndex = start + token.length;
        const points = OBJECT.test(reading.text) ? this.w.CODE_KEY : this.w.CODE_WRITTEN;
        this.add(found, codes, points, "exact", "code found in the text", at);
        continue next;
      }
      this.unknown(token, start, reading, found);
    }
  }

  /** @param {string} token @param {number} start @param {Reading} reading @param {Found} found */
  unknown(token, start, reading, found) {
    const folded = fold(token);
    const kind = kindOf(token);
    if ((kind === "number" || kind === "mixed") && this.tails.has(folded)) return this.tail(folded, start, reading, found);
    const family = prefixOf(pieces(token.toLowerCase(), PIECE)[0].text);
    const ofOurs = this.prefixes.has(family) && (kind === "mixed" || token.includes("."));
    const foreign = FOREIGN.test(token);
    if (kind !== "mixed" && !foreign && !ofOurs && !(kind === "compound" && HUMPED.test(token))) return;
    const before = found.hits.size;
    this.misspelled(folded, start, found);
    if (found.hits.size > before) return;
    if (ofOurs) found.unknown.push([token, start]);
    found.foreign ||= ofOurs || foreign || (kind === "compound" && ENDING.test(folded));
  }

  /** @param {string} number @param {number} start @param {Reading} reading @param {Found} found */
  tail(number, start, reading, found) {
    let near = found.services;
    if (!near.size) {
      near = new Set();
      for (const { text } of pieces(reading.text.slice(Math.max(0, start - 40), start), PIECE)) {
        for (const service of this.names.get(fold(text)) ?? []) near.add(service);
      }
    }
    const measured = isNumber(number) && !reading.numbers.some((item) => item.start === start);
    if (reading.short && measured && !near.size) return; // "up to 1096"
    const codes = (this.tails.get(number) ?? []).filter((code) => !near.size || near.has(this.services[code]));
    if (number.length > 3 && (reading.short || (near.size && number.startsWith("0")))) {
      this.add(found, codes, this.w.CODE_TAIL, "likely", `number ${number} of the code`, start);
    }
  }

  /** @param {Reading} reading @param {Found} found */
  spelled(reading, found) {
    const all = pieces(reading.text, PIECE).map(({ text, start }) => ({ text: fold(text), start }));
    let reasonEnd = 0; // the words of a reason phrase ("Request Entity Too Large") name no code
    all.forEach(({ text: first, start }, at) => {
      let joined = "";
      for (let length = 1; length <= Math.min(MOST_PIECES, all.length - at); length++) {
        joined += all[at + length - 1].text;
        for (const service of this.names.get(joined) ?? []) found.services.add(service);
        if (length > 1 && this.reasons.has(joined)) reasonEnd = Math.max(reasonEnd, at + length);
        const codes = length > 1 ? this.exactly.get(joined) : undefined;
        if (!codes) continue;
        const kind = this.kinds[codes[0]];
        if (kind === "mixed" && !isNumber(first)) {
          this.add(found, codes, this.w.CODE_WRITTEN, "exact", "code found in the text", start);
        } else if (kind === "compound" && reading.masked[start] !== " ") {
          const withinReason = at + length <= reasonEnd && !this.reasons.has(joined);
          if (withinReason || (length <= FEW_WORDS && !reading.short)) continue;
          this.add(found, codes, this.w.CODE_SPELLED, "likely", "the words of the code", start);
        }
      }
    });
  }

  /** @param {string} folded @param {number} start @param {Found} found */
  misspelled(folded, start, found) {
    const codes = this.misspelt.find(folded);
    if (codes.length) this.add(found, codes, this.w.CODE_TYPO, "likely", `spelled like ${this.codes[codes[0]]}`, start);
  }
}
