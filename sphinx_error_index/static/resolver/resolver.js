/** From whatever someone pastes to the codes that it is about, best first. The twin of `resolver.py`, where it is explained. */
import { Index } from "./index.js";
import { normalise } from "./pastes/decoding.js";
import { LANGUAGES, languageOf, translated } from "./pastes/languages.js";
import { Reading, read } from "./query.js";
import { learn, pattern, w } from "./rules.js";
import { digitsOf, prefixOf } from "./spelling.js";
import { statusesOf } from "./statuses.js";
import { Weigher } from "./weighing.js";
import { SIGNS, cut, fold, rounded } from "./words.js";

/**
 * @import { Code } from "./index.js"
 * @import { Found } from "./mentions.js"
 * @import { Store } from "./store.js"
 * @import { Answer, CategoryChoice, Facets, Family, Match, Meaning, Page, Span } from "./types.js"
 * @import { Candidate, Weighed } from "./weighing.js"
 */

/** @type {Answer} */
const NOTHING = { matches: [], family: null, truncated: false, unread: [], elsewhere: [], unknown: [], services: [] };
const LONE_HALF = /\p{Cs}/gu;
const QUOTABLE = ["message", "description", "cause"];
const SHOWN_FIELDS = ["cause", "description", "message"]; // without a sentence that matches

