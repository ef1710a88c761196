/** Weighing codes, statuses and words against each other. The twin of `weighing.py`, where it is explained. */
import { Codebook } from "./codebook.js";
import { pattern, w } from "./rules.js";
import { statusesOf } from "./statuses.js";
import { QueryTerms } from "./terms.js";
import { TextRank } from "./textrank.js";

/**
 * @import { Code, Index } from "./index.js"
 * @import { Found } from "./mentions.js"
 * @import { Confidence, Hit, NumberRead, Reading, Span, TextMatch, Unit } from "./types.js"
 * What a text match needs at least: fits, what must match, how many words; from `sure` on a match is likely.
 * @typedef {{usual: number, least: number, mass: number, words: number, sure: number}} Bounds
 */

/** @type {Record<Confidence, number>} */
const SURENESS = { exact: 2, likely: 1, weak: 0 };

/** What speaks for one code while it is weighed. */
export class Candidate {
  constructor() {
    this.points = 0;
    /** @type {Confidence} */
    this.confidence = "weak";
    /** @type {string[]} */
    this.why = [];
    /** The meaning that the words of the text fit best. @type {TextMatch | null} */
    this.text = null;
    /** What stands in the text for the placeholders of the message. @type {Array<[name: string, value: string]>} */
    this.values = [];
    /** The place of the meaning that has the other name by which the text calls it. @type {number | null} */
    this.name = null;
  }

  /** @param {number} points @param {Confidence} confidence @param {string} why */
  add(points, confidence, why) {
    this.points += points;
    if (SURENESS[confidence] > SURENESS[this.confidence]) this.confidence = confidence;
    if (!this.why.includes(why)) this.why.push(why);
  }
}

/** The codes that a text may be about, within a scope: a service, or -1 for all. @extends {Map<number, Candidate>} */
export class Weighed extends Map {
  /** @param {Index} index @param {number} scope */
  constructor(index, scope) {
    super();
    this.index = index;
    this.scope = scope;
    /** What the words of the text stand for. @type {Set<string>} */
    this.terms = new Set();
  }

  /** Whether a code is within the scope. @param {number} code */
  holds(code) {
    return this.scope < 0 || this.index.service(code) === this.scope;
  }

  /** The candidate of a code, made if need be. @param {number} code @returns {Candidate} */
  of(code) {
    const item = this.get(code) ?? new Candidate();
    this.set(code, item);
    return item;
  }

  /** Whether one of them is at least so sure. @param {Confidence} confidence */
  some(confidence) {
    return [...this.values()].some((item) => SURENESS[item.confidence] >= SURENESS[confidence]);
  }
}

/** Weighs what was read in a text: which codes speak for themselves, and how much. */
export class Weigher {
  /** @param {Index} index */
  constructor(index) {
    this.index = index;
    this.book = new Codebook(index);
    this.terms = new QueryTerms(index, (word) => this.book.namesService(word));
  }

  /**
   * The codes that a text may be about, with their points, and those that it names of other services.
   * @param {Reading} reading @param {Found} found @param {number} scope @param {number} most codes whose texts are read, 0 for no texts at all
   */
  weigh(reading, found, scope, most) {
    const [candidates, sisters] = this.weighCodes(reading, found, scope);
    if (!found.bare && most) this.addTexts(reading, found, candidates, most);
    // A numbered code tells its service, whatever status or words stand beside it.
    const hits = [...found.hits.values()];
    const written = hits.some(({ code, points }) => sisters.has(code.number) && code.kind === "mixed" && points >= w.CODE_WRITTEN);
    const own = hits.some(({ code }) => candidates.has(code.number));
    const offered = !candidates.some("likely") || (written && !own);
    for (const [code, { confidence }] of [...sisters]) {
      const hit = /** @type {Hit} */ (found.hits.get(code));
      if (!offered || confidence === "weak" || !this.book.telling(hit.code)) sisters.delete(code);
    }
    this.addCodesOfStatuses(reading, candidates);
    return [candidates, sisters];
  }

