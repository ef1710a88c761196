/** The records of an index by name, as queries ask for them. The twin of `index.py`, where the methods are explained. */
import { w } from "./rules.js";
import { kindOf } from "./spelling.js";
import { countBelow } from "./store.js";
import { fold } from "./words.js";

/**
 * @import { CodeRecord, FlatCodes, Page, PageRecord, Postings, Sentence, Spelled, Term, TermRecord, Told } from "./types.js"
 * @import { Store } from "./store.js"
 */

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const ACTIONS_A_FILE = 16; // codes whose first actions stand in one file
const BASE = 32;
/** Where a text comes from, by the letter that rows have for it. @type {Record<string, string>} */
const FIELDS = { t: "title", m: "message", d: "description", c: "cause", x: "extra" };

/** A code as the index names it: its number, and a spelling of it. */
export class Code {
  /** @param {number} number @param {string} spelling @param {number | null} meaning of another name the place of the meaning that has it */
  constructor(number, spelling, meaning = null) {
    this.number = number;
    this.spelling = spelling;
    this.meaning = meaning;
  }

  /** The spelling in the form in which codes compare. */
  get folded() {
    return fold(this.spelling);
  }

  get kind() {
    return kindOf(this.spelling);
  }
}

/** The codes of a list `[number, spelling, …]`. @param {FlatCodes} [flat] @returns {Code[]} */
function codesOf(flat = []) {
  /** @type {Code[]} */
  const codes = [];
  for (let at = 0; at < flat.length; at += 2) codes.push(new Code(Number(flat[at]), String(flat[at + 1])));
  return codes;
}

/** The codes of a record, and after them those that have its key by another name. @param {CodeRecord} record @returns {Code[]} */
function plainOf({ c, a = [] }) {
  const codes = codesOf(c);
  for (let at = 0; at < a.length; at += 3) codes.push(new Code(Number(a[at]), String(a[at + 1]), Number(a[at + 2])));
  return codes;
}

/** @param {CodeRecord} record @returns {Spelled} */
const spelledOf = ({ c, a, t, m }) => ({ codes: plainOf({ c, a }), tails: codesOf(t), more: Boolean(m) });

/** @param {TermRecord} record @returns {Term} */
const termOf = ({ i, n = 0, p, f, s = [], e, w: phrases = [], b }) => ({
  info: i === undefined ? undefined : i / 1000,
  count: n,
  postings: p,
  file: f,
  services: s,
  everyday: Boolean(e),
  phrases: phrases.map(([stems, concept, loose]) => ({
    stems: stems.split(" "),
    concept: `~${concept}`,
    loose: Boolean(loose),
  })),
  begins: Boolean(b),
});

/** @param {string} field @param {string} text @param {Told} told @returns {Sentence} */
const sentenceOf = (field, text, [mass, names]) => ({
  field,
  text,
  mass: mass / 100,
  concepts: names ? names.split(" ").map((name) => `~${name}`) : [],
});

/** @param {PageRecord} record @returns {Page} */
const pageOf = ({ c, t = "", u = "", g = [], x, to = ["", ""], h, k, v }) => ({
  code: c,
  title: t,
  url: u,
  categories: g,
  gone: Boolean(x),
  successor: to[0],
  successor_url: to[1],
  shared: [...(h ? [sentenceOf("title", t, h)] : []), ...(k ? [sentenceOf("code", c, k)] : [])],
  meanings: v.map(({ a = "", s = [], d, y = ["", ""], m = [] }) => ({
    anchor: a,
    statuses: s,
    hasAction: Boolean(d),
    retry: y[0],
    side: y[1],
    sentences: m.map(([field, text, ...told]) => sentenceOf(FIELDS[field], text, told)),
  })),
});

/** The codes of postings, and of each whether the term is strong in it. @param {string} text @returns {Postings} */
export function decoded(text) {
  /** @type {Postings} */
  const postings = [];
  let [code, value, scale] = [-1, 0, 1];
  for (const letter of text) {
    const digit = DIGITS.indexOf(letter);
    if (digit < 0) throw new RangeError(`no digit of postings: ${letter}`);
    value += (digit % BASE) * scale;
    if (digit >= BASE) {
      scale *= BASE;
      continue;
    }
    code += Math.floor(value / 2) + 1;
    postings.push([code, value % 2 === 1]);
    [value, scale] = [0, 1];
  }
  return postings;
}

