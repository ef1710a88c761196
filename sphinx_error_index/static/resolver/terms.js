/** The words of a query as units, which is what texts are ranked by. The twin of `terms.py`, where it is explained. */
import { distance, slipped } from "./spelling.js";
import { CANNOT, NUMBER, numberOf } from "./words.js";

/**
 * @import { Reading, Unit, Weights, Word } from "./types.js"
 * @import { Words } from "./words.js"
 * @import { TextRank } from "./textrank.js"
 */

const FILLER = "~filler"; // the concept of words that people say around the matter
const REFUSAL = "~refusal"; // the concept of words that people say of any failure ("it refuses")
const NAME_MARKS = "-_/@#$0123456789";
const QUOTES = "'\"`";
const NUMBER_MOST = 12; // characters before a number that can tell what it is a part of
const PART_BEFORE = /[0-9](?:[:/-]|\.[0-9]+\.)$/;
const PART_AFTER = /^(?:[:/-][0-9]|\.[0-9]+\.[0-9])/;

/** Whether a word looks like somebody's name for a thing. @param {Word} word @param {string} text */
function isName(word, text) {
  const before = text.charAt(word.start - 1);
  const after = text.charAt(word.start + word.raw.length);
  if (/[0-9]/.test(word.raw) || (before && after && QUOTES.includes(before) && QUOTES.includes(after))) return true;
  return (before !== "" && NAME_MARKS.includes(before)) || (after !== "" && NAME_MARKS.includes(after));
}

/**
 * Whether a number is a part of a time, a date or an address. The numbers of `2.5` are not.
 * @param {Word} number
 * @param {string} text
 */
function isPart(number, text) {
  const before = text.slice(Math.max(0, number.start - NUMBER_MOST), number.start);
  return PART_BEFORE.test(before) || PART_AFTER.test(text.slice(number.start + number.raw.length));
}

