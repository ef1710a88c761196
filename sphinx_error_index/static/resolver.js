/** From whatever someone pastes to the codes that it is about, best first. The twin of `weighing.py` and `resolver.py`. */
(() => {
  "use strict";
  const space = (globalThis.ErrorIndex ??= {});
  const { Codebook, Reader, TextRank, Words, fold, prefixOf, rounded } = space;

  /** @type {Record<string, number>} */
  const CONFIDENCE = { exact: 2, likely: 1, weak: 0 };

  /**
   * @typedef {{id: string, code: string, service: string, title: string, score: number, url: string, anchor: string,
   *   confidence: string, why: string[], text: string, gone: boolean, marks: Array<[number, number]>}} Match
   * @typedef {{label: string, url: string, codes: string[]}} Family
   * @typedef {{matches: Match[], family: Family | null, truncated: boolean}} Answer
   * @typedef {{service?: string, category?: string, status?: number, hasAction?: boolean, limit?: number}} Facets
   */

  /** What speaks for one code while it is weighed. */
  class Candidate {
    constructor(points = 0, confidence = "weak") {
      this.points = points;
      this.confidence = confidence;
      /** @type {string[]} */
      this.why = [];
      this.variant = -1;
      /** @type {any} */
      this.text = null;
    }

    /** @param {number} points @param {string} confidence @param {string} why */
    add(points, confidence, why) {
      this.points += points;
      if (CONFIDENCE[confidence] > CONFIDENCE[this.confidence]) this.confidence = confidence;
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

  /** Answers queries from an index. */
  class Resolver {
    /** @param {any} index */
    constructor(index) {
      this.index = index;
      this.w = index.weights;
      /** @type {string[][]} */
      this.services = index.services;
      /** @type {any[][]} */
      this.codes = index.codes;
      /** The codes that are no longer documented. @type {Set<number>} */
      this.gone = new Set(index.gone ?? []);
      this.reader = new Reader(index.reading, this.w);
      const names = this.services.map((service) => [service[0], service[1], initials(service[1])]);
      const codes = this.codes.map((code) => code[1]);
      this.book = new Codebook(codes, this.codes.map((code) => code[0]), names, this.reader.reasons.values(), this.w);
      /** @type {Array<[number, any[]]>} */
      this.variants = [];
      /** @type {number[]} */
      this.first = [];
      this.codes.forEach((code, number) => {
        this.first.push(this.variants.length);
        for (const variant of code[5]) this.variants.push([number, variant]);
      });
      /** @type {Array<[number, string, string]>} */
      this.sentences = this.readSentences();
      this.rank = new TextRank(new Words(index.concepts), this.sentences, this.w);
      this.pages = this.statusPages();
      this.knownStatuses = this.readStatuses();
    }

    /** @returns {Array<[number, string, string]>} */
    readSentences() {
      /** @type {Array<[number, string, string]>} */
      const sentences = [];
      const names = this.index.fields;
      this.variants.forEach(([code, variant], number) => {
        const texts = variant[2];
        if (this.codes[code][2]) sentences.push([number, "title", this.codes[code][2]]);
        for (let at = 0; at < texts.length; at += 2) sentences.push([number, names[texts[at]], texts[at + 1]]);
        if (["compound", "word"].includes(this.book.kinds[code])) sentences.push([number, "code", this.codes[code][1]]);
      });
      return sentences;
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
      const candidates = this.weigh(reading, found, scope, terms);
      const kept = this.sorted(candidates, found, scope).filter(([code]) => this.passes(code, category, status, hasAction));
      const matches = kept.slice(0, Math.min(limit, this.w.MAX_RESULTS)).map(([code, item]) => this.match(code, item));
      for (const match of matches) match.marks = this.marks(match.text, terms);
      const family = matches.length ? null : this.family(reading, found, scope);
      return { matches, family, truncated: reading.truncated };
    }

    /** @param {any} reading @param {any} found @param {number} scope @param {Set<string>} terms */
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
      if (![...candidates.values()].some((item) => CONFIDENCE[item.confidence])) {
        for (const [code, item] of sisters) {
          if (item.confidence === "weak" || !this.book.telling(code)) continue;
          item.points *= this.w.SISTER;
          item.why.push(`a code of ${this.services[this.codes[code][0]][1]}`);
          candidates.set(code, item);
        }
      }
      return candidates;
    }

    /** The statuses that the text names, each with its most certain mention. @param {any} reading */
    statuses(reading) {
      /** @type {Map<number, any>} */
      const statuses = new Map();
      const strongest = Math.max(0, ...reading.numbers.map((/** @type {any} */ number) => number.certainty));
      for (const number of reading.numbers) {
        const value = Number(number.text);
        if (number.certainty < strongest || number.text.length !== 3 || value < 100 || value >= 600) continue;
        if (!statuses.has(value)) statuses.set(value, number);
      }
      return statuses;
    }

    /** @param {any} reading @param {Map<number, Candidate>} candidates @param {number} scope */
    addStatuses(reading, candidates, scope) {
      const statuses = this.statuses(reading);
      const failed = [...statuses.keys()].some((value) => value >= 400);
      let order = 0;
      for (const [value, number] of statuses) {
        const certainty = number.certainty * (failed && value < 400 ? this.w.SUCCESS_SHARE : 1);
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
        for (const code of this.book.exact(number.text)) {
          if (scope >= 0 && this.codes[code][0] !== scope) continue;
          const item = entry(candidates, code, () => new Candidate());
          const sure = number.certainty === this.w.NUMBER_STRONG ? "exact" : "weak";
          if (!item.points) item.add(this.w.CODE_NUMBER * number.certainty, sure, `number in “${number.where}”`);
        }
      }
    }

    /**
     * @param {any} reading @param {any} found @param {Map<number, Candidate>} candidates @param {number} scope
     * @param {boolean} certain @param {Set<string>} terms filled with the words that can match
     */
    addTexts(reading, found, candidates, scope, certain, terms) {
      if (reading.calm && !candidates.size) return;
      const units = this.rank.units(reading, this.book.spans(found), (/** @type {string} */ word) => this.book.namesService(word));
      const known = units.filter((/** @type {any} */ unit) => unit.terms.length);
      for (const unit of known) for (const [term] of unit.terms) terms.add(term);
      if (!known.length) return;
      const statuses = this.statuses(reading);
      const foreign = !candidates.size && (found.foreign || this.elsewhere(statuses, scope));
      const alien = !candidates.size && reading.foreign;
      const wide = scope < 0 && this.services.length > 1;
      const usual = wide ? this.w.FIT_WEAK : this.w.FIT_SCOPED;
      const least = alien ? this.w.FIT_FOREIGN : foreign ? this.w.FIT_LIKELY : usual;
      const mass = wide ? this.w.FIT_MASS : this.w.FIT_MASS_SCOPED;
      const texts = this.rank.rank(
        units,
        reading.masked,
        (/** @type {number} */ variant) => scope < 0 || this.codes[this.variants[variant][0]][0] === scope,
      );
      const best = texts.length ? texts[0].fit : 0;
      for (const text of texts) {
        const code = this.variants[text.variant][0];
        let item = candidates.get(code);
        if (!item) {
          if (text.fit < least || text.mass < mass || text.fit < best * this.w.NEAR_BEST) continue;
          if (certain && text.fit < this.w.FIT_LIKELY) continue;
          candidates.set(code, (item = new Candidate()));
        }
        if (item.text) continue;
        item.text = text;
        item.variant = text.variant;
        const agrees = this.variants[text.variant][1][1].find((/** @type {number} */ value) => statuses.has(value));
        item.points += this.w.TEXT_FULL * text.fit;
        if (agrees !== undefined) item.points += this.w.STATUS_ROW * statuses.get(agrees).certainty;
        if (text.fit >= this.w.FIT_LIKELY && item.confidence === "weak") item.confidence = "likely";
        if (text.fit >= this.w.FIT_SCOPED) {
          const said = this.sentences[this.rank.source[text.sentence]][2];
          item.why.push(`words: ${this.rank.matched(units, said).join(", ")}`);
        }
      }
    }

    /** Whether the text surely names statuses of which none is known. @param {Map<number, any>} statuses @param {number} scope */
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
        if (kind === "number" && code[1].length === 3) entry(pages, Number(code[1]), () => []).push(number);
        else if (kind === "compound" || kind === "word") {
          const values = new Set(code[5].flatMap((/** @type {any[]} */ variant) => variant[1]));
          if (values.size === 1) entry(worded, `${code[0]} ${[...values][0]}`, () => []).push(number);
        }
      });
      for (const [key, codes] of worded) {
        const [service, value] = key.split(" ").map(Number);
        const reason = this.reader.reasons.get(String(value));
        const same = codes.filter((code) => fold(this.codes[code][1]) === reason);
        const chosen = same.length ? same : codes.length === 1 ? codes : [];
        const list = entry(pages, value, () => []);
        if (!list.some((code) => this.codes[code][0] === service)) list.push(...chosen);
      }
      for (const list of pages.values()) list.sort((a, b) => a - b);
      return pages;
    }

    /** @param {Map<number, Candidate>} candidates @param {any} found @param {number} scope @returns {Array<[number, Candidate]>} */
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
      if (category && !categories.some((/** @type {number} */ number) => this.categoryId(number) === category)) return false;
      if (status && !variants.some((/** @type {any[]} */ variant) => variant[1].includes(status))) return false;
      const acts = variants.some((/** @type {any[]} */ variant) => variant[3]);
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

    /** @param {number} number @param {Candidate} item @returns {Match} */
    match(number, item) {
      const [service, code, title, , , variants] = this.codes[number];
      const name = this.services[service][0];
      const variant = this.variants[item.variant >= 0 ? item.variant : this.first[number]][1];
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
        marks: [],
      };
    }

    /** Where words of the query, or words for the same, stand in a text. @param {string} text @param {Set<string>} terms */
    marks(text, terms) {
      const cut = this.rank.words.cut(text);
      /** @type {Array<[number, number]>} */
      const marks = [];
      const matching = new Set();
      cut.forEach((/** @type {any} */ word, /** @type {number} */ at) => word.speaks && terms.has(word.stem) && matching.add(at));
      for (const [at, end, name] of this.rank.words.concepts(cut)) {
        if (terms.has(name)) for (let position = at; position < end; position++) matching.add(position);
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

    /** @param {any[]} variant @param {any} text @returns {string} */
    bestText(variant, text) {
      if (text && text.fit >= this.w.FIT_SCOPED) {
        const [, name, sentence] = this.sentences[this.rank.source[text.sentence]];
        if (["message", "description", "cause"].includes(name)) return sentence;
      }
      for (const field of [3, 2, 1]) {
        const texts = variant[2];
        for (let at = 0; at < texts.length; at += 2) if (texts[at] === field) return texts[at + 1];
      }
      return "";
    }

    /** The nearest thing to a query without an answer. @param {any} reading @param {any} found @param {number} scope @returns {Family | null} */
    family(reading, found, scope) {
      for (const [token] of found.unknown) {
        /** @type {Map<number, number> | undefined} */
        const counts = this.book.prefixes.get(prefixOf(fold(token)));
        if (!counts) continue;
        const most = Math.max(...counts.values());
        const service = Math.min(...[...counts].filter(([, count]) => count === most).map(([number]) => number));
        return { label: this.services[service][1], url: this.services[service][2], codes: this.nearest(token, service) };
      }
      for (const number of reading.numbers) {
        if (number.text.length !== 3) continue;
        for (const [service, name, title, url] of this.index.categories) {
          if ((scope < 0 || service === scope) && name.toLowerCase() === number.text[0] + "xx") {
            return { label: title || name, url, codes: [] };
          }
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
      return near.slice(0, 3).map(([, number]) => `${this.services[service][0]}/${this.codes[number][1]}`);
    }
  }

  space.Resolver = Resolver;
})();
