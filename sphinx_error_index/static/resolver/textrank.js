/** Ranking sentences by the words of a query: BM25 over sentences. The twin of `textrank.py`, where it is explained. */
import { NUMBER } from "./words.js";

/**
 * @import { Sentence, TextMatch, Unit, Weights, Word } from "./types.js"
 * @import { Words } from "./words.js"
 * @import { Topics } from "./topics.js"
 */

const PLACEHOLDER = /%\([^()]*\)[sd]|%[sdvq]\b|\$?\{[^{}]*\}|<[^<>]*>|(?<![A-Za-z0-9_])\[[a-z_ ]+\]|#[A-Za-z]+#|\b[xX]{2,}\b|\*{2,}/g;

const SENTENCE_END = /[.!?] /;

/** To six places, the same in both implementations. @param {number} value */
export function rounded(value) {
  return Math.floor(value * 1e6 + 0.5) / 1e6;
}

/**
 * Whether the pieces of a message stand in a text, in order and near each other.
 * @param {string[][]} template @param {string[]} stems @param {number[]} starts where its first word stands @param {number} gap
 */
function fills(template, stems, starts, gap) {
  const place = (/** @type {string[]} */ piece, /** @type {number} */ from, /** @type {number} */ last) => {
    for (let at = from; at <= last; at++) if (piece.every((stem, next) => stems[at + next] === stem)) return at;
    return -1;
  };
  return starts.some((start) => {
    let at = start;
    return template.every((piece, number) => {
      const found = place(piece, at, number ? at + gap : at);
      at = found + piece.length;
      return found >= 0;
    });
  });
}

/** All sentences of a site, ready to be ranked. */
export class TextRank {
  /**
   * @param {Words} words @param {Sentence[]} sentences in the order of their variants
   * @param {Topics} topics what the texts of each service are about @param {string[]} everyday words of everyday English @param {Weights} weights
   */
  constructor(words, sentences, topics, everyday, weights) {
    this.w = weights;
    this.topics = topics;
    /** @type {Set<string>} */
    this.everyday = new Set(everyday.map((word) => words.stem(word)));
    this.words = words;
    /** @type {number[]} */
    this.owner = [];
    /** @type {number[]} */
    this.factor = [];
    /** @type {number[]} */
    this.length = [];
    /** @type {number[]} */
    this.source = [];
    /** @type {Map<string, number[]>} */
    this.terms = new Map();
    /** @type {Map<number, string[][]>} */
    this.templates = new Map();
    /** @type {string[][]} */
    const stemsOf = [];
    let variant = -1;
    let seen = new Set();
    sentences.forEach(([owner, field, text], number) => {
      const cut = words.cut(text.replace(PLACEHOLDER, " "));
      const stems = cut.filter((word) => word.speaks).map((word) => word.stem);
      if (owner !== variant) {
        variant = owner;
        seen = new Set();
      }
      const key = stems.join(" ");
      if (!stems.length || seen.has(key)) return;
      seen.add(key);
      const here = this.owner.length;
      this.owner.push(owner);
      this.factor.push(this.w.FIELD[field]);
      this.length.push(stems.length);
      this.source.push(number);
      stemsOf.push([...new Set(stems)]);
      if (field !== "code") this.noteTemplate(here, text); // any query with the code would fill such a template
      const names = words.concepts(cut).map((/** @type {{name: string}} */ { name }) => name);
      const numbers = cut.filter((/** @type {Word} */ { raw }) => /^[0-9]+$/.test(raw)).map((/** @type {Word} */ { raw }) => NUMBER + raw);
      for (const term of new Set([...stems, ...names, ...numbers])) {
        const list = this.terms.get(term);
        if (list) list.push(here);
        else this.terms.set(term, [here]);
      }
    });
    const total = this.length.reduce((sum, length) => sum + length, 0);
    this.variants = Math.max(this.w.INFO_LEAST, new Set(this.owner).size);
    this.mean = total ? total / this.length.length : 1;
    /** @type {Map<string, number>} */
    this.told = new Map();
    this.mass = stemsOf.map((stems) => stems.reduce((sum, stem) => sum + this.info(stem), 0));
    const distinct = stemsOf.reduce((sum, stems) => sum + stems.length, 0);
    const told = this.mass.reduce((sum, mass) => sum + mass, 0) / Math.max(1, distinct);
    this.typical = told || 1; // of texts that tell nothing
  }

