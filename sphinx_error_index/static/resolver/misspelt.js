/** Codes that a spelling may be meant to be. The twin of `misspelt.py`. */
import { w } from "./rules.js";
import { alike, asMeant, digitsOf, distance, letterKeys, prefixOf, sameLetters } from "./spelling.js";

/** @import { Code, Index } from "./index.js" */

/** Says what `misspelt` looks up for folded spellings. @param {Index} index @param {string[]} spellings */
export function wantMisspelt(index, spellings) {
  const coded = spellings.filter((folded) => digitsOf(folded).length);
  const plain = spellings.filter((folded) => !digitsOf(folded).length && folded.length >= w.LETTERS_ONE);
  index.store.wantAll([
    ["c", coded.flatMap((folded) => [`a:${alike(folded)}`, `a:${alike(asMeant(folded))}`, `c:${digitsOf(folded).at(-1)}`])],
    ["w", plain.flatMap(letterKeys)],
  ]);
}

/** Digits must agree but for look-alikes. @param {Index} index @param {string} folded @returns {Code[]} */
export function misspelt(index, folded) {
  if (!digitsOf(folded).length) return letterTypo(index, folded);
  const same = [folded, asMeant(folded)].map((said) => index.alike(alike(said))).find((codes) => codes.length);
  return same ?? prefixTypo(index, folded);
}

/** Codes with the same numbers whose letters are nearly those of a spelling. @param {Index} index @param {string} folded */
function prefixTypo(index, folded) {
  const prefix = prefixOf(folded);
  if (prefix.length < w.PREFIX_LEAST || index.hasFamily(prefix)) return [];
  const digits = digitsOf(folded);
  const most = prefix.length < w.PREFIX_TWO ? 1 : 2;
  const near = index.spelled(/** @type {string} */ (digits.at(-1))).tails.filter((code) => {
    const other = prefixOf(code.folded);
    const meant = other.startsWith(prefix) || sameLetters(prefix, other);
    return (meant || distance(prefix, other, most) <= most) && digitsOf(code.folded).join() === digits.join();
  });
  const costs = near.map((code) => distance(folded, code.folded, most));
  return near.filter((_, at) => costs[at] === Math.min(...costs));
}

/** Codes of letters that are nearly a spelling, with its beginning or its end. @param {Index} index @param {string} folded */
function letterTypo(index, folded) {
  if (folded.length < w.LETTERS_ONE) return [];
  const most = folded.length < w.LETTERS_TWO ? 1 : 2;
  const near = new Map(letterKeys(folded).flatMap((key) => [...index.codeLetters(key)]));
  const costs = new Map(Array.from(near.keys(), (name) => [name, distance(folded, name, most)]));
  const best = Math.min(most, ...costs.values());
  const found = [...near].flatMap(([name, codes]) => (costs.get(name) === best ? codes : []));
  return found.sort((a, b) => a.number - b.number);
}
