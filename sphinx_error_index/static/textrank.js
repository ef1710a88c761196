/** Ranking sentences by the words of a query: BM25 over sentences. The twin of `textrank.py`, where it is explained. */
(() => {
  "use strict";
  const space = (globalThis.ErrorIndex ??= {});
  const { distance } = space;

  const NAME_MARKS = "-_/@#$0123456789";
  const QUOTES = "'\"`";

  /**
   * @typedef {{raw: string, stem: string, start: number, speaks: boolean}} Word
   * @typedef {{raw: string, terms: Array<[string, number]>, weight: number, share: number}} Unit
   * @typedef {{variant: number, fit: number, mass: number, sentence: number}} TextMatch
   */

  /** To six places, the same in both implementations. @param {number} value */
  function rounded(value) {
    return Math.floor(value * 1e6 + 0.5) / 1e6;
  }

  /** Whether a word looks like somebody's name for a thing. @param {Word} word @param {string} text */
  function isName(word, text) {
    const before = text.charAt(word.start - 1);
    const after = text.charAt(word.start + word.raw.length);
    if (/[0-9]/.test(word.raw) || (before && after && QUOTES.includes(before) && QUOTES.includes(after))) return true;
    return (before !== "" && NAME_MARKS.includes(before)) || (after !== "" && NAME_MARKS.includes(after));
  }

  /** All sentences of a site, ready to be ranked. */
  class TextRank {
    /** @param {any} words @param {Array<[number, string, string]>} sentences variant (ascending), field, text @param {any} weights */
    constructor(words, sentences, weights) {
      this.w = weights;
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
      this.postings = new Map();
      /** @type {string[][]} */
      const stemsOf = [];
      let variant = -1;
      let seen = new Set();
      sentences.forEach(([owner, field, text], number) => {
        const cut = words.cut(text);
        const stems = cut.filter((/** @type {Word} */ word) => word.speaks).map((/** @type {Word} */ word) => word.stem);
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
        const names = words.concepts(cut).map((/** @type {[number, number, string]} */ entry) => entry[2]);
        for (const term of new Set([...stems, ...names])) {
          const list = this.postings.get(term);
          if (list) list.push(here);
          else this.postings.set(term, [here]);
        }
      });
      const total = this.length.reduce((sum, length) => sum + length, 0);
      this.variants = Math.max(1, new Set(this.owner).size);
      this.mean = total ? total / this.length.length : 1;
      /** @type {Map<string, number>} */
      this.told = new Map();
      this.mass = stemsOf.map((stems) => stems.reduce((sum, stem) => sum + this.info(stem), 0));
      const distinct = stemsOf.reduce((sum, stems) => sum + stems.length, 0);
      this.typical = this.mass.reduce((sum, mass) => sum + mass, 0) / Math.max(1, distinct);
      /** @type {Map<string, string[]>} */
      this.byLetter = new Map();
      for (const raw of [...words.known.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))) {
        if (raw.length < 3 || !this.postings.has(words.stem(raw))) continue;
        const list = this.byLetter.get(raw[0]);
        if (list) list.push(raw);
        else this.byLetter.set(raw[0], [raw]);
      }
    }

    /** How much a word tells. @param {string} stem @returns {number} */
    info(stem) {
      let value = this.told.get(stem);
      if (value === undefined) {
        value = Math.min(...[stem, ...this.words.alone(stem)].map((term) => this.idf(term)));
        this.told.set(stem, value);
      }
      return value;
    }

    /** @param {string} term */
    idf(term) {
      let count = 0;
      let last = -1;
      for (const sentence of this.postings.get(term) ?? []) {
        if (this.owner[sentence] !== last) {
          count++;
          last = this.owner[sentence];
        }
      }
      return Math.log(1 + (this.variants - count + 0.5) / (count + 0.5));
    }

    /** @param {any} reading @param {Array<[number, number]>} without @returns {Unit[]} */
    units(reading, without) {
      /** @type {Word[]} */
      const words = this.words
        .cut(reading.masked)
        .filter((/** @type {Word} */ word) => !without.some(([start, end]) => start <= word.start && word.start < end));
      /** @type {string[][]} */
      const concepts = words.map(() => []);
      for (const [at, end, name] of this.words.concepts(words)) {
        for (let position = at; position < end; position++) concepts[position].push(name);
      }
      /** @type {Map<string, Unit>} */
      const units = new Map();
      let typos = this.w.MAX_TYPOS;
      words.forEach((word, at) => {
        if (!word.speaks) return;
        const share = reading.weight(word.start);
        const old = units.get(word.stem);
        if (old) {
          old.share = Math.max(old.share, share);
          for (const name of concepts[at]) if (!old.terms.some(([term]) => term === name)) old.terms.push([name, this.w.SYNONYM]);
          return;
        }
        /** @type {Array<[string, number]>} */
        let terms = this.postings.has(word.stem) ? [[word.stem, 1]] : [];
        for (const name of concepts[at]) if (this.postings.has(name)) terms.push([name, this.w.SYNONYM]);
        let weight = terms.length ? Math.min(...terms.map(([term]) => this.info(term))) : 0;
        if (!terms.length && typos && !isName(word, reading.masked)) {
          typos--;
          terms = this.near(word.raw, reading.short);
          weight = terms.length ? Math.max(...terms.map(([term]) => this.info(term))) : 0;
        }
        if (!terms.length) {
          weight = (isName(word, reading.masked) ? this.w.NAME_UNKNOWN : this.w.WORD_UNKNOWN) * this.typical;
        }
        units.set(word.stem, { raw: word.raw, terms, weight, share });
      });
      return [...units.values()].sort((a, b) => b.weight * b.share - a.weight * a.share).slice(0, this.w.MAX_UNITS);
    }

    /** @param {string} raw @param {boolean} short @returns {Array<[string, number]>} */
    near(raw, short) {
      /** @type {Map<string, number>} */
      const near = new Map();
      let best = raw.length < 4 ? 0 : raw.length < 8 ? 1 : 2;
      for (const other of this.byLetter.get(raw[0]) ?? []) {
        if (raw.length > 3 - (short ? 1 : 0) && other.startsWith(raw)) {
          near.set(this.words.stem(other), this.w.PREFIX);
        } else if (best && other.length > 3) {
          const cost = distance(raw, other, best);
          if (cost <= best) {
            best = Math.min(best, Math.max(cost, 1));
            const stem = this.words.stem(other);
            near.set(stem, Math.max(near.get(stem) ?? 0, cost < 2 ? this.w.TYPO_ONE : this.w.TYPO_TWO));
          }
        }
      }
      return [...near];
    }

    /** @param {Unit[]} units @param {(variant: number) => boolean} allowed @returns {TextMatch[]} */
    rank(units, allowed) {
      const asked = units.reduce((sum, unit) => sum + unit.weight * unit.share, 0);
      const score = new Float64Array(this.owner.length);
      const mass = new Float64Array(this.owner.length);
      const whole = new Float64Array(this.owner.length ? this.owner[this.owner.length - 1] + 1 : 0);
      /** @type {number[]} */
      const touched = [];
      const factors = new Float64Array(this.owner.length);
      for (const unit of units) {
        /** @type {number[]} */
        const reached = [];
        for (const [term, factor] of unit.terms) {
          for (const sentence of this.postings.get(term) ?? []) {
            if (factors[sentence] >= factor || !allowed(this.owner[sentence])) continue;
            if (!factors[sentence]) reached.push(sentence);
            factors[sentence] = factor;
          }
        }
        /** @type {Map<number, number>} */
        const best = new Map();
        for (const sentence of reached) {
          const factor = factors[sentence];
          const gain = this.gain(sentence, factor) * unit.weight * unit.share;
          factors[sentence] = 0;
          if (!score[sentence]) touched.push(sentence);
          score[sentence] += gain;
          mass[sentence] += factor * unit.weight;
          const owner = this.owner[sentence];
          const old = best.get(owner);
          if (old === undefined || gain > old) best.set(owner, gain);
        }
        for (const [owner, gain] of best) whole[owner] += gain;
      }
      /** @type {Map<number, TextMatch>} */
      const tops = new Map();
      for (const sentence of touched.sort((a, b) => a - b)) {
        const variant = this.owner[sentence];
        const total = score[sentence] + this.w.ELSEWHERE * (whole[variant] - score[sentence]);
        const covered = Math.min(1, mass[sentence] / this.mass[sentence]);
        const fit = (1 - this.w.SENTENCE_SHARE) * Math.min(1, total / asked) + this.w.SENTENCE_SHARE * covered;
        const top = tops.get(variant);
        if (!top || fit > top.fit) tops.set(variant, { variant, fit, mass: mass[sentence] / this.typical, sentence });
      }
      return [...tops.values()].sort((a, b) => rounded(b.fit) - rounded(a.fit) || a.variant - b.variant);
    }

    /** @param {number} sentence @param {number} factor */
    gain(sentence, factor) {
      const frequency = factor * this.factor[sentence];
      const norm = 1 - this.w.BM25_B + (this.w.BM25_B * this.length[sentence]) / this.mean;
      return (frequency * (this.w.BM25_K1 + 1)) / (frequency + this.w.BM25_K1 * norm);
    }
  }

  Object.assign(space, { TextRank, rounded });
})();
