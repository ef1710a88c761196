/**
 * The stem of an English word: the Snowball "english" algorithm (Porter2, https://snowballstem.org/algorithms/english/
 * stemmer.html, revision of Snowball 3.1), as in Python's snowballstemmer. Words come in lower case, without apostrophes.
 */

const VOWEL = /[aeiouy]/;
/** Words that the rules would get wrong. @type {Record<string, string>} */
const WHOLE = {
  andes: "andes", atlas: "atlas", bias: "bias", cosmos: "cosmos", early: "earli", gently: "gentl", howe: "howe",
  idly: "idl", news: "news", only: "onli", singly: "singl", skies: "sky", skis: "ski", sky: "sky", ugly: "ugli",
};
const LONG_STARTS = /^(?:arsen|commun|emerg|gener|inter|later|organ|past|univers)/;
/** Step 2, step 3 and step 4: suffix and what takes its place. @type {Array<[string, string]>} */
const STEP2 = [
  ["ational", "ate"], ["fulness", "ful"], ["iveness", "ive"], ["ization", "ize"], ["ousness", "ous"],
  ["biliti", "ble"], ["lessli", "less"], ["tional", "tion"], ["alism", "al"], ["aliti", "al"], ["ation", "ate"],
  ["entli", "ent"], ["fulli", "ful"], ["iviti", "ive"], ["ogist", "og"], ["ousli", "ous"], ["abli", "able"],
  ["alli", "al"], ["anci", "ance"], ["ator", "ate"], ["enci", "ence"], ["izer", "ize"], ["bli", "ble"],
  ["ogi", "og"], ["li", ""],
];
/** @type {Array<[string, string]>} */
const STEP3 = [
  ["ational", "ate"], ["tional", "tion"], ["alize", "al"], ["ative", ""], ["icate", "ic"], ["iciti", "ic"],
  ["ical", "ic"], ["ness", ""], ["ful", ""],
];
const STEP4 = [
  "ement", "ance", "able", "ence", "ible", "ment", "ant", "ate", "ent", "ion", "ism", "iti", "ive", "ize", "ous",
  "al", "er", "ic",
];

/** Marks each y that is a consonant as Y. @param {string} word */
function markConsonants(word) {
  let marked = "";
  for (const [at, char] of [...word].entries()) {
    marked += char === "y" && (at === 0 || VOWEL.test(marked[at - 1])) ? "Y" : char;
  }
  return marked;
}

/** The offset after the first consonant that follows a vowel, from an offset. @param {string} word @param {number} from */
function region(word, from) {
  const match = /[aeiouy][^aeiouy]/.exec(word.slice(from));
  return match ? from + match.index + 2 : word.length;
}

/** Whether a word ends in a short syllable. @param {string} word */
function endsShort(word) {
  return /[^aeiouy][aeiouy][^aeiouywxY]$|^[aeiouy][^aeiouy]$|past$/.test(word);
}

/** Plural. @param {string} word */
function step1a(word) {
  if (word.endsWith("sses")) return word.slice(0, -2);
  if (/ie[ds]$/.test(word)) return word.slice(0, word.length > 4 ? -2 : -1);
  if (/(?:us|ss)$/.test(word) || !word.endsWith("s")) return word;
  return VOWEL.test(word.slice(0, -2)) ? word.slice(0, -1) : word;
}

/** Past and progressive. @param {string} word @param {number} r1 */
function step1b(word, r1) {
  const ending = /(?:eedly|eed)$/.exec(word);
  if (ending) {
    const keep = ending.index < r1 || /^(?:succ|proc|exc)$/.test(word.slice(0, ending.index));
    return keep ? word : word.slice(0, ending.index) + "ee";
  }
  const suffix = /(?:ingly|edly|ing|ed)$/.exec(word);
  if (!suffix) return word;
  const stem = word.slice(0, suffix.index);
  if (suffix[0] === "ing") {
    if (/^[^aeiouy]y$/.test(stem)) return stem[0] + "ie";
    if (/^(?:even|cann|inn|earr|herr|out)$/.test(stem)) return word;
  }
  if (!VOWEL.test(stem)) return word;
  if (/(?:at|bl|iz)$/.test(stem)) return stem + "e";
  if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(stem)) return /^[aeo]..$/.test(stem) ? stem : stem.slice(0, -1);
  return stem.length === r1 && endsShort(stem) ? stem + "e" : stem;
}

/** Derivations. @param {string} word @param {number} r1 @param {number} r2 */
function step234(word, r1, r2) {
  const second = STEP2.find(([suffix]) => word.endsWith(suffix));
  if (second) {
    const at = word.length - second[0].length;
    const fits = second[0] === "ogi" ? word[at - 1] === "l" : second[0] !== "li" || /[cdeghkmnrt]/.test(word[at - 1]);
    if (at >= r1 && fits) word = word.slice(0, at) + second[1];
  }
  const third = STEP3.find(([suffix]) => word.endsWith(suffix));
  if (third) {
    const at = word.length - third[0].length;
    if (at >= (third[0] === "ative" ? Math.max(r1, r2) : r1)) word = word.slice(0, at) + third[1];
  }
  const fourth = STEP4.find((suffix) => word.endsWith(suffix));
  if (fourth) {
    const at = word.length - fourth.length;
    if (at >= r2 && (fourth !== "ion" || /[st]/.test(word[at - 1]))) word = word.slice(0, at);
  }
  return word;
}

/**
 * The stem of a word.
 * @param {string} word in lower case
 * @returns {string}
 */
export function stemOf(word) {
  if (Object.hasOwn(WHOLE, word)) return WHOLE[word];
  if (word.length < 3) return word;
  word = markConsonants(word);
  const start = LONG_STARTS.exec(word);
  const r1 = start ? start[0].length : region(word, 0);
  const r2 = region(word, r1);
  word = step1b(step1a(word), r1);
  word = word.replace(/^(.+[^aeiouy])[yY]$/, "$1i");
  word = step234(word, r1, r2);
  const last = word.length - 1;
  if (word[last] === "e" && (last >= r2 || (last >= r1 && !endsShort(word.slice(0, -1))))) word = word.slice(0, -1);
  else if (word.endsWith("ll") && last >= r2) word = word.slice(0, -1);
  return word.replaceAll("Y", "y");
}
