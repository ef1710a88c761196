/** Whole log excerpts in the guide: which codes stand in which of their lines. */
import { engine } from "./options.js";

/** @import { Facets, Match } from "../resolver/types.js" */

const AT_ONCE = 100; // lines that are read together; the page stays alive between them
const MOST_OF_A_LINE = 2_000; // characters that are read

/** What differs between lines that say the same: dates, times, long numbers that stand alone, random ids. */
const VARYING = [
  /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?[\w.,:+-]*/g,
  /\b\d\d:\d\d:\d\d[\d.,]*/g,
  /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{16,}\b/gi,
  /(?<![\w.-])\d{5,}(?![\w.-])/g,
];

/**
 * A code that lines name: its best match, the first of these lines, and the numbers of all of them, from 1.
 * @typedef {{match: Match, line: string, numbers: number[]}} Listed
 * What lines name: the codes in the order of the lines; how many different lines were not read as there are too many; which
 * parts of the index could not be searched.
 * @typedef {{codes: Map<string, Listed>, left: number, unread: string[]}} Listing
 */

/** Lines that say the same, by what they say: the first of them, and the numbers of all. @param {string[]} lines */
function grouped(lines) {
  /** @type {Map<string, {line: string, numbers: number[]}>} */
  const groups = new Map();
  lines.forEach((line, at) => {
    if (!line.trim()) return;
    const said = VARYING.reduce((text, pattern) => text.replace(pattern, "0"), line);
    const group = groups.get(said) ?? { line: line.trim(), numbers: [] };
    groups.set(said, group);
    group.numbers.push(at + 1);
  });
  return [...groups.values()];
}

/**
 * Reads a text line by line.
 * @param {string} text @param {Facets} facets @param {(done: number, all: number) => boolean} goOn told of lines read; says whether to read on
 * @returns {Promise<Listing | null>} null where it was told to stop
 */
export async function listLines(text, facets, goOn) {
  const groups = grouped(text.split("\n"));
  const chosen = await engine.telling(groups.map(({ line }) => line.slice(0, MOST_OF_A_LINE)));
  /** @type {Array<Listed>} */
  const found = [];
  const unread = new Set();
  for (let at = 0; at < chosen.length; at += AT_ONCE) {
    if (!goOn(at, chosen.length)) return null;
    const read = chosen.slice(at, at + AT_ONCE).map((place) => groups[place]);
    const { matches, unread: parts } = await engine.lines(read.map(({ line }) => line.slice(0, MOST_OF_A_LINE)), facets);
    read.forEach((group, place) => found.push(...matches[place].map((match) => ({ match, ...group }))));
    for (const part of parts) unread.add(part);
    await new Promise((resolve) => setTimeout(resolve));
  }
  if (!goOn(chosen.length, chosen.length)) return null;
  return { codes: merged(found), left: groups.length - chosen.length, unread: [...unread] };
}

/** The codes of all lines, each once, in the order of their first lines. @param {Listed[]} found */
function merged(found) {
  /** @type {Map<string, Listed>} */
  const codes = new Map();
  for (const one of found.sort((a, b) => a.numbers[0] - b.numbers[0])) {
    const known = codes.get(one.match.id);
    if (!known) codes.set(one.match.id, { ...one });
    else {
      known.numbers = [...new Set([...known.numbers, ...one.numbers])].sort((a, b) => a - b);
      if (one.match.score > known.match.score) known.match = one.match;
    }
  }
  return codes;
}
