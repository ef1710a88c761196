/** Ranking sentences by the words of a query. The twin of `textrank.py`, where it is explained. */
import { Candidates } from "./candidates.js";
import { pattern, w } from "./rules.js";
import { NUMBER, cut, numberOf, rounded } from "./words.js";

/**
 * @import { Index } from "./index.js"
 * @import { Sentence, TextMatch, Unit, Word } from "./types.js"
 * A sentence of a code against a query: what it gained, how much of it that is, and by which words.
 * @typedef {{sentence: Sentence, points: number, mass: number, gains: number[]}} Ranked
 */

/**
 * What a query is compared with of a sentence: its `stems` with blanks around; its terms and how many words are ranked; its `parts`
 * between placeholders, if there are some (`placed`) without small words, and how many words of them are ranked (`told`).
 * @typedef {{stems: string, terms: Set<string>, length: number, parts: Word[][], placed: boolean, told: number}} Said
 */
/** Queries read the same sentences again. @type {WeakMap<Sentence, Said>} */
const sentencesRead = new WeakMap();

/** What a query is compared with of a sentence. @param {Sentence} sentence @returns {Said} */
function saidOf(sentence) {
  let said = sentencesRead.get(sentence);
  if (!said) sentencesRead.set(sentence, (said = readSentence(sentence)));
  return said;
}

/** @param {Sentence} sentence @returns {Said} */
function readSentence({ text, concepts }) {
  const words = cut(text);
  const plain = text.replace(pattern("placeholder", "g"), " ");
  const ranked = plain === text ? words : cut(plain);
  const stems = ranked.filter(({ speaks }) => speaks).map(({ stem }) => stem);
  const numbers = ranked.filter(({ raw }) => numberOf(raw) === raw).map(({ raw }) => NUMBER + raw);
  const pieces = splitOf(text);
  const placed = pieces.length > 1;
  const parts = pieces.map((piece) => (piece === text ? words : cut(piece)).filter(({ stops }) => !placed || !stops));
  return {
    stems: stemsOf(words),
    terms: new Set([...stems, ...numbers, ...concepts]),
    length: stems.length,
    parts: parts.filter((part) => part.length),
    placed,
    told: parts.flat().filter(({ speaks }) => speaks).length,
  };
}

/** @param {Word[]} words */
const stemsOf = (words) => ` ${words.map(({ stem }) => stem).join(" ")} `;

/** Ranks the meanings of codes by the words of one query. */
export class TextRank {
  /** @param {Index} index @param {Unit[]} units @param {string} text the query @param {number} topic share of a word on the topic of a service */
  constructor(index, units, text, topic) {
    this.index = index;
    this.units = units;
    this.candidates = new Candidates(index, units, topic);
    this.text = text;
    this.words = cut(text);
    this.telling = this.words.filter(({ stops }) => !stops);
    this.asked = this.candidates.asked;
    const { typical } = index.root;
    this.enough = Math.max(w.SENTENCE_MASS, typical ? (w.SENTENCE_PART * this.asked) / typical : 0);
    /** What each word is worth where it is on the topic of the service, and of which. */
    this.topics = units.map((unit) => ({ worth: topic * unit.weight * unit.share, of: this.candidates.onTopic(unit) }));
  }

  /** The meanings that fit, best first. @param {number} scope @param {{has(code: number): boolean}} known codes that speak for themselves @param {number} most codes that are read */
  rank(scope, known, most) {
    const told = this.units.filter(({ terms }) => terms.length).length;
    if (told <= w.QUOTED_UNITS && this.words.length >= w.QUOTED_LEAST) most = Math.max(most, w.CANDIDATES_QUOTED);
    const codes = this.candidates.choose(scope, known, most);
    this.index.wantPages(codes);
    return codes.flatMap((code) => this.ofCode(code)).sort((a, b) => rounded(b.fit) - rounded(a.fit)); // stable
  }