/** Answers queries from an index. What it throws where files are missing is explained in `store.js`. */
export class Resolver {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    this.index = new Index(store);
    this.weigher = new Weigher(this.index);
    /** What was read last: a query runs again whenever files have been loaded for it. @type {{text: string, reading: Reading} | null} */
    this.last = null;
  }

  /** @param {string} text @param {Facets} facets @returns {Answer} */
  answer(text, facets = {}) {
    this.store.unread.clear();
    text = text.replace(LONE_HALF, "\ufffd");
    const { service, category, status, hasAction, retry, side, codesAlone, limit = 10 } = facets;
    const scope = service ? this.index.services.findIndex(({ id }) => id === service) : -1;
    if (!text.trim() || (service && scope < 0)) return { ...NOTHING, matches: [] };
    const { book } = this.weigher;
    const bare = book.bare(text, scope);
    const reading = bare ? new Reading(text.trim()) : this.reading(text);
    const spoken = reading.sentence && reading.tokens > 1; // its words are looked up behind its codes
    this.store.expect("t", spoken && !codesAlone ? cut(reading.masked).map(({ stem }) => stem) : []);
    const found = bare ?? book.find(reading, scope);
    const narrowed = Boolean(category || status || retry || side) || hasAction !== undefined;
    const [candidates, sisters] = this.weigher.weigh(reading, found, scope, codesAlone ? 0 : narrowed ? w.CANDIDATES_NARROWED : w.CANDIDATES);
    const matches = this.matches(candidates, found, narrowed ? facets : null, Math.min(limit, w.MAX_RESULTS));
    const elsewhere = this.matches(sisters, found, null, w.ELSEWHERE_MOST);
    const family = matches.length || elsewhere.length ? null : this.family(reading, found, scope);
    return {
      matches,
      family,
      truncated: reading.truncated,
      unread: [...this.store.unread].sort(),
      elsewhere,
      unknown: [...new Set(found.unknown.map(([token]) => token))],
      services: this.choice(reading, found, matches, scope),
    };
  }

  /** Whether it is known how pastes are read; throws where the file that says it has not been loaded yet. */
  knowsPastes() {
    return learn(() => this.store.file("q", 0));
  }

  /** @param {string} text @returns {Reading} */
  reading(text) {
    if (!this.knowsPastes()) {
      this.store.broken("q");
      return new Reading(text.trim());
    }
    if (this.last?.text !== text) this.last = { text, reading: this.read(text) };
    return this.last.reading;
  }

  /** What a text says; one in another language than the site's is read in English. @param {string} text @returns {Reading} */
  read(text) {
    if (text.length > w.TRANSLATED_MOST) return read(text);
    const plain = normalise(text);
    const language = languageOf(plain, this.index.names);
    if (!language || this.index.root.languages?.includes(language)) return read(plain);
    const words = /** @type {Record<string, string> | null} */ (this.store.file("l", LANGUAGES.indexOf(language)));
    if (!words) this.store.broken("l");
    const reading = read(translated(plain, language, words ?? {}, this.index.names));
    reading.translated = true;
    return reading;
  }

  /** The categories of a service. @param {string} service its id @returns {CategoryChoice[]} */
  categories(service) {
    const listed = this.index.categories(this.index.services.findIndex(({ id }) => id === service));
    return listed.map(([name, title]) => ({ id: `${service}/${name}`, title: title && title !== name ? `${name} – ${title}` : name }));
  }

  // -- Matches

  /** The best candidates that pass the facets, as far as their rows can be read. @param {Weighed} candidates @param {Found} found @param {Facets | null} facets @param {number} limit */
  matches(candidates, found, facets, limit) {
    const ranked = this.ranked(candidates, found).slice(0, facets ? Math.max(limit, w.CANDIDATES_NARROWED) : limit);
    this.index.wantPages(ranked.map(([code]) => code));
    const passed = ranked.filter(([code]) => {
      const page = this.index.page(code);
      return page && (!facets || this.passes(code, page, facets));
    }).slice(0, limit);
    const shown = limit >= w.ACTIONS_LEAST ? w.ACTIONS_SHOWN : 0;
    this.index.wantActions(passed.slice(0, shown).map(([code]) => code));
    return passed.map(([code, item], place) => this.match(code, /** @type {Page} */ (this.index.page(code)), item, candidates.terms, place < shown));
  }

  /** The candidates, best first; of equals the one that the text names first. @param {Weighed} candidates @param {Found} found @returns {Array<[number, Candidate]>} */
  ranked(candidates, found) {
    for (const [code, item] of candidates) {
      const service = this.index.service(code);
      if (candidates.scope < 0 && found.services.has(service)) item.points *= found.meant.has(service) ? w.SERVICE_MEANT : w.SERVICE_NAMED;
      if (this.index.gone(code) && item.confidence !== "exact") item.points *= w.GONE;
      item.points = rounded(item.points);
    }
    const start = (/** @type {number} */ code) => found.hits.get(code)?.start ?? 0;
    const sorted = [...candidates].sort(([a, one], [b, two]) => two.points - one.points || start(a) - start(b) || a - b);
    this.weigher.settle(sorted, candidates.scope, found);
    return sorted;
  }

  /** @param {number} code @param {Page} page @param {Facets} facets */
  passes(code, page, { category, status, hasAction, retry, side }) {
    const service = this.index.services[this.index.service(code)].id;
    if (category && !page.categories.some((name) => `${service}/${name}` === category)) return false;
    if (status && !page.meanings.some(({ statuses }) => statuses.includes(status))) return false;
    if (retry && !page.meanings.some((meaning) => meaning.retry === retry)) return false;
    if (side && !page.meanings.some((meaning) => meaning.side === side)) return false;
    return hasAction === undefined || page.meanings.some((meaning) => meaning.hasAction) === hasAction;
  }

  /** @param {number} number @param {Page} page @param {Candidate} item @param {Set<string>} terms of the query @param {boolean} acted whether its action is told @returns {Match} */
  match(number, page, item, terms, acted) {
    const named = item.name !== null && item.name >= 0 && item.name < page.meanings.length ? item.name : null;
    const told = item.text?.meaning ?? named; // null where it may be any
    const meaning = page.meanings[told ?? 0];
    const own = meaning.sentences.find(({ field }) => field === "title");
    const service = this.index.services[this.index.service(number)].id;
    const text = bestText(meaning, item);
    return {
      id: `${service}/${page.code}`,
      code: page.code,
      service,
      title: told === null ? page.title : (own?.text ?? page.title),
      score: item.points,
      url: this.index.url(number, page),
      anchor: told === null || page.meanings.length < 2 ? "" : meaning.anchor,
      confidence: item.confidence,
      why: item.why,
      text,
      gone: page.gone,
      successor: page.successor,
      successor_url: page.successor_url,
      status: meaning.statuses,
      action: acted ? this.index.action(number, told ?? 0) : "",
      values: item.values,
      message: meaning.sentences.find(({ field }) => field === "message")?.text ?? "",
      marks: marksOf(text, terms),
    };
  }

  /** Ids of the services among which one can choose: none if one is meant. @param {Reading} reading @param {Found} found @param {Match[]} matches @param {number} scope */
  choice(reading, found, matches, scope) {
    const [first, second] = matches.map(({ confidence }) => confidence);
    const plain = [...statusesOf(reading).keys()].some((value) => matches[0]?.code === String(value));
    const leads = first === "exact" || (!plain && first === "likely" && second === "weak");
    if (scope >= 0 || found.services.size || !first || leads) return [];
    const known = [...statusesOf(reading).keys()].flatMap((value) => this.index.knowStatus(value));
    const named = new Set([...matches.map(({ service }) => service), ...known.map((service) => this.index.services[service].id)]);
    return named.size > 1 ? [...named] : [];
  }

  // -- No match

  /** The nearest thing to a query without an answer. @param {Reading} reading @param {Found} found @param {number} scope @returns {Family | null} */
  family(reading, found, scope) {
    for (const [token] of found.unknown) {
      const counts = [...this.index.family(prefixOf(fold(token)))];
      if (!counts.length) continue;
      const [[service]] = counts.sort(([a, one], [b, two]) => two - one || a - b);
      return this.serviceFamily(service, this.nearest(token, service));
    }
    const classes = Array.from(reading.text.matchAll(pattern("class", "g")), (match) => match[1]);
    const numbers = reading.numbers.filter(({ text }) => text.length === 3);
    for (const digit of [...classes, ...numbers.map(({ text }) => text[0])]) {
      for (const [service, label, url] of this.index.classes(digit)) {
        if (scope >= 0 && scope !== service) continue;
        const several = scope < 0 && this.index.services.length > 1;
        const of = several ? ` (${this.index.services[service].title})` : "";
        return { label: label + of, url, codes: [], addresses: [] };
      }
    }
    const service = scope < 0 ? Math.min(...found.services) : scope;
    return Number.isFinite(service) ? this.serviceFamily(service, []) : null;
  }

  /** @param {number} service @param {Code[]} codes of it @returns {Family} */
  serviceFamily(service, codes) {
    const { id, title, url } = this.index.services[service];
    this.index.wantPages(codes.map(({ number }) => number));
    const addresses = codes.map(({ number }) => {
      const page = this.index.page(number);
      return page ? this.index.url(number, page) : url;
    });
    return { label: title, url, codes: codes.map(({ spelling }) => `${id}/${spelling}`), addresses };
  }

  /** The codes of a service whose numbers are nearest to that of a token. @param {string} token @param {number} service @returns {Code[]} */
  nearest(token, service) {
    const folded = fold(token);
    const digits = digitsOf(token).at(-1) ?? "";
    const wanted = Number(digits);
    const stem = folded.endsWith(digits) ? folded.slice(0, folded.length - digits.length) : folded;
    const beside = [];
    for (let number = Math.max(0, wanted - w.NEAREST); number <= wanted + w.NEAREST; number++) {
      beside.push(stem + String(number).padStart(digits.length, "0"));
    }
    this.store.want("c", beside.map((spelling) => `c:${spelling}`));
    const codes = beside.flatMap((spelling) => this.index.spelled(spelling).codes);
    const found = new Map(codes.filter(({ number }) => this.index.service(number) === service).map((code) => [code.number, code]));
    for (let length = folded.length - 1; length >= w.BEGUN_LEAST && found.size < w.NEAREST; length--) {
      for (const code of this.index.begun(folded.slice(0, length), service)) {
        if (prefixOf(code.folded) === prefixOf(folded)) found.set(code.number, code);
      }
    }
    const away = (/** @type {Code} */ code) => Math.abs(Number(digitsOf(code.spelling).at(-1) ?? 0) - wanted);
    return [...found.values()].sort((a, b) => away(a) - away(b) || a.number - b.number).slice(0, w.NEAREST);
  }
}

/** The sentence that matched, or what says most of a meaning. @param {Meaning} meaning @param {Candidate} item @returns {string} */
function bestText({ sentences }, { text }) {
  if (text && text.fit >= w.FIT_SCOPED && QUOTABLE.includes(text.sentence.field)) return text.sentence.text;
  const shown = SHOWN_FIELDS.map((name) => sentences.find(({ field }) => field === name));
  return shown.find(Boolean)?.text ?? "";
}

/** Where words of the query stand in a text. @param {string} text @param {Set<string>} terms of the query @returns {Span[]} */
function marksOf(text, terms) {
  /** @type {Span[]} */
  const marks = [];
  for (const { raw, stem, speaks, start } of cut(text.replace(pattern("placeholder", "g"), (name) => " ".repeat(name.length)))) {
    if (!speaks || !terms.has(stem)) continue;
    const length = raw >= SIGNS ? raw.length : (text.slice(start).match(pattern("word"))?.[0].length ?? 0);
    const end = start + length;
    const last = marks.at(-1);
    if (last && last[1] + 1 >= start) last[1] = Math.max(end, last[1]);
    else marks.push([start, end]);
  }
  return marks;
}