  /** What a word is looked for as when it stands alone: itself, its concepts. @param {string} stem @returns {Array<[string, number]>} */
  alone(stem) {
    /** @type {Array<[string, number]>} */
    const terms = this.terms.has(stem) ? [[stem, 1]] : [];
    for (const name of this.words.alone(stem)) if (this.terms.has(name)) terms.push([name, this.w.SYNONYM]);
    return terms;
  }

  /** Keeps a message, or what stands between its placeholders. @param {number} sentence @param {string} text */
  noteTemplate(sentence, text) {
    const said = text.split(PLACEHOLDER);
    const least = said.length > 1 ? this.w.TEMPLATE_LEAST : this.w.VERBATIM_LEAST;
    said[said.length - 1] = said[said.length - 1].split(SENTENCE_END)[0]; // programs may not print the sentences that follow
    /** @type {Word[][]} */
    const parts = said.map((part) => this.words.cut(part));
    if (parts.flat().filter((word) => word.speaks).length < least) return;
    this.templates.set(sentence, parts.filter((part) => part.length).map((part) => part.map((word) => word.stem)));
  }

  /** How much a word tells. @param {string} stem @returns {number} */
  info(stem) {
    let value = this.told.get(stem);
    if (value === undefined) {
      value = Math.min(this.everyday.has(stem) ? this.w.EVERYDAY_MOST : this.w.INFO_MOST, ...[stem, ...this.words.alone(stem)].map((term) => this.idf(term)));
      this.told.set(stem, value);
    }
    return value;
  }

  /** @param {string} term */
  idf(term) {
    let count = 0;
    let last = -1;
    for (const sentence of this.terms.get(term) ?? []) {
      if (this.owner[sentence] !== last) {
        count++;
        last = this.owner[sentence];
      }
    }
    return Math.log(1 + (this.variants - count + 0.5) / (count + 0.5));
  }

