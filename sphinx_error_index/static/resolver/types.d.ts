/** The shapes that the resolver's files share. */

/** The weights by name, with their reasons in `weights.py`; `FIELD` has those of the columns. */
export type Weights = { [name: string]: number } & { FIELD: { [field: string]: number } };

/** What is read in a paste, by the tables of `query.toml`. */
export interface ReadingTable {
  keys: Record<string, string[]>;
  reasons: Record<string, string>;
  noise: NoiseTable;
}

export interface NoiseTable {
  endings: string[];
  patterns: string[];
  calm: string[];
  foreign: string[];
  levels: string;
  no_errors: string;
  error_line: string;
  number_strong: string;
  number_strong_after: string;
  number_medium_before: string;
  number_medium_after: string;
  number_never_before: string;
  number_never_after: string;
  number_small: string;
  number_last: string;
  number_last_after: string;
  number_glued: string;
}

export type ServiceRow = [id: string, title: string, url: string];
export type CategoryRow = [service: number, name: string, title: string, url: string];
/** The texts of a variant alternate with the numbers of their fields: `[1, "a message", 3, "a cause"]`. */
export type VariantRow = [anchor: string, statuses: number[], texts: Array<number | string>, hasAction: number];
/** A text of a variant, and the number of its field. */
export type FieldText = [field: number, text: string];
/** The url is 0 where it is the usual one. */
export type CodeRow = [service: number, code: string, title: string, url: string | 0, categories: number[], variants: VariantRow[]];

/** The index, as `building.py` writes it. */
export interface IndexData {
  version: number;
  weights: Weights;
  reading: ReadingTable;
  concepts: Record<string, string[]>;
  near: Record<string, string[]>;
  faults: string[];
  everyday: string[];
  fields: string[];
  suffix: string;
  services: ServiceRow[];
  categories: CategoryRow[];
  codes: CodeRow[];
  /** Other names: the place of the variant that has it is -1 where several have. */
  aliases?: Array<[code: number, name: string, variant: number]>;
  ranges?: Array<[code: number, first: string, last: string]>;
  /** Numbers in columns without a role. */
  numbers?: Array<[code: number, text: string, header: string]>;
  gone?: number[];
  moved?: Array<[code: number, url: string]>;
}

/** A part of a text, and where it starts. */
export interface Piece {
  text: string;
  start: number;
}

/** A key and a value of a paste; where the value starts and ends. */
export interface Field {
  key: string;
  kind: string;
  value: string;
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
  /** Whether it says that nothing failed. */
  calm: boolean;
  /** Whether it comes from another program. */
  foreign: boolean;
  fields: Field[];
  numbers: NumberRead[];
  readonly saysMessage: boolean;
  readonly short: boolean;
  readonly sentence: boolean;
  weight(at: number): number;
}

/** One word of a text: as written (lower case), its stem, where it starts, whether it is ranked, whether it denies. */
export interface Word {
  raw: string;
  stem: string;
  start: number;
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
export type Term = [term: string, factor: number];

/** A word of a query, by which texts are ranked. */
export interface Unit {
  raw: string;
  terms: Term[];
  weight: number;
  share: number;
  start: number;
  guessed: boolean;
  strange: boolean;
}

/** A text that was ranked: its variant, how well it fits, how much it says, with how many words. */
export interface TextMatch {
  variant: number;
  fit: number;
  mass: number;
  words: number;
  sentence: number;
}

/** A sentence of the site: whose it is, from which column, what it says. */
export type Sentence = [variant: number, field: string, text: string];

export type Confidence = "exact" | "likely" | "weak";

/** A code that a text names. */
export interface Hit {
  code: number;
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
  /** Where words of the query stand in the text. */
  marks: Span[];
}

/** Where something starts and ends in a text. */
export type Span = [start: number, end: number];

/** What is nearest to a query without an answer. */
export interface Family {
  label: string;
  url: string;
  codes: string[];
}

export interface Answer {
  matches: Match[];
  family: Family | null;
  truncated: boolean;
}

/** What a query is narrowed to. */
export interface Facets {
  service?: string;
  category?: string;
  status?: number;
  hasAction?: boolean;
  limit?: number;
}

/** What the resolver's script gives to a page. */
export interface ResolverTools {
  Resolver: typeof import("./resolver.js").Resolver;
  choicesOf: (resolver: import("./resolver.js").Resolver) => import("../page/engine.js").Choices;
  digitsOf: typeof import("./spelling.js").digitsOf;
  distance: typeof import("./spelling.js").distance;
  fold: typeof import("./words.js").fold;
  isNumber: typeof import("./spelling.js").isNumber;
}

declare global {
  /** What scripts of the site find or leave: `load` is what data files call, the rest what the resolver's script gives. */
  var ErrorIndex: ResolverTools & { load(index: IndexData): void };

  /** Our words in the reader's language, where they are not English; a pair is for one and for many. */
  var ErrorIndexWords: Record<string, string | string[]> | undefined;

  /** The part of a worker's scope that pages do not have. */
  interface WorkerGlobalScope {
    importScripts(...addresses: string[]): void;
  }
}
