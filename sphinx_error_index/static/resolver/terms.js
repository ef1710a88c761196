/** The words of a query as units, by which texts are ranked. The twin of `terms.py`, where it is explained. */
import { Ranges } from "./ranges.js";
import { listed, pattern, rules, w } from "./rules.js";
import { digitsOf, distance, keysLike, slipped } from "./spelling.js";
import { CANNOT, NUMBER, alone, conceptsIn, cut, numberOf, wordAt } from "./words.js";

/**
 * @import { Index } from "./index.js"
 * @import { Reading, Span, Stands, Unit, Word } from "./types.js"
 */

const FILLER = `~${rules.words.filler}`;
const REFUSAL = `~${rules.words.refusal}`;
const LEAST_WORD = 3; // letters of a word that stands in the index of spellings

/** How well a term stands for a word that is it, or means it. @param {string} term */
const factorOf = (term) => (term.startsWith("~") ? w.SYNONYM : 1);

/** Raises what a map has for a key. @template K @param {Map<K, number>} map @param {K} key @param {number} value */
const raise = (map, key, value) => map.set(key, Math.max(value, map.get(key) ?? 0));

/** What concepts say of the words of a query, by the places of the words. */
class Said {
  constructor() {
    /** The concepts of each word with their factors. @type {Map<number, Map<string, number>>} */
    this.concepts = new Map();
    /** Words that say nothing, words that say little, words of phrases. */
    this.filler = new Set();
    this.faint = new Set();
    this.spoken = new Set();
    /** What bounds their weights. @type {Map<number, number>} */
    this.most = new Map();
    /** @type {Map<number, number>} */
    this.least = new Map();
  }

  /** The concepts of a word with their factors. @param {number} at @returns {Map<string, number>} */
  of(at) {
    const found = this.concepts.get(at) ?? new Map();
    this.concepts.set(at, found);
    return found;
  }
}

/** Reads the words of queries as units. */
export class QueryTerms {
  /** @param {Index} index @param {(word: string) => boolean} named whether a word is the name of a service */
  constructor(index, named) {
    this.index = index;
    this.named = named;
    /** Whether texts have a word, by its stem, in the present query. @type {Map<string, boolean>} */
    this.known = new Map();
    this.faults = new Set([...listed("faults")].map((name) => `~${name}`));
  }

  /** The words of a text as units, the heaviest ones if there are many. @param {Reading} reading @param {Span[]} without ranges left out @returns {Unit[]} */
  of(reading, without) {
    this.known.clear();
    const leftOut = new Ranges(without);
    const all = this.few(cut(reading.masked).filter(({ start }) => !leftOut.has(start)), reading);
    this.wantWords(all, reading);
    const words = this.rejoined(all.flatMap((word) => this.parted(word)));
    this.want(words.map(({ stem }) => stem));
    const said = this.said(words);
    /** @type {Map<string, Unit>} */
    const units = new Map();
    let typos = w.MAX_TYPOS;
    words.forEach((word, at) => {
      const lonely = word.raw === CANNOT && !said.spoken.has(at);
      if (!word.speaks || said.filler.has(at) || lonely || (numberOf(word.raw) && !this.has(word.stem))) return;
      const share = reading.weight(word.start);
      const old = units.get(word.stem);
      if (old) {
        old.share = Math.max(old.share, share);
        const known = new Set(old.terms.map(([term]) => term));
        old.terms.push(...[...said.of(at)].filter(([term]) => !known.has(term)));
        return;
      }
      const unit = this.unit(word, at, said, share);
      if (!unit.terms.length && typos && this.mayBeMisspelt(word, reading)) {
        typos--;
        unit.terms = this.near(word.raw, reading.short);
        this.want(unit.terms.map(([term]) => term));
        unit.weight = Math.max(0, ...unit.terms.map(([term]) => this.index.info(term)));
      }
      if (!unit.terms.length) {
        unit.strange = !(reading.translated || this.named(word.raw) || isName(word, reading.masked));
        unit.weight = (unit.strange ? w.WORD_UNKNOWN : w.NAME_UNKNOWN) * this.index.root.typical;
      }
      units.set(word.stem, unit);
    });
    this.addNumbers(units, reading, leftOut);
    const heavy = [...units.values()].sort((a, b) => b.weight * b.share - a.weight * a.share);
    return heavy.slice(0, w.MAX_UNITS);
  }

  // -- What is looked up

  /** @param {string[]} terms */
  want(terms) {
    this.index.store.want("t", terms);
  }

  /** The words of a text that are looked up: of many, those of its message come first. @param {Word[]} words @param {Reading} reading */
  few(words, reading) {
    const first = words.filter(({ start }) => reading.weight(start) === 1);
    const stems = new Set([...new Set([...first, ...words].map(({ stem }) => stem))].slice(0, w.MOST_WORDS));
    return words.filter(({ stem }) => stems.has(stem));
  }

