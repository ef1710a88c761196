import type { Session } from "../page/session.js";
import type { Code } from "./index.js";
import type { Resolver } from "./resolver.js";

/** The shapes that the resolver's files share: the rules, the records of the index, what is read, what is answered. */

// -- The rules: the TOML files beside `rules.py` ---------------------------------------------------------------------------

export interface Rules {
  query: { reasons: Record<string, string>; signals: Record<string, number>; named: Record<string, number>; faults: { words: string } };
  patterns: Record<string, [text: string, flags: string]>;
  words: { numerals: Record<string, string>; scanned: Record<string, string>; entities: Record<string, string> } & Record<string, string>;
  weights: Weights;
}

/** What only a paste needs, no bare code: a file of the index. */
export interface PasteRules {
  keys: Record<string, string[]>;
  noise: Noise;
  languages: { marks: Record<string, string>; signs: Record<string, string>; joints: Record<string, string[]> };
}

/** Patterns of `query.toml`; those with a name of their own stand under it. */
export type Noise = { endings: string[]; patterns: string[]; calm: string[]; foreign: string[] } & Record<string, string>;

/** The weights by name; `FIELD` has those of the columns. */
export type Weights = { FIELD: Record<string, number>; SIGNED_BITS: number[] } & Record<string, number>;

// -- The files of the index: `docs/index-format.md` ------------------------------------------------------------------------

export interface Service {
  id: string;
  title: string;
  url: string;
  /** The number of its first code, and of the first one that is no longer documented. */
  first: number;
  gone: number;
  names: string[];
}

export interface Root {
  schema: number;
  digest: string;
  suffix: string;
  codes: number;
  /** How many codes have their rows in one file. */
  rows: number;
  shards: Record<string, number>;
  typical: number;
  mean: number;
  services: Service[];
  families: Record<string, number[]>;
  statuses: number[];
  /** The services that document what programs end with. */
  exits?: number[];
  languages?: string[];
  /** Other sites that this one answers for: their addresses, which end with a slash, by their names. */
  remotes?: Record<string, string>;
}

/** `[number, spelling, number, spelling, …]` */
export type FlatCodes = Array<number | string>;

export interface CodeRecord {
  c?: FlatCodes;
  t?: FlatCodes;
  m?: number;
  /** Codes by another name: number, name, place of the meaning that has it. */
  a?: Array<number | string>;
  r?: Array<[number: number, spelling: string, first: string, last: string]>;
  x?: Array<[number: number, spelling: string, header: string]>;
  s?: number[];
  k?: number[];
  g?: Array<[service: number, label: string, url: string]>;
  o?: number;
}

export interface TermRecord {
  i?: number;
  n?: number;
  p?: string;
  f?: number;
  s?: number[];
  e?: number;
  w?: Array<[stems: string, concept: string, loose: number]>;
  b?: number;
}

/** What the index tells of a sentence: its information in hundredths, the names of its concepts. */
export type Told = [mass: number, concepts: string];

export interface PageRecord {
  c: string;
  t?: string;
  u?: string;
  g?: string[];
  x?: number;
  to?: [id: string, url: string];
  h?: Told;
  k?: Told;
  v: Array<{ a?: string; s?: number[]; d?: number; y?: [retry: string, side: string]; m?: Array<[field: string, text: string, ...told: Told]> }>;
}

// -- The same by name ------------------------------------------------------------------------------------------------------

/** What a spelling means: codes of that spelling, codes that end so, whether longer ones begin so. */
export interface Spelled {
  codes: Code[];
  tails: Code[];
  more: boolean;
}

/** The codes that have a term, each with whether it is strong there. */
export type Postings = Array<[code: number, strong: boolean]>;

/** A phrase of a concept: its stems, in which `*` is a gap; loose ones are of queries only. */
export interface Phrase {
  stems: string[];
  concept: string;
  loose: boolean;
}

export interface Term {
  /** How much it tells, where the index has a figure. */
  info?: number;
  /** How many codes have it. */
  count: number;
  postings?: string;
  /** The file of its postings, where it is a frequent one. */
  file?: number;
  /** The services on whose topic it is. */
  services: number[];
  everyday: boolean;
  phrases: Phrase[];
  /** Whether codes of several words begin with it. */
  begins: boolean;
}

/** A text of a row. Its mass is the information of all its words, 0 where it is shown but not ranked. */
export interface Sentence {
  field: string;
  text: string;
  mass: number;
  concepts: string[];
}

export interface Meaning {
  anchor: string;
  statuses: number[];
  hasAction: boolean;
  /** Answers of its triage, empty where they are not known. */
  retry: string;
  side: string;
  sentences: Sentence[];
}

/** A code's row: what a result shows, and what the last ranking reads. */
export interface Page {
  code: string;
  title: string;
  /** Empty where it is the usual one. */
  url: string;
  categories: string[];
  gone: boolean;
  /** Id and address of what a renamed code is now. */
  successor: string;
  successor_url: string;
  /** The sentences of every meaning: the title, the words of the code itself. */
  shared: Sentence[];
  meanings: Meaning[];
}

// -- What is read in a text ------------------------------------------------------------------------------------------------

/** Where something starts and ends in a text. */
export type Span = [start: number, end: number];

/** A part of a text, and where it starts. */
export interface Piece {
  text: string;
  start: number;
}

/** A key and a value of a paste: where the key starts, where the value starts and ends. */
export interface Field {
  key: string;
  kind: string;
  value: string;
  at: number;
  start: number;
  end: number;
}

/** A number that may be a status or a short code, how certainly, and what stands about it. */
export interface NumberRead extends Piece {
  certainty: number;
  where: string;
}

