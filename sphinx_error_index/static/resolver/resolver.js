/** From whatever someone pastes to the codes that it is about, best first. The twin of `resolver.py`. */
import { prefixOf } from "./spelling.js";
import { rounded } from "./textrank.js";
import { Weigher, textsOf } from "./weighing.js";
import { fold } from "./words.js";

/**
 * @import { Answer, CodeRow, Facets, Family, IndexData, Match, Reading, TextMatch, VariantRow } from "./types.js"
 * @import { Found } from "./mentions.js"
 * @import { Candidate } from "./weighing.js"
 */

const CLASS = /\b([1-5])xx\b/gi; // "5xx": a class of statuses

/** Answers queries from an index. */
export class Resolver {
  /** @param {IndexData} index */
  constructor(index) {
    this.index = index;
    this.w = index.weights;
    /** @type {string[][]} */
    this.services = index.services;
    /** @type {CodeRow[]} */
    this.codes = index.codes;
    /** The codes that are no longer documented. @type {Set<number>} */
    this.gone = new Set(index.gone ?? []);
    /** Of the codes that were renamed where their pages forward to. @type {Map<number, string>} */
    this.moved = new Map(index.moved ?? []);
    this.weigher = new Weigher(index);
    this.reader = this.weigher.reader;
    this.book = this.weigher.book;
    /** @type {Array<[code: number, variant: VariantRow]>} */
    this.variants = this.weigher.variants;
  }

  /** @param {string} text @param {Facets} facets @returns {Answer} */
  answer(text, facets = {}) {
    const { service, category, status, hasAction, limit = 10 } = facets;
    const reading = this.reader.read(text);
    const nothing = { matches: [], family: null, truncated: reading.truncated };
    if (!reading.text.trim()) return nothing;
    const scope = service ? this.services.findIndex((item) => item[0] === service) : -1;
    if (service && scope < 0) return nothing;
    const found = this.book.find(reading);
    /** @type {Set<string>} */
    const terms = new Set();
    const candidates = this.weigher.weigh(reading, found, scope, terms);
    for (const [code, item] of candidates) {
      const meaning = item.variant < 0 ? this.book.meanings.get(found.spelled.get(code) ?? -1) ?? -1 : -1;
      if (meaning >= 0) item.variant = this.weigher.first[code] + meaning;
    }
    const kept = this.sorted(candidates, found, scope).filter(([code]) => this.passes(code, category, status, hasAction));
    const matches = kept.slice(0, Math.min(limit, this.w.MAX_RESULTS)).map(([code, item]) => this.match(code, item));
    for (const match of matches) match.marks = this.marks(match.text, terms);
    const family = matches.length ? null : this.family(reading, found, scope);
    return { matches, family, truncated: reading.truncated };
  }

  /** @param {Map<number, Candidate>} candidates @param {Found} found @param {number} scope @returns {Array<[number, Candidate]>} */
  sorted(candidates, found, scope) {
    for (const [code, item] of candidates) {
      if (scope < 0 && found.services.has(this.codes[code][0])) item.points *= this.w.SERVICE_NAMED;
      if (this.gone.has(code) && item.confidence !== "exact") item.points *= this.w.GONE;
      item.points = rounded(item.points);
    }
    const start = (/** @type {number} */ code) => found.hits.get(code)?.start ?? 0;
    return [...candidates].sort(([a, one], [b, two]) => two.points - one.points || start(a) - start(b) || a - b);
  }

  /** @param {number} code @param {string} [category] @param {number} [status] @param {boolean} [hasAction] */
  passes(code, category, status, hasAction) {
    const [, , , , categories, variants] = this.codes[code];
    if (category && !categories.some((number) => this.categoryId(number) === category)) return false;
    if (status && !variants.some((variant) => variant[1].includes(status))) return false;
    const acts = variants.some((variant) => variant[3]);
    return hasAction === undefined || acts === hasAction;
  }

  /** @param {number} number */
  categoryId(number) {
    const [service, name] = this.index.categories[number];
    return `${this.services[service][0]}/${name}`;
  }

  /** @param {number} number @returns {string} */
  url(number) {
    const [service, code, , url] = this.codes[number];
    return url || `${this.services[service][0]}/${code}${this.index.suffix}`;
  }

  /** @param {number} number */
  id(number) {
    return `${this.services[this.codes[number][0]][0]}/${this.codes[number][1]}`;
  }

