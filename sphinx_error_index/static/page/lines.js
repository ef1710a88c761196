/** What each line of a log names. Only the browser needs this: for a whole excerpt that is pasted into the guide. */
import { speaksOfError } from "../resolver/query.js";
import { w } from "../resolver/rules.js";
import { Missing } from "../resolver/store.js";

/**
 * @import { Facets, InLines } from "../resolver/types.js"
 * @import { Resolver } from "../resolver/resolver.js"
 */

const MOST_READ = 1_000; // different lines of one paste
const MOST_KINDS = 10; // of lines without a code whose words are looked up, among those that are read together
const MOST_OF_A_LINE = 3; // codes that one line may add
/** What differs between lines of one kind. */
const VARYING = /\d+/g;

/** The places of the lines that are worth reading: those that speak of an error come first. @param {Resolver} resolver @param {string[]} lines @returns {number[]} */
export function tellingLines(resolver, lines) {
  const places = lines.map((_, at) => at);
  const speaks = places.filter((at) => resolver.knowsPastes() && speaksOfError(lines[at]));
  const others = new Set(places);
  for (const at of speaks) others.delete(at);
  return [...speaks, ...others].slice(0, MOST_READ);
}

/**
 * What is known of lines that are being read: whenever files have been loaded for them, they are read again. Alike says where a
 * line of each kind came first.
 * @typedef {{found: InLines, alike: Map<string, number>}} Known
 */

/** @type {WeakMap<string[], Known>} */
const known = new WeakMap();

/**
 * The codes that each line names beyond doubt; of a line without one that speaks of an error, the one that its words fit.
 * @param {Resolver} resolver @param {string[]} lines @param {Facets} facets @returns {InLines}
 */
export function findInLines(resolver, lines, facets) {
  const state = known.get(lines) ?? { found: { matches: [], unread: [] }, alike: new Map() };
  known.set(lines, state);
  const { found } = state;
  const missing = new Set();
  lines.forEach((line, at) => {
    if (found.matches[at]) return;
    try {
      const matches = matchesOf(resolver, line, facets, state, at);
      if (matches) found.matches[at] = matches;
      found.unread = [...new Set([...found.unread, ...resolver.store.unread])];
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      for (const name of error.names) missing.add(name);
    }
  });
  if (missing.size) throw new Missing([...missing]);
  return found;
}

/**
 * The codes of one line; undefined while those of an earlier line of its kind are not known.
 * @param {Resolver} resolver @param {string} line @param {Facets} facets @param {Known} state @param {number} at
 */
function matchesOf(resolver, line, facets, { found, alike }, at) {
  const named = answered(resolver, line, { ...facets, codesAlone: true }, "exact");
  if (named.length || !resolver.knowsPastes() || !speaksOfError(line)) return named;
  const kind = line.replace(VARYING, "0");
  const first = alike.get(kind) ?? at;
  if (first !== at) return found.matches[first];
  if (!alike.has(kind) && alike.size >= MOST_KINDS) return [];
  alike.set(kind, at);
  return answered(resolver, line, facets, "likely").slice(0, 1);
}

/** What a line is surely about: nothing where several services fit alike. @param {Resolver} resolver @param {string} line @param {Facets} facets @param {string} least */
function answered(resolver, line, facets, least) {
  const { matches, services } = resolver.answer(line, { ...facets, limit: w.ACTIONS_LEAST });
  if (services.length) return [];
  return matches.filter(({ confidence }) => confidence === "exact" || confidence === least).slice(0, MOST_OF_A_LINE);
}