/** What was read in a paste. */
export interface Reading {
  text: string;
  /** The text with blanks in place of noise; offsets stay. */
  masked: string;
  truncated: boolean;
  tokens: number;
  /** Whether it has several lines. */
  lines: boolean;
  /** Whether it says that nothing failed. */
  calm: boolean;
  /** Whether it comes from another program. */
  foreign: boolean;
  /** Whether it was translated before it was read. */
  translated: boolean;
  fields: Field[];
  numbers: NumberRead[];
  /** Whether it is a query rather than a paste. */
  readonly short: boolean;
  /** Whether it is a sentence at most. */
  readonly sentence: boolean;
  /** Whether a field holds the message, in words. */
  readonly saysMessage: boolean;
  /** How much a word at an offset counts. */
  weight(at: number): number;
}

/** One word of a text: as written (lower case), its stem, where it starts; whether it is a stop word, is ranked, denies. */
export interface Word {
  raw: string;
  stem: string;
  start: number;
  stops: boolean;
  speaks: boolean;
  denies: boolean;
}

/** A phrase of a concept among words: their places, and whether it is a loose one. */
export interface Concept {
  places: number[];
  name: string;
  loose: boolean;
}

/** A term of the index that a word stands for, and how well. */
export type Stands = [term: string, factor: number];

/** A word of a query, by which texts are ranked. */
export interface Unit {
  raw: string;
  terms: Stands[];
  weight: number;
  share: number;
  start: number;
  guessed: boolean;
  strange: boolean;
}

/** A meaning that fits a query: how well, how much of it matched, with how many words, and its best sentence. */
export interface TextMatch {
  code: number;
  meaning: number;
  fit: number;
  mass: number;
  words: number;
  sentence: Sentence;
  /** Whether the whole query stands in the sentence, word for word. */
  quoted: boolean;
}

// -- What is answered ------------------------------------------------------------------------------------------------------

export type Confidence = "exact" | "likely" | "weak";

/** A code that a text names. */
export interface Hit {
  code: Code;
  points: number;
  confidence: Confidence;
  why: string;
  start: number;
}

export interface Match {
  id: string;
  code: string;
  service: string;
  title: string;
  score: number;
  url: string;
  anchor: string;
  confidence: Confidence;
  why: string[];
  text: string;
  gone: boolean;
  successor: string;
  successor_url: string;
  status: number[];
  /** The first action, of the first matches only. */
  action: string;
  /** What the text has for the placeholders of the message, after their names. */
  values: Array<[name: string, value: string]>;
  /** The message of the meaning; empty without one. */
  message: string;
  /** Where words of the query stand in the text. */
  marks: Span[];
}

/** What is nearest to a query without an answer: a service or a category, and some of its codes. */
export interface Family {
  label: string;
  url: string;
  /** Ids of codes, and their addresses. */
  codes: string[];
  addresses: string[];
}

export interface Answer {
  matches: Match[];
  family: Family | null;
  truncated: boolean;
  /** Which parts of the index could not be read. */
  unread: string[];
  /** Codes that the text names and only other services document. */
  elsewhere: Match[];
  /** What looks like codes of ours and is documented nowhere. */
  unknown: string[];
  /** Ids of the services among which one can choose. */
  services: string[];
  /** Names of the sites that this one answers for and that do not answer. */
  down?: string[];
}

/** What a query is narrowed to. */
export interface Facets {
  service?: string;
  category?: string;
  status?: number;
  hasAction?: boolean;
  retry?: string;
  side?: string;
  limit?: number;
  /** Whether only codes and statuses are looked up, no texts: much less is loaded for it. */
  codesAlone?: boolean;
}

/** What was found in the lines of a log: of each line its codes, and which parts of the index could not be read. */
export interface InLines {
  matches: Match[][];
  unread: string[];
}

export interface ServiceChoice {
  id: string;
  title: string;
  url: string;
}

export interface CategoryChoice {
  id: string;
  title: string;
}

/** What a page knows of the site as soon as the root of the index is there. */
export interface Site {
  services: ServiceChoice[];
  statuses: number[];
}

export type TaskName = "site" | "answer" | "categories" | "telling" | "lines" | "lost";

/** Does a task with an index: what the task gives, or null where that is not wanted any more. */
export type Perform = (task: TaskName, data: unknown[], wanted: () => boolean) => Promise<unknown>;

/** What a page tells the worker: where the index is; then what it asks, and what it does not want to know any more. */
export interface Asked {
  folder?: string;
  number: number;
  task: TaskName;
  data: unknown[];
  dropped?: boolean;
}

/** What the worker says: the result of a task, or why there is none. */
export interface Said {
  number: number;
  result?: unknown;
  failed?: string;
}

/** What answers for several sites. */
export interface HubLike {
  perform: (task: TaskName, data: unknown[], work: (resolver: Resolver, ...data: unknown[]) => unknown, wanted: () => boolean) => Promise<unknown>;
}

declare global {
  /** What the script that answers queries begins with, and what it leaves for the page. */
  var ErrorIndex: {
    rules: Rules;
    openIndex: (folder: string) => Perform;
    /** What a script of its own leaves, where a site names others. */
    openHub?: (own: Session, remotes: Record<string, string>, connect: (base: string) => Session) => HubLike;
  };
  /** Our words in the reader's language, where they are not English; a pair is for one and for many. */
  var ErrorIndexWords: Record<string, string | string[]> | undefined;
  /** What the script of the guide leaves for that of the page: it makes the box of the guide. */
  var ErrorIndexGuide: (form: HTMLFormElement, results: HTMLElement) => void;
  /** What the files of the index call when they are loaded as scripts. */
  var ei: (name: string, value: unknown) => void;
}
