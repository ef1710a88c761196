/** The records of the index by name: `docs/index-format.md` describes them. The twin of `index.py`. */
import { w } from "./rules.js";
import { PAGES_A_FILE, countBelow, readPostings } from "./store.js";

/**
 * @import { Code, FlatCodes, Page, Postings, Sentence, Term, Told } from "./types.js"
 * @import { Store } from "./store.js"
 */

/** Where a text comes from, by the letter that rows have for it. @type {Record<string, string>} */
const FIELDS = { t: "title", m: "message", d: "description", c: "cause", x: "extra" };

/** @param {string} names of concepts, with blanks between them @returns {string[]} */
const conceptsOf = (names) => (names ? names.split(" ").map((name) => `~${name}`) : []);

/** @param {string} field @param {string} text @param {Told} told @returns {Sentence} */
const sentence = (field, text, [mass, names]) => ({ field, text, mass: mass / 100, concepts: conceptsOf(names) });

/** What an index tells, once its files are there. */
export class Index {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    this.root = store.root;
    this.services = this.root.services;
    this.firsts = Uint32Array.from(this.services, ({ first }) => first);
  }

  /** The number of the service of a code. @param {number} code */
  serviceOf(code) {
    return countBelow(this.firsts, code + 1) - 1;
  }

  /** The codes that a list of the index names. @param {FlatCodes} [flat] @returns {Code[]} */
  codes(flat = []) {
    /** @type {Code[]} */
    const codes = [];
    for (let at = 0; at < flat.length; at += 2) codes.push({ number: Number(flat[at]), spelling: String(flat[at + 1]) });
    return codes;
  }

  /** What is told of a stem, a concept or a number. @param {string} name @returns {Term} */
  term(name) {
    const { i, n = 0, p, f, s = [], e, w: phrases = [], b } = this.store.get("t", name) ?? {};
    return {
      info: i === undefined ? (e ? w.EVERYDAY_MOST : w.INFO_MOST) : i / 1000,
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
    };
  }

  /** @param {number} code @returns {Page | undefined} what a result shows of it; nothing where that could not be read */
  page(code) {
    const row = this.store.file("r", Math.floor(code / PAGES_A_FILE))?.[code % PAGES_A_FILE];
    if (!row) return undefined;
    const { id } = this.services[this.serviceOf(code)];
    const { c, t = "", u = `${id}/${c}${this.root.suffix}`, g = [], x, to = ["", ""], h, k, v } = row;
    const shared = [
      ...(h ? [sentence("title", t, h)] : []),
      ...(k ? [sentence("code", c, k)] : []),
    ];
    return {
      number: code,
      id: `${id}/${c}`,
      code: c,
      service: id,
      title: t,
      url: u,
      categories: g,
      gone: Boolean(x),
      successor: to[0],
      successor_url: to[1],
      shared,
      meanings: v.map(({ a = "", s = [], d, m = [] }) => ({
        anchor: a,
        statuses: s,
        hasAction: Boolean(d),
        sentences: m.map(([field, text, ...told]) => sentence(FIELDS[field], text, told)),
      })),
    };
  }

  /** The rows of codes, without those that could not be read. @param {Code[]} codes @returns {Page[]} */
  pages(codes) {
    this.store.want("r", codes.map(({ number }) => Math.floor(number / PAGES_A_FILE)));
    return codes.map(({ number }) => this.page(number)).filter((page) => page !== undefined);
  }

  /** The codes that have a term. @param {Term} term whose file has been asked for @returns {Postings} */
  postings({ postings, file }) {
    return readPostings(postings ?? (file === undefined ? "" : this.store.file("f", file)) ?? "");
  }
}
