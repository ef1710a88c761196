/** Ranking sentences by the words of a query: BM25 over sentences. The twin of `textrank.py`, where it is explained. */
import { pattern, w } from "./rules.js";
import { NUMBER, cut, numberOf } from "./words.js";

/** @import { Page, Sentence, TextMatch, Unit } from "./types.js" */

/** To six places, the same in both implementations. @param {number} value */
export function rounded(value) {
  return Math.floor(value * 1e6 + 0.5) / 1e6;
}

/**
 * What ranking needs of a sentence: its terms, its words' number, and the message whose placeholders a text may fill in.
 * @typedef {{terms: Set<string>, length: number, template: string[][] | null}} Analysed
 * @type {WeakMap<Sentence, Analysed>}
 */
const analysed = new WeakMap();

/** @param {Sentence} sentence @returns {Analysed} */
function analyse(sentence) {
  let found = analysed.get(sentence);
  if (!found) {
    const said = cut(sentence.text.replace(pattern("placeholder", "g"), " "));
    const stems = said.filter(({ speaks }) => speaks).map(({ stem }) => stem);
    const numbers = said.filter(({ raw }) => numberOf(raw) === raw).map(({ raw }) => NUMBER + raw);
    const terms = new Set([...stems, ...sentence.concepts, ...numbers]);
    // Any query with the code would fill a template made of it.
    const template = sentence.field === "code" ? null : templateOf(sentence.text);
    analysed.set(sentence, (found = { terms, length: stems.length, template }));
  }
  return found;
}

/** The stems of a message, or of what stands between its placeholders; null where that says too little. @param {string} text */
function templateOf(text) {
  const said = text.split(pattern("placeholder"));
  const least = said.length > 1 ? w.TEMPLATE_LEAST : w.VERBATIM_LEAST;
  said.push(/** @type {string} */ (said.pop()).split(pattern("sentence_end"))[0]); // what follows may not be printed
  const parts = said.map((part) => cut(part));
  if (parts.flat().filter(({ speaks }) => speaks).length < least) return null;
  return parts.filter((part) => part.length).map((part) => part.map(({ stem }) => stem));
}

/** The stems of a query's text and where each stands, for finding messages in it. */
class Spoken {
  /** @param {string} text */
  constructor(text) {
    this.stems = cut(text).map(({ stem }) => stem);
    /** @type {Map<string, number[]>} */
    this.places = new Map();
    this.stems.forEach((stem, at) => {
      const list = this.places.get(stem);
      if (list) list.push(at);
      else this.places.set(stem, [at]);
    });
  }

  /** Whether the pieces of a message stand in the text, in order and near each other. @param {string[][]} template */
  fills(template) {
    return (this.places.get(template[0][0]) ?? []).some((start) => {
      let at = start;
      return template.every((piece, number) => {
        at = this.find(piece, at, number ? at + w.TEMPLATE_GAP : at);
        return at >= 0;
      });
    });
  }

  /** Where a piece that begins within a range ends; -1 if there is none. @param {string[]} piece @param {number} from @param {number} last */
  find(piece, from, last) {
    for (let at = from; at <= last; at++) {
      if (piece.every((stem, next) => this.stems[at + next] === stem)) return at + piece.length;
    }
    return -1;
  }
}

/** What the units of a query say of the sentences of one meaning. */
class Tally {
  /** @param {Sentence[]} sentences */
  constructor(sentences) {
    this.sentences = sentences.filter(({ mass }) => mass > 0);
    this.found = this.sentences.map(analyse);
    this.scores = this.sentences.map(() => 0);
    this.masses = this.sentences.map(() => 0);
    /** What the words are worth wherever in the meaning they stand, and how many there are. */
    this.whole = 0;
    this.words = 0;
    /** What words on the topic of the service are worth that the meaning has itself. */
    this.spared = 0;
  }

  /** @param {Unit} unit @param {number} mean words of a sentence @param {number} topic what the word is worth where it is on the topic */
  add(unit, mean, topic) {
    let best = 0;
    this.found.forEach(({ terms, length }, at) => {
      const factor = unit.terms.reduce((most, [term, own]) => (own > most && terms.has(term) ? own : most), 0);
      if (!factor) return;
      const frequency = w.FIELD[this.sentences[at].field];
      const norm = 1 - w.BM25_B + (w.BM25_B * length) / mean;
      const told = Math.min(w.GAIN_MOST, (frequency * (w.BM25_K1 + 1)) / (frequency + w.BM25_K1 * norm));
      const gain = factor * told * unit.weight * unit.share;
      this.scores[at] += gain;
      this.masses[at] += factor * unit.weight;
      best = Math.max(best, gain);
    });
    if (!best) return;
    this.whole += best;
    this.words += 1;
    this.spared += topic;
  }
}

/**
 * The meanings that fit the units of a text, best first. A word that is on the topic of a service, but not in the meaning,
 * counts with a share.
 * @param {Unit[]} units @param {string} text @param {Page[]} pages ascending by number
 * @param {(page: Page) => number} serviceOf @param {(unit: Unit) => Set<number>} onTopic services that a word is on the topic of
 * @param {number} topic the share @param {{typical: number, mean: number}} usual @returns {TextMatch[]}
 */
export function rank(units, text, pages, serviceOf, onTopic, topic, { typical, mean }) {
  const spoken = new Spoken(text);
  const asked = units.reduce((sum, { weight, share }) => sum + weight * share, 0);
  const enough = Math.max(w.SENTENCE_MASS, (w.SENTENCE_PART * asked) / typical);
  const topics = units.map((unit) => onTopic(unit));
  /** @type {TextMatch[]} */
  const tops = [];
  for (const page of pages) {
    const service = serviceOf(page);
    const worth = units.map(({ weight, share }, at) => (topics[at].has(service) ? topic * weight * share : 0));
    const about = worth.reduce((sum, value) => sum + value, 0);
    page.meanings.forEach(({ sentences }, meaning) => {
      const tally = new Tally([...page.shared, ...sentences]);
      units.forEach((unit, at) => tally.add(unit, mean, worth[at]));
      /** @type {TextMatch | null} */
      let top = null;
      tally.sentences.forEach((sentence, at) => {
        const points = tally.scores[at];
        if (!points) return;
        const total = points + w.ELSEWHERE * (tally.whole - points) + (about - tally.spared);
        const told = tally.masses[at] / typical;
        const covered = Math.min(1, tally.masses[at] / sentence.mass) * Math.min(1, told / enough);
        const part = Math.min(1, total / asked);
        let fit = (1 - w.SENTENCE_SHARE) * part + w.SENTENCE_SHARE * covered;
        const { template } = tally.found[at];
        if (template && spoken.fills(template)) fit = Math.max(fit, w.TEMPLATE) + w.TEMPLATE_BONUS * part;
        if (!top || fit > top.fit) top = { page, meaning, fit, mass: told, words: tally.words, sentence };
      });
      if (top) tops.push(top);
    });
  }
  return tops.sort((a, b) => rounded(b.fit) - rounded(a.fit)); // stable: else in the order of the pages
}

/** The words of the query that a sentence has, or has another word for, in their order. @param {Unit[]} units @param {Sentence} sentence */
export function matched(units, sentence) {
  const { terms } = analyse(sentence);
  const found = units.filter((unit) => unit.terms.some(([term]) => terms.has(term)));
  return found.sort((a, b) => a.start - b.start).slice(0, w.MAX_WHY).map(({ raw }) => raw);
}