  /** Lets none of the ranked candidates be surer than those before it; at most a few likely. @param {Array<[number, Candidate]>} ranked @param {number} scope @param {Found} found */
  settle(ranked, scope, found) {
    const wide = scope < 0 && this.index.services.length > 1;
    const best = ranked[0]?.[1].points;
    const near = ranked.filter(([, { confidence, points }]) => confidence === "likely" && points >= w.LIKELY_NEAR * best).length;
    const sole = ranked.filter(([code, { confidence }]) => confidence === "exact" && found.hits.has(code)).length === 1;
    /** @type {Confidence} */
    let surest = "exact";
    for (const [code, item] of ranked) {
      const hit = found.hits.get(code);
      const named = !wide || found.services.has(this.index.service(code));
      if (item.confidence === "exact" && !named && !(hit && this.own(hit.code, sole))) item.confidence = "likely";
      if (item.confidence === "likely" && near > w.LIKELY_MOST) item.confidence = "weak";
      if (SURENESS[item.confidence] > SURENESS[surest]) item.confidence = surest;
      surest = item.confidence;
    }
  }

  /** Whether a code tells by itself, or as the only one, which service is meant. @param {Code} code @param {boolean} sole */
  own(code, sole) {
    return this.book.telling(code) || (sole && !this.book.generic(code));
  }

  /** What codes and statuses alone say, and the codes found of other services. @param {Reading} reading @param {Found} found @param {number} scope */
  weighCodes(reading, found, scope) {
    const candidates = new Weighed(this.index, scope);
    const sisters = new Weighed(this.index, -1);
    for (const [number, { code, points, confidence, why }] of found.hits) {
      const item = (candidates.holds(number) ? candidates : sisters).of(number);
      item.add(points, confidence, why);
      item.name = code.meaning;
    }
    const statuses = statusesOf(reading);
    const keys = reading.numbers.map(({ text }) => `c:${text}`);
    this.index.store.want("c", [...Array.from(statuses.keys(), (value) => `s:${value}`), ...keys]);
    this.addStatuses(reading, candidates, statuses);
    this.addNumbers(reading, candidates, statuses);
    return [candidates, sisters];
  }

  // -- Statuses and numbers

  /** @param {Reading} reading @param {Weighed} candidates @param {Map<number, NumberRead>} all */
  addStatuses(reading, candidates, all) {
    const calm = reading.calm && !reading.short; // "GET / HTTP/1.1" 200: nothing to explain
    const statuses = [...all].filter(([value]) => !calm || value >= w.FIRST_ERROR);
    const failed = statuses.some(([value]) => value >= w.FIRST_ERROR);
    statuses.forEach(([value, number], order) => {
      const certainty = number.certainty * (failed && value < w.FIRST_ERROR ? w.SUCCESS_SHARE : 1);
      const points = w.STATUS_PAGE * certainty - order;
      for (const code of this.index.status(value)) {
        if (!candidates.holds(code.number)) continue;
        const item = candidates.of(code.number);
        item.add(item.points ? w.STATUS_ROW : points, sureness(certainty), `status ${value}`);
      }
    });
  }

  /** Codes that are answered with a status, where the text says nothing else. @param {Reading} reading @param {Weighed} candidates */
  addCodesOfStatuses(reading, candidates) {
    const statuses = statusesOf(reading);
    const said = [...candidates.values()].filter(({ text, confidence }) => text || confidence !== "weak");
    const pages = new Set([...statuses.keys()].flatMap((value) => this.index.status(value).map(({ number }) => number)));
    const [first] = statuses;
    if (!first || reading.foreign || said.length > pages.size) return;
    const [value, { certainty }] = first;
    if (value < w.FIRST_ERROR || certainty < w.NUMBER_MEDIUM) return;
    const services = candidates.scope < 0 ? this.index.knowStatus(value).slice(0, w.STATUS_SERVICES) : [candidates.scope];
    this.index.store.want("c", services.map((service) => `s:${value}@${service}`));
    for (const service of services) {
      this.index.withStatus(value, service).forEach((code, order) => {
        if (candidates.has(code)) return;
        candidates.of(code).add((w.STATUS_CODE * certainty) / (1 + order / w.STATUS_MOST), "weak", `status ${value}`);
      });
    }
  }

  /** Codes that are short numbers but no statuses, such as exit codes. @param {Reading} reading @param {Weighed} candidates @param {Map<number, NumberRead>} statuses */
  addNumbers(reading, candidates, statuses) {
    const { scope } = candidates;
    const errors = [...statuses.keys()].some((value) => value >= w.FIRST_ERROR);
    const beside = errors || [...candidates.values()].some(({ points }) => points >= w.CODE_SPELLED);
    for (const { text, certainty, where } of reading.numbers) {
      if (text.length === 3 && statuses.has(Number(text))) continue;
      if (text.length < 3 && reading.foreign) continue; // the exit code of another program
      for (const code of this.book.exact(text)) {
        if (!candidates.holds(code.number)) continue;
        const item = candidates.of(code.number);
        const telling = text.length > 2 || (scope >= 0 && this.index.root.exits?.includes(scope)); // else it may count anything
        const sure = beside || certainty < w.NUMBER_STRONG ? "weak" : telling ? "exact" : "likely";
        if (!item.points) item.add(w.CODE_NUMBER * certainty * (beside ? w.NUMBER_BESIDE : 1), sure, `number in “${where}”`);
      }
    }
  }