  /** Loads the terms of words, and what words may be that no text has. @param {Word[]} words @param {Reading} reading */
  wantWords(words, reading) {
    this.want(words.map(({ stem }) => stem));
    this.want(words.flatMap(({ stem }) => (this.has(stem) ? [] : alone(this.index.term(stem).phrases))));
    const unknown = words.filter((word) => this.mayBeMisspelt(word, reading) && !this.isKnown(word));
    const keys = unknown.slice(0, w.MAX_TYPOS).flatMap(({ raw }) => keysLike(raw));
    words.slice(1).forEach((word, at) => {
      if (this.mayBeOne(words[at], word)) keys.push(`3:${(words[at].raw + word.raw).slice(-3)}`);
    });
    this.index.store.want("w", keys);
  }

  /** @param {Word} word @param {Reading} reading */
  mayBeMisspelt(word, reading) {
    const common = this.index.term(word.stem).everyday || word.raw.length > w.LONGEST_WORD;
    return word.speaks && !common && !isName(word, reading.masked);
  }

  /** Whether some text has a term. @param {string} term */
  has(term) {
    return this.index.term(term).count > 0;
  }

  /** Whether texts have a word, or one of its concepts. @param {Word} word */
  isKnown({ stem }) {
    let known = this.known.get(stem);
    if (known === undefined) {
      known = this.has(stem) || alone(this.index.term(stem).phrases).some((name) => this.has(name));
      this.known.set(stem, known);
    }
    return known;
  }

  /** Whether a text has a word, or means the same by another one. @param {string} raw */
  spelled(raw) {
    return raw.length >= LEAST_WORD && this.index.words(`3:${raw.slice(-3)}`).has(raw);
  }

  // -- Words and their concepts

  /** What the concepts among words say of each of them. @param {Word[]} words */
  said(words) {
    const said = new Said();
    const found = conceptsIn(words, (stem) => this.index.term(stem).phrases, true);
    this.want(found.map(({ name }) => name).filter((name) => name !== FILLER));
    for (const { places, name, loose } of found) {
      const spoken = Math.max(1, places.filter((at) => words[at].speaks).length);
      const part = places.length > 1 ? w.PHRASE / spoken : 1;
      for (const at of places) {
        if (name === FILLER) {
          said.filler.add(at);
          continue;
        }
        if (!loose && this.faults.has(name)) raise(said.least, at, w.FAULT_LEAST * part);
        if (name === REFUSAL) said.faint.add(at);
        raise(said.of(at), name, loose ? w.NEAR : w.SYNONYM);
        if (name === REFUSAL || places.length < 2) continue;
        said.spoken.add(at);
        raise(said.most, at, part * this.index.info(name));
      }
    }
    for (const at of said.spoken) said.filler.delete(at);
    return said;
  }

  /** The unit of a word that texts have, it or what it stands for; without terms if none. @param {Word} word @param {number} at @param {Said} said @param {number} share @returns {Unit} */
  unit(word, at, said, share) {
    const spoken = said.spoken.has(at);
    const phrased = word.denies && spoken; // "not allowed" has nothing to do with "not found"
    /** @type {Stands[]} */
    const terms = this.has(word.stem) && !phrased ? [[word.stem, 1]] : [];
    terms.push(...[...said.of(at)].filter(([term]) => this.has(term)));
    const sure = terms.filter(([, factor]) => factor > w.NEAR);
    const infos = (sure.length ? sure : terms).map(([term]) => this.index.info(term));
    let weight = Math.min(infos.length ? Math.min(...infos) : 0, said.most.get(at) ?? Infinity);
    if (terms.length) weight = Math.max(weight, said.least.get(at) ?? 0);
    if (said.faint.has(at) && !spoken) weight = Math.min(weight, w.REFUSAL_MOST);
    return { raw: word.raw, terms, weight, share, start: word.start, guessed: !terms.length, strange: false };
  }

  // -- Spellings

  /** A word that nobody uses as the two words that it is made of, if there are such. @param {Word} word @returns {Word[]} */
  parted(word) {
    const { raw, stem, start } = word;
    const fits = w.JOINED_LEAST <= raw.length && raw.length <= w.LONGEST_WORD;
    if (!fits || this.index.term(stem).everyday || !pattern("letters").test(raw)) return [word];
    if (this.isKnown(word)) return [word];
    const begun = [this.index.words(`1:${raw[0]}`), this.index.words(`2:${raw.slice(0, 3)}`)];
    for (let at = raw.length - w.PART_LEAST; at >= w.PART_LEAST; at--) {
      const [left, right] = [raw.slice(0, at), raw.slice(at)];
      if (begun.some((known) => known.has(left)) && this.spelled(right)) return [wordAt(left, start), wordAt(right, start + at)];
    }
    return [word];
  }

