/** Our words in the reader's language: the build puts a table before this script where it has one. */

/** The table grows when a further script of ours is loaded. @param {string} text */
const translated = (text) => globalThis.ErrorIndexWords?.[text];

/**
 * A text in the reader's language; `%s` in it stand for the values, in their order, and stay without.
 * @param {string} text @param {...(string | number)} values @returns {string}
 */
export function _(text, ...values) {
  return filled(String(translated(text) ?? text), values);
}

/**
 * The one of two texts that goes with a number, in the reader's language; `%s` stands for the number.
 * @param {string} one @param {string} many @param {number} number @returns {string}
 */
export function ngettext(one, many, number) {
  const forms = translated(one) ?? [one, many];
  const form = number === 1 ? 0 : number || !forms[2] ? 1 : 2; // the third one is for none, where that differs
  return filled(forms[form], [number]);
}

/** @param {string} text @param {Array<string | number>} values @returns {string} */
function filled(text, values) {
  let at = 0;
  return text.replace(/%s/g, (hole) => String(values[at++] ?? hole));
}