  /** @param {number} number @param {Candidate} item @returns {Match} */
  match(number, item) {
    const [service, code, usual, , , variants] = this.codes[number];
    const name = this.services[service][0];
    const variant = this.variants[item.variant >= 0 ? item.variant : this.weigher.first[number]][1];
    const own = textsOf(variant).find(([field]) => this.index.fields[field] === "title");
    const title = item.variant >= 0 && own ? own[1] : usual;
    return {
      id: `${name}/${code}`,
      code,
      service: name,
      title,
      score: item.points,
      url: this.url(number),
      anchor: variants.length > 1 && item.variant >= 0 ? variant[0] : "",
      confidence: item.confidence,
      why: item.why,
      text: this.bestText(variant, item.text),
      gone: this.gone.has(number),
      ...this.successor(number),
      marks: [],
    };
  }

  /** What a renamed code is now; empty for any other. @param {number} number */
  successor(number) {
    const url = this.moved.get(number) ?? "";
    if (!url) return { successor: "", successor_url: "" };
    const page = url.split("#", 1)[0];
    const name =
      this.codes.map((_, at) => at).filter((at) => this.url(at) === page).map((at) => this.id(at)).at(-1) ??
      this.index.categories.map((item, at) => (item[3] === page ? this.categoryId(at) : "")).filter(Boolean).at(-1) ??
      this.services.find((service) => service[2] === page)?.[0];
    return { successor: name ?? url, successor_url: url };
  }

  /** Where words of the query, or words for the same, stand in a text. @param {string} text @param {Set<string>} terms */
  marks(text, terms) {
    const cut = this.weigher.words.cut(text);
    /** @type {Array<[number, number]>} */
    const marks = [];
    const matching = new Set();
    cut.forEach((word, at) => word.speaks && terms.has(word.stem) && matching.add(at));
    for (const { places, name } of this.weigher.words.concepts(cut)) {
      if (terms.has(name)) for (const place of places) matching.add(place);
    }
    for (const at of [...matching].sort((a, b) => a - b)) {
      const start = cut[at].start;
      const end = start + (/^[\p{L}\p{N}']+/u.exec(text.slice(start))?.[0].length ?? 0);
      const last = marks.at(-1);
      if (last && last[1] + 1 >= start) last[1] = Math.max(end, last[1]);
      else marks.push([start, end]);
    }
    return marks;
  }

  /** @param {VariantRow} variant @param {TextMatch | null} text @returns {string} */
  bestText(variant, text) {
    if (text && text.fit >= this.w.FIT_SCOPED) {
      const [, name, sentence] = this.weigher.sentences[this.weigher.rank.source[text.sentence]];
      if (["message", "description", "cause"].includes(name)) return sentence;
    }
    for (const field of [3, 2, 1]) {
      const said = textsOf(variant).find(([number]) => number === field);
      if (said) return said[1];
    }
    return "";
  }

  /** The nearest thing to a query without an answer. @param {Reading} reading @param {Found} found @param {number} scope @returns {Family | null} */
  family(reading, found, scope) {
    for (const [token] of found.unknown) {
      /** @type {Map<number, number> | undefined} */
      const counts = this.book.prefixes.get(prefixOf(fold(token)));
      if (!counts) continue;
      const most = Math.max(...counts.values());
      const service = Math.min(...[...counts].filter(([, count]) => count === most).map(([number]) => number));
      return { label: this.services[service][1], url: this.services[service][2], codes: this.nearest(token, service) };
    }
    const numbers = reading.numbers.filter((number) => number.text.length === 3);
    const classes = [...reading.text.matchAll(CLASS)].map((match) => match[1]);
    for (const digit of [...classes, ...numbers.map((number) => number.text[0])]) {
      for (const [service, name, title, url] of this.index.categories) {
        if (name.toLowerCase() !== digit + "xx" || (scope >= 0 && service !== scope)) continue;
        const label = title && title !== name ? `${name} – ${title}` : name;
        const several = scope < 0 && this.services.length > 1;
        return { label: several ? `${label} (${this.services[service][1]})` : label, url, codes: [] };
      }
    }
    const service = scope >= 0 ? scope : found.services.size ? Math.min(...found.services) : -1;
    return service >= 0 ? { label: this.services[service][1], url: this.services[service][2], codes: [] } : null;
  }

  /** Ids of the three codes of a service nearest to a token. @param {string} token @param {number} service @returns {string[]} */
  nearest(token, service) {
    const value = Number(token.match(/[0-9]+/g)?.at(-1) ?? 0);
    const prefix = prefixOf(fold(token));
    /** @type {Array<[number, number]>} */
    const near = [];
    this.codes.forEach((code, number) => {
      if (code[0] !== service || prefixOf(fold(code[1])) !== prefix) return;
      const own = code[1].match(/[0-9]+/g);
      near.push([Math.abs(Number(own?.at(-1) ?? 0) - value), number]);
    });
    near.sort(([a, one], [b, two]) => a - b || one - two);
    return near.slice(0, 3).map(([, number]) => this.id(number));
  }
}