/** Reads the words of queries as units. */
export class Units {
  /** @param {TextRank} rank the texts @param {Words} words the cutter of words @param {string[]} faults concepts that say what went wrong @param {Weights} weights */
  constructor(rank, words, faults, weights) {
    this.rank = rank;
    this.words = words;
    this.w = weights;
    this.faults = new Set(faults.map((name) => "~" + name));
    /** @type {Map<string, string[]>} */
    this.byLetter = new Map();
    for (const raw of [...words.known.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))) {
      if (raw.length < 3 || !rank.alone(words.stem(raw)).length) continue;
      const list = this.byLetter.get(raw[0]);
      if (list) list.push(raw);
      else this.byLetter.set(raw[0], [raw]);
    }
    this.spelled = new Set([...this.byLetter.values()].flat());
  }

  /**
   * The words of a text as units. @param {Reading} reading @param {Array<[number, number]>} without ranges left out
   * @param {(word: string) => boolean} named whether a word is the name of a service @returns {Unit[]}
   */
  of(reading, without, named) {
    const within = (/** @type {Word} */ word) => without.some(([start, end]) => start <= word.start && word.start < end);
    /** @type {Word[]} */
    const cut = this.words.cut(reading.masked);
    const words = this.rejoined(cut.filter((word) => !within(word)).flatMap((word) => this.parted(word)));
    /** @type {Array<Map<string, number>>} */
    const concepts = words.map(() => new Map());
    /** @type {Set<number>} */
    const filler = new Set();
    /** @type {Set<number>} */
    const faint = new Set();
    /** @type {Set<number>} */
    const spoken = new Set();
    /** @type {Map<number, number>} */
    const most = new Map();
    /** @type {Map<number, number>} */
    const least = new Map();
    for (const { places, name, loose } of this.words.concepts(words, true)) {
      const factor = loose ? this.w.NEAR : this.w.SYNONYM;
      const said = Math.max(1, places.filter((place) => words[place].speaks).length);
      const part = places.length > 1 ? this.w.PHRASE / said : 1;
      for (const place of places) {
        if (name === FILLER) filler.add(place);
        else concepts[place].set(name, Math.max(factor, concepts[place].get(name) ?? 0));
        if (name === REFUSAL) faint.add(place);
        if (name === FILLER) continue;
        if (!loose && this.faults.has(name)) least.set(place, Math.max(least.get(place) ?? 0, this.w.FAULT_LEAST * part));
        if (places.length < 2 || name === REFUSAL) continue;
        spoken.add(place);
        most.set(place, Math.max(most.get(place) ?? 0, part * this.rank.info(name)));
      }
    }
    for (const place of spoken) filler.delete(place);
    /** @type {Map<string, Unit>} */
    const units = new Map();
    let typos = this.w.MAX_TYPOS;
    words.forEach((word, at) => {
      if (!word.speaks || filler.has(at) || (word.raw === CANNOT && !spoken.has(at))) return;
      if (numberOf(word.raw) && !this.rank.terms.has(word.stem)) return;
      const share = reading.weight(word.start);
      const old = units.get(word.stem);
      if (old) {
        old.share = Math.max(old.share, share);
        for (const entry of concepts[at]) if (!old.terms.some(([term]) => term === entry[0])) old.terms.push(entry);
        return;
      }
      const phrased = word.denies && spoken.has(at); // "not allowed" has nothing to do with "not found"
      /** @type {Array<[string, number]>} */
      let terms = this.rank.terms.has(word.stem) && !phrased ? [[word.stem, 1]] : [];
      for (const entry of concepts[at]) if (this.rank.terms.has(entry[0])) terms.push(entry);
      let sure = terms.filter(([, factor]) => factor > this.w.NEAR);
      if (!sure.length) sure = terms;
      let weight = sure.length ? Math.min(most.get(at) ?? Infinity, ...sure.map(([term]) => this.rank.info(term))) : 0;
      if (terms.length) weight = Math.max(weight, least.get(at) ?? 0);
      if (faint.has(at) && !spoken.has(at)) weight = Math.min(weight, this.w.REFUSAL_MOST);
      const guessed = !terms.length;
      if (guessed && typos && !this.rank.everyday.has(word.stem) && !isName(word, reading.masked)) {
        typos--;
        terms = this.near(word.raw, reading.short);
        weight = terms.length ? Math.max(...terms.map(([term]) => this.rank.info(term))) : 0;
      }
      const strange = !terms.length && !named(word.raw) && !isName(word, reading.masked);
      if (!terms.length) weight = (strange ? this.w.WORD_UNKNOWN : this.w.NAME_UNKNOWN) * this.rank.typical;
      units.set(word.stem, { raw: word.raw, terms, weight, share, start: word.start, guessed, strange });
    });
    this.addNumbers(units, reading, within);
    return [...units.values()].sort((a, b) => b.weight * b.share - a.weight * a.share).slice(0, this.w.MAX_UNITS);
  }

  /** A word that nobody uses as the two words that it is made of, if there are such. @param {Word} word @returns {Word[]} */
  parted(word) {
    const { raw, start } = word;
    if (raw.length < this.w.JOINED_LEAST || !/^\p{L}+$/u.test(raw) || this.rank.alone(word.stem).length || this.rank.everyday.has(word.stem)) return [word];
    for (let at = raw.length - this.w.PART_LEAST; at >= this.w.PART_LEAST; at--) {
      const parts = [raw.slice(0, at), raw.slice(at)];
      if (parts.every((part) => this.spelled.has(part))) {
        return parts.map((part, second) => this.words.word(part, second ? start + at : start));
      }
    }
    return [word];
  }

  /** The words of a text, two that are neighbours as one where only that is a word. @param {Word[]} words */
  rejoined(words) {
    /** @type {Word[]} */
    const joined = [];
    for (const word of words) {
      const last = joined.at(-1);
      const raw = (last?.raw ?? "") + word.raw;
      const known = last?.speaks && word.speaks && raw.length >= this.w.JOINED_LEAST && this.spelled.has(raw);
      if (last && known && !(this.rank.alone(last.stem).length && this.rank.alone(word.stem).length)) {
        joined[joined.length - 1] = this.words.word(raw, last.start);
      } else joined.push(word);
    }
    return joined;
  }

  /** Numbers of a sentence, but for statuses, where some text has them. @param {Map<string, Unit>} units @param {Reading} reading @param {(word: Word) => boolean} within */
  addNumbers(units, reading, within) {
    const weight = Math.max(0, ...[...units.values()].filter((unit) => unit.terms.length).map((unit) => unit.weight));
    if (!reading.sentence || !weight) return;
    const sure = reading.numbers.filter((number) => number.certainty > this.w.NUMBER_BARE);
    for (const word of this.words.cut(reading.text)) {
      const number = numberOf(word.raw);
      const term = NUMBER + number;
      if (!number || !this.rank.terms.has(term) || within(word)) continue;
      if (sure.some(({ start }) => start === word.start) || isPart(word, reading.text)) continue;
      units.set(term, { raw: word.raw, terms: [[term, 1]], weight: this.w.NUMBER_SAID * weight, share: 1, start: word.start, guessed: false, strange: false });
    }
  }

  /** What a word may have been meant to be, or begins. @param {string} raw @param {boolean} short @returns {Array<[string, number]>} */
  near(raw, short) {
    /** @type {Map<string, number>} */
    const near = new Map();
    const enter = (/** @type {string} */ other, /** @type {number} */ factor) => {
      for (const [term, share] of this.rank.alone(this.words.stem(other))) near.set(term, Math.max(near.get(term) ?? 0, factor * share));
    };
    let best = raw.length < this.w.SLIP_LEAST ? 0 : raw.length < 8 ? 1 : 2;
    for (const other of this.byLetter.get(raw[0]) ?? []) {
      if (raw.length > 3 - (short ? 1 : 0) && other.startsWith(raw)) {
        enter(other, this.w.PREFIX);
      } else if (best && other.length > 3) {
        const cost = distance(raw, other, best);
        if (cost > best || (raw.length < this.w.TYPO_LEAST && !slipped(raw, other))) continue;
        best = Math.min(best, Math.max(cost, 1));
        enter(other, cost < 2 ? this.w.TYPO_ONE : this.w.TYPO_TWO);
      }
    }
    if (!near.size && raw.length >= this.w.TYPO_LEAST) for (const other of this.begunOtherwise(raw)) enter(other, this.w.TYPO_ONE);
    return [...near];
  }

  /** Known words that a word is but for its first letter: swapped, forgotten or too many. @param {string} raw */
  begunOtherwise(raw) {
    const slips = [raw[1] + raw[0] + raw.slice(2), raw.slice(1), ...[...this.byLetter.keys()].map((letter) => letter + raw)];
    return slips.filter((slip) => this.spelled.has(slip));
  }
}