  /** The words of a text, two that are neighbours as one where only that is a word. @param {Word[]} words */
  rejoined(words) {
    /** @type {Word[]} */
    const joined = [];
    for (const word of words) {
      const last = joined.at(-1);
      if (last && this.mayBeOne(last, word) && this.spelled(last.raw + word.raw)) {
        joined[joined.length - 1] = wordAt(last.raw + word.raw, last.start);
      } else joined.push(word);
    }
    return joined;
  }

  /** Whether two neighbours may be one word, as texts lack one of them. @param {Word} first @param {Word} second */
  mayBeOne(first, second) {
    const length = first.raw.length + second.raw.length;
    const fits = w.JOINED_LEAST <= length && length <= w.LONGEST_WORD;
    return fits && first.speaks && second.speaks && !(this.isKnown(first) && this.isKnown(second));
  }

  /** What a word may have been meant to be, or begins. @param {string} raw @param {boolean} short @returns {Stands[]} */
  near(raw, short) {
    const known = new Map(keysLike(raw).flatMap((key) => [...this.index.words(key)]));
    const spellings = [...known.keys()].sort((a, b) => (a < b ? -1 : 1));
    /** @type {Map<string, number>} */
    const near = new Map();
    const mean = (/** @type {string} */ other, /** @type {number} */ factor) => {
      for (const term of known.get(other) ?? []) raise(near, term, factor * factorOf(term));
    };
    let best = raw.length < w.SLIP_LEAST ? 0 : raw.length < w.WORD_TWO ? 1 : 2;
    for (const other of spellings.filter((word) => word[0] === raw[0])) {
      if (raw.length > (short ? 2 : 3) && other.startsWith(raw)) mean(other, w.PREFIX);
      else if (best && other.length > LEAST_WORD) {
        const cost = distance(raw, other, best);
        if (cost > best || (raw.length < w.TYPO_LEAST && !slipped(raw, other))) continue;
        best = Math.min(best, Math.max(cost, 1));
        mean(other, cost <= 1 ? w.TYPO_ONE : w.TYPO_TWO);
      }
    }
    if (!near.size && raw.length >= w.TYPO_LEAST) {
      for (const other of spellings) if (begunOtherwise(raw, other)) mean(other, w.TYPO_ONE);
    }
    return [...near];
  }

  // -- Numbers

  /** Numbers of a sentence, but for statuses: as units, where some text has them. @param {Map<string, Unit>} units @param {Reading} reading @param {Ranges} leftOut */
  addNumbers(units, reading, leftOut) {
    const weight = Math.max(0, ...[...units.values()].map(({ terms, weight: own }) => (terms.length ? own : 0)));
    if (!reading.sentence || !weight) return;
    const sure = reading.numbers.filter(({ certainty }) => certainty > w.NUMBER_BARE);
    const statuses = new Set(sure.map(({ start }) => start));
    const numbers = cut(reading.text).filter(({ raw, start }) => numberOf(raw) && !statuses.has(start) && !leftOut.has(start));
    this.want(numbers.map(({ raw }) => NUMBER + numberOf(raw)));
    for (const word of numbers) {
      const term = NUMBER + numberOf(word.raw);
      if (!this.has(term) || isPart(word, reading.text)) continue;
      const { raw, start } = word;
      units.set(term, { raw, terms: [[term, 1]], weight: w.NUMBER_SAID * weight, share: 1, start, guessed: false, strange: false });
    }
  }
}

/** Whether a word is another one but for its first letter: swapped, forgotten or too many. @param {string} raw @param {string} other */
function begunOtherwise(raw, other) {
  return other === raw[1] + raw[0] + raw.slice(2) || other === raw.slice(1) || other.slice(1) === raw;
}

/** Whether a word looks like somebody's name for a thing (`my-bucket-01`). @param {Word} word @param {string} text */
function isName({ raw, start }, text) {
  const { quotes, name_marks: marks } = rules.words;
  const [before, after] = [text.charAt(start - 1), text.charAt(start + raw.length)];
  if (digitsOf(raw).length || (before && after && quotes.includes(before) && quotes.includes(after))) return true;
  return Boolean((before && marks.includes(before)) || (after && marks.includes(after)));
}

/** Whether a number is a part of a time, a date or an address. The numbers of `2.5` are not. @param {Word} number @param {string} text */
function isPart({ raw, start }, text) {
  const end = start + raw.length;
  const before = text.slice(Math.max(0, start - w.PART_CONTEXT), start);
  return pattern("part_before").test(before) || pattern("part_after").test(text.slice(end, end + w.PART_CONTEXT));
}
