/**
 * The rules that both readers of the index share: patterns, word lists, limits and weights. They are TOML files beside
 * `rules.py`, its twin; the site's script begins with them as `ErrorIndex.rules`.
 */

/** @import { PasteRules, Rules } from "./types.js" */

/** @type {Rules} */
export const rules = globalThis.ErrorIndex.rules;
/** The weights and limits of `weights.toml`, by name. */
export const w = rules.weights;
/** How pastes are read: empty until {@link learn} was given it, as a bare code needs none of it. */
export const pastes = /** @type {PasteRules} */ ({});

/** @type {Map<string, RegExp>} */
const patterns = new Map();
/** @type {Map<string, Set<string>>} */
const lists = new Map();
/** @type {Map<string, RegExp[]>} */
const noises = new Map();

/** Whether it is known how pastes are read: from now on, if a file of the index says it. @param {() => unknown} load */
export function learn(load) {
  if (!pastes.noise) Object.assign(pastes, load());
  return Boolean(pastes.noise);
}

/** The patterns of a name of the table `noise`, compiled when they are first asked for. @param {string} name @param {string} flags */
export function noise(name, flags = "i") {
  let found = noises.get(name);
  if (!found) noises.set(name, (found = [pastes.noise[name]].flat().map((text) => compiled(text, flags))));
  return found;
}

/**
 * A pattern with its flags as `patterns.toml` describes them.
 * @param {string} text @param {string} flags @param {string} [more] flags of JavaScript: g finds all, d tells places
 */
export function compiled(text, flags, more = "") {
  const own = text.replaceAll("[:w:]", "[\\p{L}\\p{N}]").replaceAll("[:a:]", "\\p{L}");
  return new RegExp(own, flags + more);
}

/** A pattern of `patterns.toml`, compiled when it is first asked for. @param {string} name @param {string} [more] */
export function pattern(name, more = "") {
  const key = name + more;
  let found = patterns.get(key);
  if (!found) patterns.set(key, (found = compiled(...rules.patterns[name], more)));
  found.lastIndex = 0;
  return found;
}

/** A list of `words.toml`. @param {string} name @returns {Set<string>} */
export function listed(name) {
  let found = lists.get(name);
  if (!found) lists.set(name, (found = new Set(rules.words[name].trim().split(/\s+/))));
  return found;
}
