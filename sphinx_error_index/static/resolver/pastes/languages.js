/** A query in another language in the words of the field's English. The twin of `languages.py`, where it is explained. */
import { compiled, listed, pastes, pattern, w } from "../rules.js";

/**
 * What phrases of a language mean, by their first words.
 * @typedef {Map<string, Array<[rest: string[], english: string]>>} Phrases
 */

export const LANGUAGES = ["de", "fr", "es", "pt", "it", "zh", "ja"];

/** A word in lower case and without accents. @param {string} text */
const accentless = (text) => text.toLowerCase().replaceAll("ß", "ss").normalize("NFD").replace(/\p{Mn}/gu, "");

/** @param {string} text */
const saidIn = (text) => text.match(pattern("plain_words", "g")) ?? [];

/** The language of a text; "" for English or any other. @param {string} text @param {Map<string, unknown>} names of services, which tell none */
export function languageOf(text, names) {
  if (pattern("signs").test(text)) return pattern("kana").test(text) ? "ja" : "zh";
  const said = saidIn(text).slice(0, w.LANGUAGE_WORDS).map((word) => word.toLowerCase());
  const words = new Set(said.map(accentless).filter((word) => !names.has(word)));
  const among = (/** @type {Iterable<string>} */ list) => [...new Set(list)].filter((word) => words.has(word)).length;
  let [best, most] = ["", among([...listed("stop"), ...listed("denying")])];
  const joined = said.join(" ");
  for (const [language, own] of Object.entries(pastes.languages.marks)) {
    const found = (joined.match(compiled(pastes.languages.signs[language], "", "g")) ?? []).length;
    const count = among(own.trim().split(/\s+/)) + Math.min(found, w.LANGUAGE_SIGNS);
    if (count > most) [best, most] = [language, count];
  }
  return best;
}

/** A text with what a dictionary has put into English. @param {string} text @param {string} language @param {Record<string, string>} record English by phrases @param {Map<string, unknown>} names of services, which stay */
export function translated(text, language, record, names) {
  /** @type {Phrases} */
  const phrases = new Map();
  for (const [said, english] of Object.entries(record)) {
    const [first, ...rest] = said.split(" ");
    phrases.set(first, [...(phrases.get(first) ?? []), [rest, english]]);
  }
  if (language in pastes.languages.marks) return new Alphabetic(text, language, phrases, names).translated();
  const most = Math.max(...Array.from(phrases.keys(), (said) => said.length));
  return text.replace(pattern("sign_run", "g"), (run) => signsOf(run, phrases, most));
}

/** A run of Chinese or Japanese in English: at each place the longest entry. @param {string} run @param {Phrases} phrases @param {number} most */
function signsOf(run, phrases, most) {
  /** @type {string[]} */
  const said = [];
  for (let at = 0; at < run.length; at++) {
    for (let length = Math.min(most, run.length - at); length > 0; length--) {
      const english = phrases.get(run.slice(at, at + length))?.[0][1];
      if (!english) continue;
      const before = english[0] === "<";
      said.splice(before && said.length ? said.length - 1 : said.length, 0, before ? english.slice(1) : english);
      at += length - 1;
      break;
    }
  }
  return ` ${said.join(" ")} `;
}

/** Puts one text of a language with letters into English. */
class Alphabetic {
  /** @param {string} text @param {string} language @param {Phrases} phrases @param {Map<string, unknown>} names */
  constructor(text, language, phrases, names) {
    const { marks, joints } = pastes.languages;
    this.text = text;
    this.phrases = phrases;
    this.marks = new Set(marks[language].trim().split(/\s+/).filter((word) => !names.has(word)));
    this.joints = joints[language] ?? [];
    this.spans = Array.from(text.matchAll(pattern("said_words", "g")), ({ 0: word, index }) => [index, index + word.length]);
    this.words = this.spans.map(([start, end]) => accentless(text.slice(start, end)));
  }

  translated() {
    let said = "";
    let last = 0;
    for (let at = 0; at < this.words.length; ) {
      const [start, end] = this.spans[at];
      const [english, following] = this.phrase(at);
      const word = this.words[at];
      const joined = this.text[start - 1] === "-" || this.text[end] === "-";
      const kept = joined || !this.marks.has(word) ? this.text.slice(start, end) : "";
      said += this.text.slice(last, start) + (english || this.parts(word) || kept);
      last = this.spans[following - 1][1];
      at = following;
    }
    return said + this.text.slice(last);
  }

  /** The phrases with which a word may begin, each with how many letters of it they have. @param {string} word */
  starting(word) {
    const found = [];
    for (let length = word.length; length > Math.max(0, word.length - w.ENDING_MOST - 1); length--) {
      const phrases = length >= w.BEGINNING_LEAST || length === word.length ? this.phrases.get(word.slice(0, length)) : undefined;
      if (phrases) found.push({ length, phrases });
    }
    return found;
  }

  /** The English of the longest phrase at a word, and the word behind it. @param {number} at @returns {[english: string, following: number]} */
  phrase(at) {
    let [words, letters] = [0, 0];
    /** @type {[string, number]} */
    let found = ["", at + 1];
    for (const { length, phrases } of this.starting(this.words[at])) {
      for (const [rest, english] of phrases) {
        const end = this.end(rest, at + 1);
        if (!end || rest.length + 1 < words || (rest.length + 1 === words && length <= letters)) continue;
        [words, letters, found] = [rest.length + 1, length, [english, end]];
      }
    }
    return found;
  }

  /** Behind which word a phrase ends; 0 if its other words are not there. @param {string[]} rest @param {number} at */
  end(rest, at) {
    for (const wanted of rest) {
      for (let skipped = 1; at < this.words.length && !begins(this.words[at], wanted); skipped++, at++) {
        if (skipped > w.SKIPPED_MOST || !this.marks.has(this.words[at])) return 0;
      }
      if (at === this.words.length) return 0;
      at++;
    }
    return at;
  }

  /** The English of a word that is made of two; "" if it is not. @param {string} word */
  parts(word) {
    const alone = (/** @type {Array<[string[], string]>} */ phrases) => phrases.find(([rest]) => !rest.length)?.[1];
    if (!this.joints.length || word.length > w.LONGEST_WORD) return "";
    for (let at = word.length - w.PART_LEAST; at > w.PART_LEAST; at--) {
      const english = alone(this.phrases.get(word.slice(0, at)) ?? []);
      for (const joint of english ? this.joints : []) {
        if (!word.startsWith(joint, at)) continue;
        for (const { phrases } of this.starting(word.slice(at + joint.length))) {
          const other = alone(phrases);
          if (other) return `${english} ${other}`;
        }
      }
    }
    return "";
  }
}

/** Whether a word is another form of what an entry of the dictionary begins with. @param {string} word @param {string} beginning */
function begins(word, beginning) {
  const longer = word.length - beginning.length;
  return word.startsWith(beginning) && (longer === 0 || (longer <= w.ENDING_MOST && beginning.length >= w.BEGINNING_LEAST));
}