  /**
   * The variants that fit the units of a text, best first. @param {Unit[]} units @param {string} text
   * @param {((variant: number) => boolean) | null} allowed null: all @param {number} topic share of a word on the topic @returns {TextMatch[]}
   */
  rank(units, text, allowed, topic) {
    const stems = this.words.cut(text).map((word) => word.stem);
    /** @type {Map<string, number[]>} */
    const places = new Map();
    stems.forEach((stem, at) => {
      const list = places.get(stem);
      if (list) list.push(at);
      else places.set(stem, [at]);
    });
    const asked = units.reduce((sum, unit) => sum + unit.weight * unit.share, 0);
    const enough = Math.max(this.w.SENTENCE_MASS, (this.w.SENTENCE_PART * asked) / this.typical);
    /** @type {Map<number, number>} */
    const about = new Map(); // of a service: what the words on its topic are worth
    const score = new Float64Array(this.owner.length);
    const mass = new Float64Array(this.owner.length);
    const whole = new Float64Array(this.owner.length ? this.owner[this.owner.length - 1] + 1 : 0);
    const spared = new Float64Array(whole.length);
    const best = new Float64Array(whole.length);
    const counts = new Uint16Array(whole.length);
    /** @type {number[]} */
    const touched = [];
    const factors = new Float64Array(this.owner.length);
    for (const unit of units) {
      /** @type {number[]} */
      const reached = [];
      for (const [term, factor] of unit.terms) {
        for (const sentence of this.terms.get(term) ?? []) {
          if (factors[sentence] >= factor || (allowed && !allowed(this.owner[sentence]))) continue;
          if (!factors[sentence]) reached.push(sentence);
          factors[sentence] = factor;
        }
      }
      /** @type {number[]} */
      const owners = [];
      for (const sentence of reached) {
        const factor = factors[sentence];
        const gain = this.gain(sentence, factor) * unit.weight * unit.share;
        factors[sentence] = 0;
        if (!score[sentence]) touched.push(sentence);
        score[sentence] += gain;
        mass[sentence] += factor * unit.weight;
        const owner = this.owner[sentence];
        if (!best[owner]) owners.push(owner);
        if (gain > best[owner]) best[owner] = gain;
      }
      const onTopic = this.onTopic(unit);
      const worth = topic * unit.weight * unit.share;
      for (const service of onTopic) about.set(service, (about.get(service) ?? 0) + worth);
      for (const owner of owners) {
        // A word that the variant has is not counted for the topic, too.
        if (onTopic.has(this.topics.services[owner])) spared[owner] += worth;
        whole[owner] += best[owner];
        counts[owner]++;
        best[owner] = 0;
      }
    }
    /** @type {Map<number, TextMatch>} */
    const tops = new Map();
    for (const sentence of Uint32Array.from(touched).sort()) {
      const variant = this.owner[sentence];
      const elsewhere = this.w.ELSEWHERE * (whole[variant] - score[sentence]);
      const total = score[sentence] + elsewhere + ((about.get(this.topics.services[variant]) ?? 0) - spared[variant]);
      const told = mass[sentence] / this.typical;
      const covered = Math.min(1, mass[sentence] / this.mass[sentence]) * Math.min(1, told / enough);
      let fit = (1 - this.w.SENTENCE_SHARE) * Math.min(1, total / asked) + this.w.SENTENCE_SHARE * covered;
      const template = this.templates.get(sentence);
      if (template && fills(template, stems, places.get(template[0][0]) ?? [], this.w.TEMPLATE_GAP)) fit = Math.max(fit, this.w.TEMPLATE) + this.w.TEMPLATE_BONUS * Math.min(1, total / asked);
      const top = tops.get(variant);
      if (!top || fit > top.fit) tops.set(variant, { variant, fit, mass: told, words: counts[variant], sentence });
    }
    return [...tops.values()].sort((a, b) => rounded(b.fit) - rounded(a.fit) || a.variant - b.variant);
  }

  /** The services that a word of a query is on the topic of. @param {Unit} unit @returns {Set<number>} */
  onTopic(unit) {
    /** @type {Set<number>} */
    const found = new Set();
    for (const [term, factor] of unit.terms) {
      if (factor <= this.w.NEAR) continue;
      const variants = () => (this.terms.get(term) ?? []).map((sentence) => this.owner[sentence]);
      for (const service of this.topics.of(term, variants)) found.add(service);
    }
    return found;
  }

  /** The words of the query that a text has, or has another word for. @param {Unit[]} units @param {string} text @returns {string[]} */
  matched(units, text) {
    const terms = this.termsOf(text);
    const matched = units.filter((unit) => unit.terms.some(([term]) => terms.has(term)));
    return matched.sort((a, b) => a.start - b.start).slice(0, this.w.MAX_WHY).map((unit) => unit.raw);
  }

  /** The stems and concepts of a text. @param {string} text @returns {Set<string>} */
  termsOf(text) {
    /** @type {Word[]} */
    const cut = this.words.cut(text);
    const names = this.words.concepts(cut).map((/** @type {{name: string}} */ { name }) => name);
    return new Set([...cut.filter((word) => word.speaks).map((word) => word.stem), ...names]);
  }

  /** @param {number} sentence @param {number} factor */
  gain(sentence, factor) {
    const frequency = this.factor[sentence];
    const norm = 1 - this.w.BM25_B + (this.w.BM25_B * this.length[sentence]) / this.mean;
    return factor * Math.min(this.w.GAIN_MOST, (frequency * (this.w.BM25_K1 + 1)) / (frequency + this.w.BM25_K1 * norm));
  }
}
