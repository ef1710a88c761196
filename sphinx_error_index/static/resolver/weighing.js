/** Weighing codes, statuses and words against each other. The twin of `weighing.py`. */
import { Codebook } from "./codebook.js";
import { Reader } from "./query.js";
import { statusesOf } from "./statuses.js";
import { Units } from "./terms.js";
import { TextRank } from "./textrank.js";
import { Topics } from "./topics.js";
import { Words, fold } from "./words.js";

/**
 * @import { CodeRow, Confidence, FieldText, IndexData, NumberRead, Reading, Sentence, TextMatch, VariantRow } from "./types.js"
 * @import { Found } from "./mentions.js"
 */

const ENVELOPE = /^[A-Za-z]+["']?[ \t]*:[ \t]*\{/; // the name around an error: `"itemNotFound": {`
/** A query that is a code and nothing else: if it is none of ours, its parts are no words. */
const BARE_CODE = /^[A-Za-z]{2,}[._-][0-9]{2,}$/;
const FIRST_ERROR = 400;
/** @type {Record<string, number>} */
const SURENESS = { exact: 2, likely: 1, weak: 0 };

/** What speaks for one code while it is weighed. */
export class Candidate {
  constructor() {
    this.points = 0;
    /** @type {Confidence} */
    this.confidence = "weak";
    /** @type {string[]} */
    this.why = [];
    this.variant = -1;
    /** @type {TextMatch | null} */
    this.text = null;
  }

  /** @param {number} points @param {Confidence} confidence @param {string} why */
  add(points, confidence, why) {
    this.points += points;
    if (SURENESS[confidence] > SURENESS[this.confidence]) this.confidence = confidence;
    if (!this.why.includes(why)) this.why.push(why);
  }
}

/** `Elastic Cloud Server` → `ecs`. @param {string} title */
function initials(title) {
  const words = title.match(/[A-Za-z]+/g) ?? [];
  return words.length > 2 ? words.map((word) => word[0]).join("").toLowerCase() : "";
}

/** @template K, V @param {Map<K, V>} map @param {K} key @param {() => V} make @returns {V} */
function entry(map, key, make) {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

/** The texts of a variant with the numbers of their fields. @param {VariantRow} variant @returns {FieldText[]} */
export function textsOf([, , texts]) {
  /** @type {FieldText[]} */
  const pairs = [];
  for (let at = 0; at < texts.length; at += 2) pairs.push([Number(texts[at]), String(texts[at + 1])]);
  return pairs;
}

/** Weighs what was read in a text: which codes speak for themselves, and how much. */
export class Weigher {
  /** @param {IndexData} index */
  constructor(index) {
    this.index = index;
    this.w = index.weights;
    /** @type {string[][]} */
    this.services = index.services;
    /** @type {CodeRow[]} */
    this.codes = index.codes;
    this.reader = new Reader(index.reading, this.w);
    const names = this.services.map((service) => [service[0], service[1], initials(service[1])]);
    const codes = this.codes.map((code) => code[1]);
    const owners = this.codes.map((code) => code[0]);
    this.book = new Codebook(codes, owners, names, this.reader.statuses.reasons.values(), this.w, index);
    /** @type {Array<[code: number, variant: VariantRow]>} */
    this.variants = [];
    /** @type {number[]} */
    this.first = [];
    this.codes.forEach((code, number) => {
      this.first.push(this.variants.length);
      for (const variant of code[5]) this.variants.push([number, variant]);
    });
    /** @type {Sentence[]} */
    this.sentences = this.readSentences();
    this.words = new Words(index.concepts, index.near);
    const services = this.variants.map(([code]) => this.codes[code][0]);
    const topics = new Topics(services, this.services.map((service) => this.titled(`${service[0]} ${service[1]}`)), this.w);
    this.rank = new TextRank(this.words, this.sentences, topics, index.everyday, this.w);
    this.units = new Units(this.rank, this.words, index.faults, this.w);
    this.pages = this.statusPages();
    this.knownStatuses = this.readStatuses();
  }

  /** The terms of a service's title. @param {string} title @returns {string[]} */
  titled(title) {
    const cut = this.words.cut(title).filter((word) => word.speaks);
    return cut.flatMap(({ stem }) => [stem, ...this.words.alone(stem)]);
  }

  /** @returns {Sentence[]} */
  readSentences() {
    /** @type {Sentence[]} */
    const sentences = [];
    const names = this.index.fields;
    this.variants.forEach(([code, variant], number) => {
      if (this.codes[code][2]) sentences.push([number, "title", this.codes[code][2]]);
      for (const [field, text] of textsOf(variant)) sentences.push([number, names[field], text]);
      if (["compound", "word"].includes(this.book.kinds[code])) sentences.push([number, "code", this.codes[code][1]]);
    });
    return sentences;
  }

  /** @param {Reading} reading @param {Found} found @param {number} scope @param {Set<string>} terms */
  weigh(reading, found, scope, terms) {
    /** @type {Map<number, Candidate>} */
    const candidates = new Map();
    /** @type {Map<number, Candidate>} */
    const sisters = new Map();
    for (const [code, hit] of found.hits) {
      const inside = scope < 0 || this.codes[code][0] === scope;
      entry(inside ? candidates : sisters, code, () => new Candidate()).add(hit.points, hit.confidence, hit.why);
    }
    this.addStatuses(reading, candidates, scope);
    const certain = [...candidates.values()].some((item) => item.confidence === "exact");
    this.addTexts(reading, found, candidates, scope, certain, terms);
    const written = [...sisters.keys()].some((code) => this.book.kinds[code] === "mixed" && (found.hits.get(code)?.points ?? 0) >= this.w.CODE_WRITTEN);
    const own = [...candidates.keys()].some((code) => found.hits.has(code));
    if (![...candidates.values()].some((item) => SURENESS[item.confidence]) || (written && !own)) {
      for (const [code, item] of sisters) {
        if (item.confidence === "weak" || !this.book.telling(code)) continue;
        item.points *= this.w.SISTER;
        item.why.push(`a code of ${this.services[this.codes[code][0]][1]}`);
        candidates.set(code, item);
      }
    }
    return candidates;
  }

  /** @param {Reading} reading @param {Map<number, Candidate>} candidates @param {number} scope */
  addStatuses(reading, candidates, scope) {
    const statuses = statusesOf(reading);
    const failed = [...statuses.keys()].some((value) => value >= FIRST_ERROR);
    const calm = reading.calm && !reading.short; // "GET / HTTP/1.1" 200: nothing to explain
    let order = 0;
    for (const [value, number] of statuses) {
      if (calm && value < FIRST_ERROR) continue;
      const certainty = number.certainty * (failed && value < FIRST_ERROR ? this.w.SUCCESS_SHARE : 1);
      const sure =
        certainty === this.w.NUMBER_STRONG ? "exact" : certainty >= this.w.NUMBER_MEDIUM ? "likely" : "weak";
      const points = this.w.STATUS_PAGE * certainty - order++;
      for (const code of this.pages.get(value) ?? []) {
        if (scope >= 0 && this.codes[code][0] !== scope) continue;
        const item = entry(candidates, code, () => new Candidate());
        item.add(item.points ? this.w.STATUS_ROW : points, sure, `status ${value}`);
      }
    }
    for (const number of reading.numbers) {
      if (number.text.length === 3 && statuses.has(Number(number.text))) continue;
      if (number.text.length < 3 && reading.foreign) continue; // the exit code of another program
      for (const code of this.book.exact(number.text)) {
        if (scope >= 0 && this.codes[code][0] !== scope) continue;
        const item = entry(candidates, code, () => new Candidate());
        const sure = number.certainty === this.w.NUMBER_STRONG ? "exact" : "weak";
        if (!item.points) item.add(this.w.CODE_NUMBER * number.certainty, sure, `number in “${number.where}”`);
      }
    }
  }

  /**
   * @param {Reading} reading @param {Found} found @param {Map<number, Candidate>} candidates @param {number} scope
   * @param {boolean} certain @param {Set<string>} terms filled with the words that can match
   */
  addTexts(reading, found, candidates, scope, certain, terms) {
    if (!candidates.size && (reading.calm || BARE_CODE.test(reading.text.trim()))) return;
    const units = this.units.of(reading, this.book.spans(found), (word) => this.book.namesService(word));
    const known = units.filter((unit) => unit.terms.length);
    for (const unit of known) for (const [term] of unit.terms) terms.add(term);
    const guessed = known.every((unit) => unit.guessed);
    if (guessed && (known.length < units.length || (known.length < 2 && reading.tokens > this.w.GUESS_TOKENS))) return;
    const statuses = statusesOf(reading);
    const pages = new Set([...statuses.keys()].flatMap((value) => this.pages.get(value) ?? []));
    let told = false;
    let verbatim = false;
    let better = 0; // how well the text's own message fits a page that is not of its status
    const foreign = !candidates.size && (found.foreign || this.elsewhere(statuses, scope));
    const alien = !candidates.size && reading.foreign;
    const wide = scope < 0 && this.services.length > 1;
    const usual = wide ? this.w.FIT_WEAK : this.w.FIT_SCOPED;
    const least = alien ? this.w.FIT_FOREIGN : foreign ? this.w.FIT_LIKELY : usual;
    const mass = alien ? this.w.FOREIGN_MASS : wide ? this.w.FIT_MASS : this.w.FIT_MASS_SCOPED;
    const enough = wide ? Math.min(this.w.FIT_WORDS, units.length) : 1;
    const sure = units.some((unit) => unit.strange) ? this.w.FIT_DOUBTED : this.w.FIT_LIKELY;
    const inside = (/** @type {number} */ variant) => this.codes[this.variants[variant][0]][0] === scope;
    const texts = this.rank.rank(units, reading.text, scope < 0 ? null : inside, wide ? this.w.TOPIC : this.w.TOPIC_SCOPED);
    const best = texts.length ? texts[0].fit : 0;
    for (const text of texts) {
      const code = this.variants[text.variant][0];
      const says = reading.saysMessage || (!reading.short && text.mass >= this.w.SAID_MASS);
      let item = candidates.get(code);
      if (!item) {
        const needed = text.mass >= this.w.FOREIGN_MASS && !reading.foreign ? usual : least;
        if (text.fit < needed || text.mass < mass || text.fit < best * this.w.NEAR_BEST) continue;
        if (text.words < enough) continue;
        if (certain && text.fit < (says ? this.w.FIT_WEAK : this.w.FIT_LIKELY)) continue;
        candidates.set(code, (item = new Candidate()));
      }
      if (item.text) continue;
      item.text = text;
      item.variant = text.variant;
      const agrees = this.variants[text.variant][1][1].map((value) => statuses.get(value)).find(Boolean);
      item.points += this.w.TEXT_FULL * text.fit;
      if (agrees) item.points += this.w.STATUS_ROW * agrees.certainty;
      if (text.fit >= sure && item.confidence === "weak") item.confidence = "likely";
      if (says && text.fit >= this.w.FIT_WEAK && !pages.has(code)) {
        told = true;
        verbatim ||= text.fit >= this.w.TEMPLATE;
        if (text.mass >= this.w.TOLD_MASS) better = Math.max(better, text.fit);
      }
      if (text.fit >= this.w.FIT_SCOPED) {
        const said = this.sentences[this.rank.source[text.sentence]][2];
        item.why.push(`words: ${this.rank.matched(units, said).join(", ")}`);
      }
    }
    if (told) this.giveWay(candidates, found, pages, statuses, better);
    if (verbatim) this.openEnvelopes(reading, candidates, found);
  }

  /**
   * Makes the message count for more than a code that only names the object around it: `{"itemNotFound": {"message": …}}`.
   * @param {Reading} reading @param {Map<number, Candidate>} candidates @param {Found} found
   */
  openEnvelopes(reading, candidates, found) {
    for (const [code, item] of candidates) {
      const hit = found.hits.get(code);
      const own = item.text && item.text.fit >= this.w.TEMPLATE;
      if (hit && !own && ENVELOPE.test(reading.text.slice(hit.start))) item.points = Math.min(item.points, this.w.ENVELOPE);
    }
  }

  /**
   * Lowers the pages of statuses and of reason phrases where the text's own message fits another page.
   * @param {Map<number, Candidate>} candidates @param {Found} found @param {Set<number>} pages @param {Map<number, NumberRead>} statuses
   * @param {number} better how well the message fits a page that is not of its status, if it says enough
   */
  giveWay(candidates, found, pages, statuses, better) {
    for (const [code, item] of candidates) {
      if (pages.has(code)) {
        const [, number] = [...statuses].find(([value]) => this.pages.get(value)?.includes(code)) ?? [];
        item.points -= this.w.STATUS_PAGE * (number?.certainty ?? 0) * (1 - this.w.STATUS_BESIDE);
        if (item.text && item.text.fit < better) item.points -= this.w.TEXT_FULL * item.text.fit; // what it says, many pages say
      }
      if (found.hits.has(code) && this.book.generic(code)) item.points *= this.w.STATUS_BESIDE;
    }
  }

  /** Whether the text surely names statuses of which none is known. @param {Map<number, NumberRead>} statuses @param {number} scope */
  elsewhere(statuses, scope) {
    const known = this.knownStatuses.get(scope);
    return statuses.size > 0 && ![...statuses].some(([value, number]) => known?.has(value) || number.certainty < this.w.NUMBER_STRONG);
  }

  /** The statuses of each service, and under -1 of all. @returns {Map<number, Set<number>>} */
  readStatuses() {
    const known = new Map([[-1, new Set(this.pages.keys())]]);
    for (const [service, , , , , variants] of this.codes) {
      for (const variant of variants) {
        for (const key of [-1, service]) for (const value of variant[1]) entry(known, key, () => new Set()).add(value);
      }
    }
    return known;
  }

  /** The codes that are a status. @returns {Map<number, number[]>} */
  statusPages() {
    /** @type {Map<number, number[]>} */
    const pages = new Map();
    /** @type {Map<string, number[]>} */
    const worded = new Map();
    this.codes.forEach((code, number) => {
      const kind = this.book.kinds[number];
      if (kind === "number" && /^[0-9]{3}$/.test(code[1])) entry(pages, Number(code[1]), () => []).push(number);
      else if (kind === "compound" || kind === "word") {
        const values = new Set(code[5].flatMap((variant) => variant[1]));
        if (values.size === 1) entry(worded, `${code[0]} ${[...values][0]}`, () => []).push(number);
      }
    });
    for (const [key, codes] of worded) {
      const [service, value] = key.split(" ").map(Number);
      const reason = this.reader.statuses.reasons.get(String(value));
      const same = codes.filter((code) => fold(this.codes[code][1]) === reason);
      const chosen = same.length ? same : codes.length === 1 ? codes : [];
      const list = entry(pages, value, () => []);
      if (!list.some((code) => this.codes[code][0] === service)) list.push(...chosen);
    }
    for (const list of pages.values()) list.sort((a, b) => a - b);
    return pages;
  }
}
