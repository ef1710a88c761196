/** Words: how texts and queries become stems and concepts. The twin of `words.py`, where the rules are explained. */
import { stemOf } from "./stem.js";

/** @import { Concept, Word } from "./types.js" */

const STOP = new Set(
  ("a an and are as at be been being but by can could did do does for from had has have he her his how i if in into is " +
    "it its let me my of on or our please s she should so some than that the their them then these they this " +
    "those to us was we were what when where which while who why will with would you your").split(" "),
);
const NOT = new Set(
  ("no nothing none nor never dont doesnt dosnt dosent doesn didnt isnt arent wasnt werent hasnt havent hadnt").split(" "),
);
export const CANNOT = "cannot"; // counts as a denial only within a phrase
const CANNOTS = new Set("cannot cant canot can't couldnt couldn't wont won't wouldnt wouldn't".split(" "));
export const NUMBER = "#"; // before the terms that are numbers
/** Numbers that people write in letters. @type {Record<string, string>} */
const NUMERALS = {
  zero: "0", ten: "10", twelve: "12", fifteen: "15", twenty: "20", thirty: "30", forty: "40", fifty: "50", sixty: "60",
};
const GAP = "*"; // stands in a phrase for a few other words
const GAP_WORDS = 3;
const MODAL = new Set(["can", "could", "will", "would"]);
const SIGNS = "\u2e80";
const WORD = /[\p{L}\p{N}]+(?:'[a-z]{1,2}(?![\p{L}\p{N}]))?/gu;
const HUMP = /([a-z])(?=[A-Z][a-z])|([a-z]{2})(?=[A-Z])|([A-Z]{2})(?=[A-Z][a-z]{2})/g;

/** @param {string} text @returns {string} the form in which codes and keys compare */
export function fold(text) {
  return text.toLowerCase().replace(/[^0-9a-z]+/g, "") || text.trim().toLowerCase();
}

/** The number that a word is, be it written in letters; nothing for other words. @param {string} raw @returns {string} */
export function numberOf(raw) {
  return /^[0-9]+$/.test(raw) ? raw : Object.hasOwn(NUMERALS, raw) ? NUMERALS[raw] : "";
}

/** `NoSuchBucket` → `No Such Bucket`. @param {string} text */
export function splitHumps(text) {
  return text.replace(HUMP, "$& ");
}

/** Cuts texts into words with their stems and finds concepts among them. */
export class Words {
  /** @param {Record<string, string[]>} concepts @param {Record<string, string[]>} near what people loosely say for them */
  constructor(concepts, near) {
    /** @type {Map<string, string>} */
    this.known = new Map();
    /** @type {Map<string, {stem: string, speaks: boolean}>} */
    this.told = new Map();
    /** @type {Map<string, Array<{phrase: string[], name: string}>>} */
    this.phrases = new Map();
    /** @type {Map<string, Array<{phrase: string[], name: string}>>} */
    this.loose = new Map();
    for (const [name, phrases] of Object.entries(concepts)) for (const said of phrases) this.enter(this.phrases, name, said);
    for (const [name, phrases] of Object.entries(near)) for (const said of phrases) this.enter(this.loose, name, said);
  }

  /** @param {Map<string, Array<{phrase: string[], name: string}>>} table @param {string} name @param {string} said */
  enter(table, name, said) {
    /** @type {string[]} */
    const phrase = [];
    for (const part of said.split(GAP)) {
      if (phrase.length) phrase.push(GAP);
      for (const word of this.cut(part)) phrase.push(word.stem);
    }
    if (!phrase.length) return;
    const list = table.get(phrase[0]);
    if (list) list.push({ phrase, name: "~" + name });
    else table.set(phrase[0], [{ phrase, name: "~" + name }]);
  }

  /** @param {string} word in lower case */
  stem(word) {
    let stem = this.known.get(word);
    if (stem === undefined) this.known.set(word, (stem = stemOf(word)));
    return /** @type {string} */ (stem);
  }

  /** @param {string} raw @param {number} start @returns {Word} */
  word(raw, start) {
    let told = this.told.get(raw);
    if (!told) {
      const stem = this.stem(raw === CANNOT ? "not" : raw);
      const speaks = !STOP.has(raw) && !/^[0-9]+$/.test(raw) && (raw.length > 1 || raw >= SIGNS);
      this.told.set(raw, (told = { stem, speaks }));
    }
    return { raw, stem: told.stem, start, speaks: told.speaks, denies: told.stem === "not" };
  }

  /** @param {string} text @returns {Word[]} */
  cut(text) {
    /** @type {Word[]} */
    const words = [];
    for (const match of text.matchAll(WORD)) {
      let start = /** @type {number} */ (match.index);
      const plain = match[0].slice(1) === match[0].slice(1).toLowerCase();
      for (const piece of plain ? [match[0]] : splitHumps(match[0]).split(" ")) {
        let raw = piece.toLowerCase();
        const last = words.length ? words[words.length - 1].raw : "";
        if (CANNOTS.has(raw) || (raw === "not" && MODAL.has(last))) raw = CANNOT;
        else if (NOT.has(raw) || raw.endsWith("n't")) raw = "not";
        else if (raw.includes("'")) raw = raw.slice(0, raw.indexOf("'"));
        words.push(this.word(raw, start));
        start += piece.length;
      }
    }
    return words;
  }

  /**
   * Every phrase of a concept, with `near` the loose ones too. Stop words between its words are skipped; what a
   * phrase denies is not meant. @param {Word[]} words @param {boolean} [near] @returns {Concept[]}
   */
  concepts(words, near = false) {
    /** @type {Concept[]} */
    const found = [];
    /** @type {number[][]} */
    const denied = [];
    for (let at = 0; at < words.length; at++) {
      const { stem, denies } = words[at];
      for (const table of near ? [this.phrases, this.loose] : [this.phrases]) {
        for (const { phrase, name } of table.get(stem) ?? []) {
          const places = phrase.length < 2 ? [at] : this.places(phrase, words, at);
          if (!places) continue;
          found.push({ places, name, loose: table === this.loose });
          if (denies) denied.push(places);
        }
      }
    }
    if (!denied.length) return found;
    return found.filter(({ places }) => !denied.some((said) => said.length > places.length && places.every((place) => said.includes(place))));
  }

  /** Where the words of a phrase stand that begins at `at`; null if they do not. @param {string[]} phrase @param {Word[]} words @param {number} at */
  places(phrase, words, at) {
    /** @type {number[] | null} */
    let places = null;
    const start = at;
    let skipped = 0;
    for (let next = 1; next < phrase.length; next++) {
      const stem = phrase[next];
      if (stem === GAP) {
        skipped = GAP_WORDS;
        continue;
      }
      at++;
      while (at < words.length && words[at].stem !== stem && (STOP.has(words[at].raw) || skipped)) {
        if (!STOP.has(words[at].raw)) skipped--;
        at++;
      }
      if (at === words.length || words[at].stem !== stem) return null;
      places ??= [start];
      places.push(at);
      skipped = 0;
    }
    return places;
  }

  /** The concepts that a stem belongs to without any other word. @param {string} stem @returns {string[]} */
  alone(stem) {
    return (this.phrases.get(stem) ?? []).filter((entry) => entry.phrase.length === 1).map((entry) => entry.name);
  }
}