/** An index, read as it is needed. Codes and services are numbers; a service's is its place among `services`. */
export class Index {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    this.root = store.root;
    this.services = store.root.services;
    this.firsts = Uint32Array.from(this.services, ({ first }) => first);
    this.names = this.named();
    /** @type {Map<string, unknown>} */
    this.made = new Map();
  }

  /** Tries again what could not be read. */
  retry() {
    if (this.store.retry()) this.made.clear();
  }

  /**
   * What a record, or a row of a file, says; something else where there is none, or it is not what it should be.
   * @template R, T @param {string} family @param {string | number} key @param {(record: R) => T} make @param {T} empty @returns {T}
   */
  read(family, key, make, empty) {
    const name = `${family} ${key}`;
    let made = /** @type {T | undefined} */ (this.made.get(name));
    if (made === undefined) {
      made = empty;
      try {
        const record = typeof key === "string" ? this.store.record(family, key) : this.row(key);
        if (record) made = make(/** @type {R} */ (record));
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        this.store.broken(family);
      }
      this.made.set(name, made);
    }
    return made;
  }

  // -- Services

  /** @param {number} code @returns {number} its service */
  service(code) {
    return countBelow(this.firsts, code + 1) - 1;
  }

  /** Whether a code is no longer documented. @param {number} code */
  gone(code) {
    return code >= this.services[this.service(code)].gone;
  }

  /** The number of a service's first code, and the one behind its last. @param {number} service */
  codesOf(service) {
    return [this.firsts[service], this.firsts[service + 1] ?? this.root.codes];
  }

  /** The services by what people call them, folded: their names, and the letters of codes. */
  named() {
    /** @type {Map<string, Set<number>>} */
    const named = new Map();
    const add = (/** @type {string} */ name, /** @type {number} */ service) =>
      named.set(name, (named.get(name) ?? new Set()).add(service));
    this.services.forEach(({ names }, service) => names.forEach((name) => add(name, service)));
    for (const letters of Object.keys(this.root.families)) {
      const counts = this.family(letters);
      const most = Math.max(0, ...counts.values());
      if (letters.length < 2 || most <= 2) continue;
      for (const [service, count] of counts) if (count === most) add(letters, service);
    }
    return named;
  }

  /** Whether numbered codes begin with these letters. @param {string} letters */
  hasFamily(letters) {
    return Object.hasOwn(this.root.families, letters);
  }

  /** Of the codes that begin with these letters how many each service has. @param {string} letters */
  family(letters) {
    const flat = this.hasFamily(letters) ? this.root.families[letters] : [];
    /** @type {Map<number, number>} */
    const counts = new Map();
    for (let at = 0; at < flat.length; at += 2) counts.set(flat[at], flat[at + 1]);
    return counts;
  }

  /** Names, titles and addresses of a service's categories. @param {number} service */
  categories(service) {
    const content = /** @type {{categories?: Array<[name: string, title: string, url: string]>} | null} */ (
      this.store.file("s", service)
    );
    return content?.categories ?? [];
  }

  // -- Codes

  /** @param {string} folded @returns {Spelled} */
  spelled(folded) {
    return this.read("c", `c:${folded}`, spelledOf, spelledOf({}));
  }

  /** The numbered codes that look alike. @param {string} key @returns {Code[]} */
  alike(key) {
    return this.read("c", `a:${key}`, plainOf, []);
  }

  /** The codes whose page is that of a status. @param {number} value @returns {Code[]} */
  status(value) {
    return this.statusRecord(value).codes;
  }

  /** The codes that are a number, in whatever form. @param {bigint} value @returns {Code[]} */
  valued(value) {
    return this.read("c", `v:${value}`, plainOf, []);
  }

  /** The codes that are ranges, of what begins so, with their ends. @param {string} beginning @returns {NonNullable<CodeRecord["r"]>} */
  ranges(beginning) {
    return this.read("c", `r:${beginning}`, (/** @type {CodeRecord} */ { r = [] }) => r, []);
  }

  /** The codes beside which a number stands, and what it is called there. @param {string} text @returns {NonNullable<CodeRecord["x"]>} */
  beside(text) {
    return this.read("c", `x:${text}`, (/** @type {CodeRecord} */ { x = [] }) => x, []);
  }

  /** The services that know a status. @param {number} value @returns {number[]} */
  knowStatus(value) {
    return this.statusRecord(value).services;
  }

  /** Codes of a service that are answered with a status, the best documented first. @param {number} value @param {number} service @returns {number[]} */
  withStatus(value, service) {
    return this.read("c", `s:${value}@${service}`, (/** @type {CodeRecord} */ { k = [] }) => k, []);
  }

  /** What a record of a status says; read once, as `read` keeps one reading of a record. @param {number} value */
  statusRecord(value) {
    const made = (/** @type {CodeRecord} */ { c, a, s = [] }) => ({ codes: plainOf({ c, a }), services: s });
    return this.read("c", `s:${value}`, made, made({}));
  }

  /** The categories that are a class of statuses. @param {string} digit @returns {Array<[service: number, label: string, url: string]>} */
  classes(digit) {
    return this.read("c", `g:${digit}`, (/** @type {CodeRecord} */ { g = [] }) => g, []);
  }

  /** Codes that begin with a folded text of at least four characters. @param {string} folded @param {number} scope -1 for all services */
  begun(folded, scope) {
    const within = scope < 0 ? "" : `@${scope}`;
    const keys = [];
    if (folded.length > w.LONGEST_CODE) return [];
    for (let length = folded.length; length >= w.BEGUN_LEAST; length--) keys.push(`b:${folded.slice(0, length)}${within}`);
    this.store.want("c", keys);
    const codes = keys.map((key) => this.read("c", key, plainOf, [])).find((found) => found.length) ?? [];
    return codes.filter((code) => code.folded.startsWith(folded));
  }

  /** Codes of letters by their folded spelling. @param {string} key of `letterKeys` @returns {Map<string, Code[]>} */
  codeLetters(key) {
    return this.read("w", key, (/** @type {Record<string, FlatCodes>} */ record) =>
      new Map(Object.entries(record).map(([name, flat]) => [name, codesOf(flat)])), new Map());
  }

  // -- Terms

  /** @param {string} name @returns {Term} */
  term(name) {
    return this.read("t", name, termOf, termOf({}));
  }

  /** How much a term tells. @param {string} name */
  info(name) {
    const { info, everyday } = this.term(name);
    return info ?? (everyday ? w.EVERYDAY_MOST : w.INFO_MOST);
  }

  /** Known words with their terms. @param {string} key of `wordKeys` @returns {Map<string, string[]>} */
  words(key) {
    return this.read("w", key, (/** @type {Record<string, string>} */ record) =>
      new Map(Object.entries(record).map(([word, terms]) => [word, terms.split(" ")])), new Map());
  }

  /** The codes that have a term. @param {Term} term @returns {Postings} */
  postings({ postings, file }) {
    try {
      const text = file === undefined ? postings : /** @type {string} */ (this.store.file("f", file));
      return decoded(text ?? "");
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
      this.store.broken("t");
      return [];
    }
  }

  // -- Rows

  /** Says which codes' rows are read next. @param {number[]} codes */
  wantPages(codes) {
    this.store.wantAll([["r", codes.map((code) => Math.floor(code / this.root.rows))]]);
  }

  /** @param {number} code @returns {unknown} */
  row(code) {
    const rows = /** @type {unknown[] | null} */ (this.store.file("r", Math.floor(code / this.root.rows)));
    return rows?.[code % this.root.rows];
  }

  /** The row of a code; null where it cannot be read. @param {number} code @returns {Page | null} */
  page(code) {
    return this.read("r", code, pageOf, null);
  }

  /** Says which codes' first actions are read next. @param {number[]} codes */
  wantActions(codes) {
    this.store.wantAll([["a", codes.map((code) => Math.floor(code / ACTIONS_A_FILE))]]);
  }

  /** The first action of a meaning; "" where there is none. @param {number} code @param {number} meaning @returns {string} */
  action(code, meaning) {
    const actions = /** @type {string[][] | null} */ (this.store.file("a", Math.floor(code / ACTIONS_A_FILE)));
    return actions?.[code % ACTIONS_A_FILE]?.[meaning] ?? "";
  }

  /** A code's address, relative to the site's root. @param {number} code @param {Page} page */
  url(code, { url, code: spelling }) {
    return url || `${this.services[this.service(code)].id}/${spelling}${this.root.suffix}`;
  }
}
