/** Words: how texts and queries become stems and concepts. The twin of `words.py`, where the rules are explained. */
(() => {
  "use strict";
  const space = (globalThis.ErrorIndex ??= {});

  const STOP = new Set(
    ("a an and are as at be been being but by can could did do does for from had has have he her his how i if in into is " +
      "it its let me my of on or our please s she should so some than that the their them then these they this " +
      "those to us was we were what when where which while who why will with would you your").split(" "),
  );
  const NOT = new Set(
    ("no nothing none nor never dont doesnt dosnt dosent doesn didnt isnt arent wasnt werent hasnt havent hadnt").split(" "),
  );
  const CANNOT = "cannot"; // it denies within a phrase only
  const CANNOTS = new Set("cannot cant canot can't couldnt couldn't wont won't wouldnt wouldn't".split(" "));
  const MODAL = new Set(["can", "could", "will", "would"]);
  const SIGNS = "\u2e80";
  const WORD = /[\p{L}\p{N}]+(?:'[a-z]{1,2}(?![\p{L}\p{N}]))?/gu;
  const HUMP = /([a-z])(?=[A-Z][a-z])|([a-z]{2})(?=[A-Z])|([A-Z]{2})(?=[A-Z][a-z]{2})/g;

  /** @param {string} text @returns {string} the form in which codes and keys compare */
  function fold(text) {
    return text.toLowerCase().replace(/[^0-9a-z]+/g, "") || text.trim().toLowerCase();
  }

  /** `NoSuchBucket` → `No Such Bucket`. @param {string} text */
  function splitHumps(text) {
    return text.replace(HUMP, "$& ");
  }

  /**
   * One word of a text: as written (lower case), its stem, where it starts, whether it is ranked.
   * @typedef {{raw: string, stem: string, start: number, speaks: boolean}} Word
   */

  /** Cuts texts into stems and finds concepts in them. */
  class Words {
    /** @param {Record<string, string[]>} concepts */
    constructor(concepts) {
      /** @type {Map<string, string>} */
      this.known = new Map();
      /** @type {Map<string, Array<{phrase: string[], name: string}>>} */
      this.phrases = new Map();
      for (const [name, phrases] of Object.entries(concepts)) {
        for (const said of phrases) {
          const phrase = this.cut(said).map((word) => word.stem);
          if (!phrase.length) continue;
          const list = this.phrases.get(phrase[0]);
          if (list) list.push({ phrase, name: "~" + name });
          else this.phrases.set(phrase[0], [{ phrase, name: "~" + name }]);
        }
      }
    }

    /** @param {string} word in lower case */
    stem(word) {
      let stem = this.known.get(word);
      if (stem === undefined) this.known.set(word, (stem = space.stem(word)));
      return /** @type {string} */ (stem);
    }

    /** @param {string} text @returns {Word[]} */
    cut(text) {
      const words = [];
      for (const match of text.matchAll(WORD)) {
        let start = /** @type {number} */ (match.index);
        for (const piece of splitHumps(match[0]).split(" ")) {
          let raw = piece.toLowerCase();
          const last = words.length ? words[words.length - 1].raw : "";
          if (CANNOTS.has(raw) || (raw === "not" && MODAL.has(last))) raw = CANNOT;
          else if (NOT.has(raw) || raw.endsWith("n't")) raw = "not";
          else if (raw.includes("'")) raw = raw.slice(0, raw.indexOf("'"));
          const speaks = !STOP.has(raw) && !/^[0-9]+$/.test(raw) && (raw.length > 1 || raw >= SIGNS);
          words.push({ raw, stem: this.stem(raw === CANNOT ? "not" : raw), start, speaks });
          start += piece.length;
        }
      }
      return words;
    }

    /**
     * Every phrase of a concept: first position, end, name. Stop words between its words are skipped.
     * @param {Word[]} words @returns {Array<[number, number, string]>}
     */
    concepts(words) {
      /** @type {Array<[number, number, string]>} */
      const found = [];
      for (let at = 0; at < words.length; at++) {
        for (const { phrase, name } of this.phrases.get(words[at].stem) ?? []) {
          let end = at + 1;
          let next = 1;
          for (; next < phrase.length; next++, end++) {
            while (end < words.length && words[end].stem !== phrase[next] && STOP.has(words[end].raw)) end++;
            if (end === words.length || words[end].stem !== phrase[next]) break;
          }
          if (next === phrase.length) found.push([at, end, name]);
        }
      }
      return found;
    }

    /** The concepts that a stem belongs to without any other word. @param {string} stem @returns {string[]} */
    alone(stem) {
      return (this.phrases.get(stem) ?? []).filter((entry) => entry.phrase.length === 1).map((entry) => entry.name);
    }
  }

  Object.assign(space, { Words, CANNOT, fold, splitHumps });
})();