  /** The meanings of a code that have a word of the query. @param {number} code @returns {TextMatch[]} */
  ofCode(code) {
    const page = this.index.page(code);
    if (!page) return [];
    const service = this.index.service(code);
    const shared = page.shared.map((sentence) => this.measured(sentence));
    return page.meanings.flatMap(({ sentences }, meaning) => {
      const ranked = [...shared, ...sentences.map((sentence) => this.measured(sentence))];
      return this.match(code, meaning, service, ranked) ?? [];
    });
  }

  /** How a meaning fits, by its best sentence. @param {number} code @param {number} meaning @param {number} service @param {Ranked[]} ranked @returns {TextMatch | null} */
  match(code, meaning, service, ranked) {
    const gains = this.units.map((_, at) => Math.max(0, ...ranked.map((item) => item.gains[at])));
    const words = gains.filter(Boolean).length;
    const whole = gains.reduce((sum, gain) => sum + gain, 0);
    // A word that the meaning has is not counted for the topic, too.
    const lost = gains.reduce((sum, gain, at) => (gain && this.topics[at].of.has(service) ? sum + this.topics[at].worth : sum), 0);
    const about = (this.candidates.about.get(service) ?? 0) - lost;
    /** @type {TextMatch | null} */
    let best = null;
    for (const item of words ? ranked : []) {
      if (!item.mass) continue;
      const mass = item.mass / this.index.root.typical;
      const quoted = this.quoted(item.sentence);
      const fit = Math.max(this.fit(item, whole, about, mass), quoted ? w.TEMPLATE : 0);
      if (!best || fit > best.fit) best = { code, meaning, fit, mass, words, sentence: item.sentence, quoted };
    }
    return best;
  }

  /** How well a sentence fits, 0–1. @param {Ranked} item @param {number} whole @param {number} about @param {number} told what matched, in words of average rarity */
  fit({ sentence, points, mass }, whole, about, told) {
    const total = points + w.ELSEWHERE * (whole - points) + about;
    const covered = Math.min(1, mass / sentence.mass) * Math.min(1, told / this.enough);
    const part = Math.min(1, total / this.asked);
    const fit = (1 - w.SENTENCE_SHARE) * part + w.SENTENCE_SHARE * covered;
    return this.filled(sentence) ? Math.max(fit, w.TEMPLATE) + w.TEMPLATE_BONUS * part : fit;
  }

  /** What the units gain in a sentence. @param {Sentence} sentence @returns {Ranked} */
  measured(sentence) {
    const gains = this.units.map(() => 0);
    let [points, mass] = [0, 0];
    if (sentence.mass) {
      const { terms, length } = saidOf(sentence);
      this.units.forEach((unit, at) => {
        const factor = Math.max(0, ...unit.terms.map(([term, own]) => (terms.has(term) ? own : 0)));
        if (!factor) return;
        gains[at] = this.gain(sentence, length, factor) * unit.weight * unit.share;
        points += gains[at];
        mass += factor * unit.weight;
      });
    }
    return { sentence, points, mass, gains };
  }

  /** @param {Sentence} sentence @param {number} length its ranked words @param {number} factor */
  gain({ field }, length, factor) {
    const frequency = w.FIELD[field];
    const norm = 1 - w.BM25_B + (w.BM25_B * length) / this.index.root.mean;
    return factor * Math.min(w.GAIN_MOST, (frequency * (w.BM25_K1 + 1)) / (frequency + w.BM25_K1 * norm));
  }

  /** Whether the whole query, if it is part of a sentence, stands in this one. @param {Sentence} sentence */
  quoted(sentence) {
    const { length } = this.words;
    if (length < w.QUOTED_LEAST || length > w.SENTENCE_TOKENS || sentence.field === "code") return false;
    return saidOf(sentence).stems.includes(stemsOf(this.words));
  }