  // -- Texts

  /** @param {Reading} reading @param {Found} found @param {Weighed} candidates @param {number} most */
  addTexts(reading, found, candidates, most) {
    if (!candidates.size && (reading.calm || pattern("bare_code").test(reading.text.trim()))) return;
    const units = this.terms.of(reading, [...found.spans(), ...this.elsewhereNamed(found, candidates)]);
    candidates.terms = new Set(units.flatMap(({ terms }) => terms.map(([term]) => term)));
    if (!tellEnough(units, reading.tokens)) return;
    const statuses = statusesOf(reading);
    const wide = candidates.scope < 0 && this.index.services.length > 1;
    const rank = new TextRank(this.index, units, reading.text, wide ? w.TOPIC : w.TOPIC_SCOPED);
    const matches = rank.rank(candidates.scope, candidates, most);
    const bounds = this.bounds(reading, found, candidates, units, wide);
    const certain = candidates.some("exact");
    const pages = new Set([...statuses.keys()].flatMap((value) => this.index.status(value).map(({ number }) => number)));
    let [told, verbatim] = [false, false]; // whether the text's own message fits a page that is not of its status
    const quoted = new Set(matches.filter((match) => match.quoted).map(({ code }) => code)).size;
    let better = 0; // how well, if it says enough
    for (const match of matches) {
      const { code, fit, mass } = match;
      const says = reading.saysMessage || (!reading.short && mass >= w.SAID_MASS);
      if (!candidates.has(code)) {
        const doubted = certain && fit < (says ? w.FIT_WEAK : w.FIT_LIKELY);
        if (doubted || !fits(match, bounds, matches[0].fit, reading)) continue;
      }
      const item = candidates.of(code);
      if (item.text) continue;
      this.addMatch(item, match, statuses, bounds);
      if (match.quoted) {
        item.why.push(quoted < 2 ? "word for word" : `word for word, as in ${quoted} codes`);
        if (quoted > w.QUOTED_MOST && item.confidence === "likely") item.confidence = "weak";
      } else if (fit >= w.TEMPLATE) {
        item.values = rank.values(match.sentence);
        if (item.values.length) item.why.push("the message, filled in");
      }
      if (says && fit >= w.FIT_WEAK && !pages.has(code)) {
        told = true;
        verbatim ||= fit >= w.TEMPLATE;
        if (mass >= w.TOLD_MASS) better = Math.max(better, fit);
      }
      if (fit >= w.FIT_SCOPED) item.why.push(`words: ${rank.matched(match.sentence).join(", ")}`);
    }
    if (told) this.giveWay(candidates, found, statuses, better);
    if (verbatim) openEnvelopes(reading, candidates, found);
  }

  /** Where codes stand that only other services document. @param {Found} found @param {Weighed} candidates @returns {Span[]} */
  elsewhereNamed(found, candidates) {
    const hits = [...found.hits.values()];
    const own = new Set(hits.filter(({ code }) => candidates.holds(code.number)).map(({ start }) => start));
    const others = hits.filter(({ code, confidence, start }) => confidence === "exact" && !own.has(start) && code.kind === "mixed");
    return others.map(({ code, start }) => [start, start + code.spelling.length]);
  }

  /** What a text match needs at least, by what else the text says. @param {Reading} reading @param {Found} found @param {Weighed} candidates @param {Unit[]} units @param {boolean} wide @returns {Bounds} */
  bounds(reading, found, candidates, units, wide) {
    const usual = wide ? w.FIT_WEAK : w.FIT_SCOPED;
    const alone = !candidates.size;
    const named = alone && [...found.hits.values()].some(({ code }) => code.kind === "compound"); // a code of other services
    const foreign = alone && (found.foreign || this.elsewhere(reading, candidates.scope));
    const alien = alone && reading.foreign;
    return {
      usual,
      least: alien ? w.FIT_FOREIGN : foreign ? w.FIT_LIKELY : named ? w.FIT_WEAK : usual,
      mass: alien ? w.FOREIGN_MASS : wide ? w.FIT_MASS : w.FIT_MASS_SCOPED,
      words: wide ? Math.min(w.FIT_WORDS, units.length) : 1,
      sure: found.unknown.length && !found.hits.size ? w.FIT_NEVER : units.some(({ strange }) => strange) ? w.FIT_DOUBTED : w.FIT_LIKELY,
    };
  }

