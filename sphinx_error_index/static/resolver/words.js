/** Words: how texts and queries become stems and concepts. The twin of `words.py`, where it is explained. */
import { listed, pattern, rules, w } from "./rules.js";
import { stemOf } from "./stem.js";

/** @import { Concept, Phrase, Word } from "./types.js" */

export const CANNOT = "cannot"; // how a word that fails is written: it denies within a phrase only
export const NUMBER = "#"; // before the terms that are numbers
const GAP = "*"; // stands in a phrase for a few other words
export const SIGNS = "\u2e80"; // from here on one character is a word (Chinese, Japanese, Korean)

/** The form in which codes and keys compare. @param {string} text @returns {string} */
export function fold(text) {
  return text.toLowerCase().replace(pattern("folded", "g"), "") || text.trim().toLowerCase();
}

/** `NoSuchBucket` → `No Such Bucket`. @param {string} text */
export function splitHumps(text) {
  return text.replace(pattern("hump", "g"), "$& ");
}

/** @param {string} raw */
const counts = (raw) => pattern("digits").exec(raw)?.[0] === raw;

/** The number that a word is, even if it is written in letters; nothing for other words. @param {string} raw @returns {string} */
export function numberOf(raw) {
  const { numerals } = rules.words;
  return counts(raw) ? raw : Object.hasOwn(numerals, raw) ? numerals[raw] : "";
}

/** @type {Map<string, Omit<Word, "start">>} */
const told = new Map();

/** What is told of a word, wherever it stands. @param {string} raw in lower case @param {number} start @returns {Word} */
export function wordAt(raw, start) {
  let word = told.get(raw);
  if (!word) {
    const stem = stemOf(raw === CANNOT ? "not" : raw);
    const stops = listed("stop").has(raw);
    const speaks = !stops && !counts(raw) && !pattern("counted_twice").test(raw) && (raw.length > 1 || raw >= SIGNS);
    told.set(raw, (word = { raw, stem, stops, speaks, denies: stem === "not" }));
  }
  return { ...word, start };
}

/** The parts of a word, with their places: its humps; of Chinese and Japanese each two signs that follow. @param {string} word @param {number} start @returns {Array<[string, number]>} */
function piecesAt(word, start) {
  /** @type {Array<[string, number]>} */
  const found = [];
  let last = 0;
  const humps = (/** @type {string} */ part) => {
    for (const piece of part ? splitHumps(part).split(" ") : []) {
      found.push([piece, start + last]);
      last += piece.length;
    }
  };
  for (const { 0: run, index } of word.matchAll(pattern("sign_run", "g"))) {
    humps(word.slice(last, index));
    for (let at = 0; at < Math.max(1, run.length - 1); at++) found.push([run.slice(at, at + 2), start + index + at]);
    last = index + run.length;
  }
  humps(word.slice(last));
  return found;
}

/** The words of a text in order. @param {string} text @returns {Word[]} */
export function cut(text) {
  /** @type {Word[]} */
  const found = [];
  for (const match of text.matchAll(pattern("word", "g"))) {
    for (const [piece, start] of piecesAt(match[0], match.index)) {
      let raw = piece.toLowerCase();
      const last = found.at(-1)?.raw ?? "";
      if (listed("failing").has(raw) || (raw === "not" && listed("modal").has(last))) raw = CANNOT;
      else if (listed("denying").has(raw) || raw.endsWith("n't")) raw = "not";
      else if (raw.includes("'")) raw = raw.slice(0, raw.indexOf("'"));
      found.push(wordAt(raw, start));
    }
  }
  return found;
}

/** Where the words of a phrase stand that begins at a place; null if they do not. @param {string[]} stems @param {Word[]} said @param {number} at */
function placesOf(stems, said, at) {
  const places = [at];
  let skipped = 0;
  for (let next = 1; next < stems.length; next++) {
    const wanted = stems[next];
    if (wanted === GAP) {
      skipped = w.GAP_WORDS;
      continue;
    }
    at++;
    const last = Math.min(said.length, at + w.STOPS_BETWEEN + skipped);
    for (; at < last && said[at].stem !== wanted && (said[at].stops || skipped); at++) if (!said[at].stops) skipped--;
    if (at === last || said[at].stem !== wanted) return null;
    places.push(at);
    skipped = 0;
  }
  return places;
}

/** The stems that may be second in a phrase: up to the first word behind a place that is no stop word. @param {Word[]} said @param {number} at */
function stemsAfter(said, at) {
  const stems = [];
  for (const { stem, stops } of said.slice(at + 1, at + 1 + w.STOPS_BETWEEN)) {
    stems.push(stem);
    if (!stops) break;
  }
  return stems;
}

/**
 * Every phrase of a concept, with `near` the loose ones too. Stop words between its words are skipped. What a phrase denies is
 * not meant: "not exist" is no "exist".
 * @param {Word[]} said @param {(stem: string) => readonly Phrase[]} phrasesOf those that begin with a stem
 * @param {boolean} [near] whether this is a query @returns {Concept[]}
 */
export function conceptsIn(said, phrasesOf, near = false) {
  /** @type {Concept[]} */
  const found = [];
  /** The phrases that deny, by the places in them. @type {Map<number, number[][]>} */
  const denied = new Map();
  /** What may begin at a place, by the words there: a paste often repeats them. @type {Map<string, Phrase[]>} */
  const begun = new Map();
  said.forEach(({ stem, denies }, at) => {
    const next = stemsAfter(said, at);
    const key = `${stem} ${next.join(" ")}`;
    let phrases = begun.get(key);
    if (!phrases) {
      const fits = (/** @type {string} */ second) => second === undefined || second === GAP || next.includes(second);
      begun.set(key, (phrases = phrasesOf(stem).filter(({ stems }) => fits(stems[1]))));
    }
    for (const { stems, concept, loose } of phrases) {
      const stand = loose && !near ? null : placesOf(stems, said, at);
      if (!stand) continue;
      found.push({ places: stand, name: concept, loose });
      if (denies) for (const place of stand) denied.set(place, [...(denied.get(place) ?? []), stand]);
    }
  });
  const within = (/** @type {number[]} */ part, /** @type {number[]} */ whole) =>
    part.length < whole.length && part.every((place) => whole.includes(place));
  return found.filter((item) => !denied.get(item.places[0])?.some((whole) => within(item.places, whole)));
}

/** The concepts that a stem belongs to without any other word. @param {readonly Phrase[]} phrases that it begins @returns {string[]} */
export function alone(phrases) {
  return phrases.filter(({ stems, loose }) => stems.length === 1 && !loose).map(({ concept }) => concept);
}

/** A number to six places, the same in both implementations. @param {number} value */
export function rounded(value) {
  return Math.floor(value * 1e6 + 0.5) / 1e6;
}
