/** Which codes may fit the words of a query, by postings alone: their texts are read. The twin of `candidates.py`. */
import { w } from "./rules.js";
import { rounded } from "./words.js";

/**
 * @import { Index } from "./index.js"
 * @import { Unit } from "./types.js"
 */

/** Chooses codes for the units of one query. */
export class Candidates {
  /** @param {Index} index @param {Unit[]} units @param {number} topic share with which a word on the topic of a service counts */
  constructor(index, units, topic) {
    this.index = index;
    this.units = units;
    this.topic = topic;
    this.asked = units.reduce((sum, { weight, share }) => sum + weight * share, 0);
    /** What the words on the topic of each service are worth. @type {Map<number, number>} */
    this.about = new Map();
    /** @type {Map<number, number>} */
    this.told = new Map();
    /** @type {Map<number, number>} */
    this.covered = new Map();
  }

  /** The services that a word of the query is on the topic of. @param {Unit} unit @returns {Set<number>} */
  onTopic({ terms }) {
    return new Set(terms.flatMap(([term, factor]) => (factor > w.NEAR ? this.index.term(term).services : [])));
  }

  /** The best codes within a scope, and the best of those known, ascending. @param {number} scope @param {{has(code: number): boolean}} known @param {number} most */
  choose(scope, known, most) {
    for (const unit of this.units) {
      const worth = this.topic * unit.weight * unit.share;
      for (const service of this.onTopic(unit)) this.about.set(service, (this.about.get(service) ?? 0) + worth);
    }
    const [first, last] = scope < 0 ? [0, this.index.root.codes] : this.index.codesOf(scope);
    for (const unit of this.read()) this.add(unit, first, last);
    const points = new Map(Array.from(this.told.keys(), (code) => [code, this.points(code)]));
    const order = [...points].sort(([a, one], [b, two]) => two - one || a - b).map(([code]) => code);
    const own = order.filter((code) => known.has(code));
    // A message of few words that the query has among many others.
    const part = (/** @type {number} */ code) => rounded(Math.min(1, this.covered.get(code) ?? 0));
    const covered = order.slice(most).sort((a, b) => part(b) - part(a)).slice(0, w.COVERED);
    return [...new Set([...order.slice(0, most), ...own.slice(0, most), ...covered])].sort((a, b) => a - b);
  }

  /** The units whose postings are read: rare ones, frequent ones while there is room. @returns {Unit[]} */
  read() {
    const told = this.units.filter(({ terms }) => terms.length);
    const sizes = new Map(told.map((unit) => [unit, this.size(unit)]));
    let total = 0;
    const read = new Set();
    for (const [unit, size] of [...sizes].sort(([, a], [, b]) => a - b)) {
      total += size;
      if (read.size < 2 || total <= w.MOST_POSTINGS) read.add(unit);
    }
    const units = told.filter((unit) => read.has(unit));
    const files = units.flatMap(({ terms }) => terms.map(([term]) => this.index.term(term).file ?? -1));
    this.index.store.wantAll([["f", files.filter((file) => file >= 0)]]);
    return units;
  }

  /** @param {Unit} unit */
  size({ terms }) {
    return terms.reduce((sum, [term]) => sum + this.index.term(term).count, 0);
  }

  /** Adds what a unit tells of the codes in a range. @param {Unit} unit @param {number} first @param {number} last */
  add(unit, first, last) {
    /** @type {Map<number, [factor: number, strong: boolean]>} */
    const best = new Map();
    for (const [term, factor] of unit.terms) {
      for (const [code, strong] of this.index.postings(this.index.term(term))) {
        if (first <= code && code < last && !((best.get(code)?.[0] ?? 0) >= factor)) best.set(code, [factor, strong]);
      }
    }
    const topics = this.onTopic(unit);
    const told = unit.weight * unit.share;
    for (const [code, [factor, strong]] of best) {
      // A word that the code has is not counted for the topic, too.
      const lost = topics.size && topics.has(this.index.service(code)) ? this.topic * told : 0;
      this.told.set(code, (this.told.get(code) ?? 0) + factor * told - lost);
      this.covered.set(code, (this.covered.get(code) ?? 0) + factor * (strong ? w.STRONG : w.FAINT));
    }
  }

  /** @param {number} code */
  points(code) {
    const told = (this.told.get(code) ?? 0) + (this.about.get(this.index.service(code)) ?? 0);
    const said = this.asked ? Math.min(1, told / this.asked) : 0;
    const covered = Math.min(1, this.covered.get(code) ?? 0);
    return rounded((1 - w.SENTENCE_SHARE) * said + w.SENTENCE_SHARE * covered);
  }
}