  /** Gives a code the points of its meaning that fits. @param {Candidate} item @param {TextMatch} match @param {Map<number, NumberRead>} statuses @param {Bounds} bounds */
  addMatch(item, match, statuses, bounds) {
    item.text = match;
    item.points += w.TEXT_FULL * match.fit;
    const said = this.index.page(match.code)?.meanings[match.meaning].statuses ?? [];
    const agrees = said.map((value) => statuses.get(value)).find(Boolean);
    if (agrees) item.points += w.STATUS_ROW * agrees.certainty;
    if (match.fit >= bounds.sure && item.confidence === "weak") item.confidence = "likely";
  }

  /**
   * Takes from the pages of statuses, and of reason phrases, what speaks for another page.
   * @param {Weighed} candidates @param {Found} found @param {Map<number, NumberRead>} statuses
   * @param {number} better how well the text's own message fits a page that is not of its status, if it says enough
   */
  giveWay(candidates, found, statuses, better) {
    /** @type {Map<number, NumberRead>} */
    const numbers = new Map();
    for (const [value, number] of [...statuses].reverse()) for (const code of this.index.status(value)) numbers.set(code.number, number);
    for (const [code, item] of candidates) {
      const number = numbers.get(code);
      if (number) item.points -= w.STATUS_PAGE * number.certainty * (1 - w.STATUS_BESIDE);
      if (number && item.text && item.text.fit < better) item.points -= w.TEXT_FULL * item.text.fit; // many pages say that
      const hit = found.hits.get(code);
      if (hit && hit.points < w.CODE_FIELD && this.book.generic(hit.code)) item.points *= w.STATUS_BESIDE;
    }
  }

  /** Whether the text surely names statuses that nobody here knows. @param {Reading} reading @param {number} scope */
  elsewhere(reading, scope) {
    const statuses = [...statusesOf(reading)];
    return statuses.length > 0 && !statuses.some(([value, { certainty }]) => certainty < w.NUMBER_STRONG || this.knows(value, scope));
  }

  /** Whether a service, or any, has a status. @param {number} status @param {number} scope */
  knows(status, scope) {
    const services = this.index.knowStatus(status);
    return scope < 0 ? services.length > 0 || this.index.status(status).length > 0 : services.includes(scope);
  }
}

/** Whether the words of a query are more than guesses. @param {Unit[]} units @param {number} tokens */
function tellEnough(units, tokens) {
  const known = units.filter(({ terms }) => terms.length);
  if (!known.every(({ guessed }) => guessed)) return true;
  const few = known.length < 2 && tokens > w.GUESS_TOKENS;
  return known.length > 0 && known.length === units.length && !few;
}

/** Whether a match is good enough for a code for which nothing else speaks. @param {TextMatch} match @param {Bounds} bounds @param {number} best @param {Reading} reading */
function fits({ fit, mass, words, quoted }, bounds, best, reading) {
  if (quoted && !reading.foreign) return true;
  const known = mass >= w.FOREIGN_MASS && !reading.foreign;
  const needed = Math.max(known ? bounds.usual : bounds.least, best * w.NEAR_BEST);
  return fit >= needed && mass >= bounds.mass && words >= bounds.words;
}

/**
 * Lets codes that are but the name around an error say less than its message: `{"itemNotFound": {"message": …}}`.
 * @param {Reading} reading @param {Weighed} candidates @param {Found} found
 */
function openEnvelopes(reading, candidates, found) {
  for (const [code, item] of candidates) {
    const hit = found.hits.get(code);
    if (!hit || (item.text && item.text.fit >= w.TEMPLATE)) continue;
    const rest = reading.text.slice(hit.start, hit.start + hit.code.spelling.length + w.CONTEXT);
    if (pattern("envelope").test(rest)) item.points = Math.min(item.points, w.ENVELOPE);
  }
}

/** @param {number} certainty @returns {Confidence} */
function sureness(certainty) {
  if (certainty === w.NUMBER_STRONG) return "exact";
  return certainty >= w.NUMBER_MEDIUM ? "likely" : "weak";
}