  /** Whether the query is this very message, its placeholders filled in. @param {Sentence} sentence */
  filled(sentence) {
    if (sentence.field === "code") return false; // any query with the code would be it
    const { parts, placed, told } = saidOf(sentence);
    if (told < (placed ? w.TEMPLATE_LEAST : w.VERBATIM_LEAST)) return false;
    return fills(parts, placed ? this.telling : this.words).length > 0;
  }

  /** What stands in the query for each placeholder of a message, after its name. @param {Sentence} sentence @returns {Array<[name: string, value: string]>} */
  values(sentence) {
    const { text } = sentence;
    const names = text.match(pattern("placeholder", "g")) ?? [];
    const { parts } = saidOf(sentence);
    const places = names.length ? fills(parts, this.telling) : [];
    if (!places.length) return [];
    // Where the telling words of the message stand among all words of the query.
    const at = new Map(this.words.map(({ start }, place) => [start, place]));
    const placeOf = (/** @type {number} */ place) => at.get(this.telling[place].start) ?? 0;
    const ends = [0, ...places.map((place, number) => placeOf(place + parts[number].length - 1) + 1)];
    const starts = [...places.map(placeOf), this.words.length];
    const said = splitOf(text);
    const small = new Set(said.flatMap((part) => cut(part).map(({ stem }) => stem)));
    const tells = (/** @type {string} */ part) => cut(part).some(({ stops }) => !stops);
    let [gap, rest] = [-1, ""];
    return names.flatMap((name, place) => {
      const known = said.slice(0, place + 1).filter(tells).length;
      if (known !== gap) [gap, rest] = [known, this.between(ends[known], starts[known], small)];
      const sign = said[place + 1].trim();
      const cutAt = sign && !tells(sign) ? rest.indexOf(sign) : -1; // {host}:{port}
      const value = cutAt < 0 ? rest : rest.slice(0, cutAt);
      rest = cutAt < 0 ? "" : rest.slice(cutAt + sign.length);
      return value ? [/** @type {[string, string]} */ ([name.replace(pattern("around_name", "g"), ""), value])] : [];
    });
  }

  /** The text of some words of the query, without those at its ends that the message has. @param {number} first @param {number} last @param {Set<string>} small */
  between(first, last, small) {
    const { words } = this;
    while (first < last && small.has(words[first].stem)) first++;
    while (first < last && small.has(words[last - 1].stem)) last--;
    if (first === last) return "";
    const begin = first ? words[first - 1].start + words[first - 1].raw.length : 0;
    const end = words[last]?.start ?? this.text.length;
    return this.text.slice(begin, Math.min(end, begin + w.VALUE_MOST)).split("\n", 1)[0].replace(pattern("around_value", "g"), "");
  }

  /** The words of the query that a sentence has, or has another word for, in their order. @param {Sentence} sentence */
  matched(sentence) {
    const { terms } = saidOf(sentence);
    const found = this.units.filter((unit) => unit.terms.some(([term]) => terms.has(term)));
    return found.sort((a, b) => a.start - b.start).slice(0, w.MAX_WHY).map(({ raw }) => raw);
  }
}

/** What stands between the placeholders of a message. @param {string} text @returns {string[]} */
function splitOf(text) {
  const said = text.split(pattern("placeholder"));
  said.push(/** @type {string} */ (said.pop()).split(pattern("sentence_end"))[0]); // what follows may not be printed
  return said;
}

/** Where the pieces of a message stand in a text, in order and near each other; empty if they do not. @param {Word[][]} parts @param {Word[]} said */
function fills(parts, said) {
  for (let start = 0; start < said.length && parts.length; start++) {
    if (said[start].stem !== parts[0][0].stem) continue;
    let at = start;
    const places = [];
    for (const part of parts) {
      const last = places.length ? at + w.TEMPLATE_GAP : at;
      while (at <= last && !part.every(({ stem }, next) => said[at + next]?.stem === stem)) at++;
      if (at > last) break;
      places.push(at);
      at += part.length;
    }
    if (places.length === parts.length) return places;
  }
  return [];
}
