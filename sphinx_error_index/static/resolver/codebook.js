/** Codes in a text: as written, respelled, by number, mistyped. The twin of `codebook.py`, where it is explained. */
import { Code } from "./index.js";
import { Found } from "./mentions.js";
import { misspelt, wantMisspelt } from "./misspelt.js";
import { listed, pattern, w } from "./rules.js";
import { digitsOf, isNumber, kindOf, pieces, piecesOf, prefixOf } from "./spelling.js";
import { genericNames, reasonPhrases } from "./statuses.js";
import { inRange, isTelling, placeOf, tellingNumbers, valuesOf } from "./values.js";
import { cut, fold } from "./words.js";

/**
 * @import { Index } from "./index.js"
 * @import { Field, Piece, Reading } from "./types.js"
 * A part of a token that may be a code: folded, where it starts, whether it is the whole token.
 * @typedef {{folded: string, start: number, whole: boolean}} Run
 * A run of letters and digits of a text.
 * @typedef {Piece & {folded: string}} FoldedPiece
 */

/** Kinds of codes that are believed within a longer token. */
const INNER = new Set(["mixed", "compound"]);

/** All codes of a site, ready to be found. */
export class Codebook {
  /** @param {Index} index */
  constructor(index) {
    this.index = index;
  }

  /** Whether a code is but a reason phrase of HTTP. @param {Code} code */
  generic(code) {
    return genericNames.has(code.folded);
  }

  /** Whether a code says by itself which service it is of: not a status or a plain word. @param {Code} code */
  telling(code) {
    const long = code.kind !== "number" || code.spelling.length >= w.LONG_NUMBER;
    return long && code.kind !== "word" && !this.generic(code);
  }

  /** Whether a word is what people call a service. @param {string} word */
  namesService(word) {
    return this.index.names.has(word);
  }

  /** The codes that a text is but for case and separators. @param {string} text */
  exact(text) {
    return this.index.spelled(fold(text)).codes;
  }

  /**
   * The codes of a text that is one code and nothing else, else null. Such a text need not be read, unless the scope lacks a code of words.
   * @param {string} text @param {number} scope a service, -1 for all
   */
  bare(text, scope) {
    const said = text.trim();
    if (pattern("token").exec(said)?.[0] !== said) return null;
    const codes = this.exact(said);
    if (!codes.some(({ kind }) => INNER.has(kind))) return null;
    const own = scope < 0 || codes.some(({ number }) => this.index.service(number) === scope);
    if (!own && codes.some(({ kind }) => kind === "compound")) return null;
    const found = new Found(true);
    found.add(codes, w.CODE_WHOLE, "exact", "the code itself", 0);
    this.favourTheSame(said, found);
    return found;
  }

  /** Every code in a text that was read. @param {Reading} reading @param {number} scope a service, -1 for all */
  find(reading, scope) {
    const found = new Finder(this, reading, scope).find();
    for (const hit of found.hits.values()) {
      if (hit.points < w.CODE_KEY && this.generic(hit.code)) hit.points *= w.CODE_GENERIC;
    }
    this.favourTheSame(reading.text, found);
    return found;
  }

  /** Lets codes that are written just as they are documented count for more. @param {string} text @param {Found} found */
  favourTheSame(text, found) {
    const places = (/** @type {string} */ name) => Array.from(text.matchAll(pattern(name, "g")), ({ index }) => index);
    const [deeper, wrapped] = [places("caused_by"), places("wrapped_in")];
    for (const hit of found.hits.values()) {
      const depth = deeper.filter((at) => at < hit.start).length + wrapped.filter((at) => at > hit.start).length;
      hit.points += w.CODE_DEEPER * Math.min(depth, w.DEPTH_MOST);
      if (text.includes("\n")) hit.why += `, line ${text.slice(0, hit.start).split("\n").length}`;
      if (text.startsWith(hit.code.spelling, hit.start)) hit.points += w.CODE_SAME;
      if (hit.code.meaning !== null) hit.why += `, by its name ${hit.code.spelling}`;
    }
  }
}

/** Finds the codes of one text. */
class Finder {
  /** @param {Codebook} book @param {Reading} reading @param {number} scope */
  constructor(book, reading, scope) {
    this.book = book;
    this.index = book.index;
    this.reading = reading;
    this.scope = scope;
    this.found = new Found();
    /** @type {Set<string>} */
    this.looked = new Set();
    this.guesses = 0;
    /** Where names of errors stand in fields. @type {Set<number>} */
    this.names = new Set();
    this.numbers = new Set(reading.numbers.map(({ start }) => start));
  }

  find() {
    const tokens = pieces(this.reading.text, "token").map((token) => ({ token, runs: this.parts(token.text, token.start) }));
    this.want(tokens.flatMap(({ runs }) => runs));
    this.whole();
    for (const field of this.reading.fields) this.field(field);
    const unknown = tokens.filter(({ token, runs }) => !this.written(token, runs)).map(({ token }) => token);
    const doubtful = unknown.filter(({ text }) => this.doubtful(text)).map(({ text }) => fold(text));
    wantMisspelt(this.index, doubtful.slice(0, w.MOST_MISSPELT));
    for (const token of unknown) this.unknown(token);
    this.rejoined();
    this.spelled();
    this.numbered();
    return this.found;
  }

  // -- Looking up

  /** @param {Run[]} runs */
  want(runs) {
    this.index.store.want("c", runs.map(({ folded }) => `c:${folded}`));
  }

  /** The codes of a folded spelling; none when too many were looked up of one text. @param {string} folded @returns {Code[]} */
  codes(folded) {
    if (!this.looked.has(folded) && this.looked.size >= w.MOST_SPELLINGS) return [];
    this.looked.add(folded);
    return this.index.spelled(folded).codes;
  }

  /** Notes the codes that a text may be meant to be. @param {string} folded @param {number} start */
  misspelt(folded, start) {
    if (this.guesses >= w.MOST_MISSPELT) return;
    this.guesses += 1;
    wantMisspelt(this.index, [folded]);
    const codes = misspelt(this.index, folded);
    if (codes.length) this.found.add(codes, w.CODE_TYPO, "likely", `spelled like ${codes[0].spelling}`, start);
  }

  /** The runs of a token's parts that may be a code, longest and last first. @param {string} token @param {number} start @returns {Run[]} */
  parts(token, start) {
    const parts = pieces(token, "piece").slice(-w.TOKEN_PIECES);
    /** @type {Run[]} */
    const runs = [];
    for (let length = Math.min(parts.length, w.MOST_PIECES); length > 0; length--) {
      for (let at = parts.length - length; at >= 0; at--) {
        const last = parts[at + length - 1];
        const run = token.slice(parts[at].start, last.start + last.text.length);
        if (!this.plausible(run)) continue;
        const folded = fold(run);
        const item = { folded, start: start + parts[at].start, whole: run.length === token.length };
        runs.push(item);
        const ended = folded.replace(pattern("ending"), "");
        if (ended && ended !== folded) runs.push({ ...item, folded: ended });
      }
    }
    return runs;
  }

  /** Whether a run of letters and digits may be a code in a text: most words are none. @param {string} run */
  plausible(run) {
    const folded = fold(run);
    const kind = kindOf(run);
    if (kind === "number") return folded.length >= w.LONG_NUMBER;
    if (kind === "mixed") return this.reading.short || this.index.hasFamily(prefixOf(folded));
    return kind !== "word" || folded.length >= w.LOWER_LEAST;
  }

  // -- The whole text

  /** The whole query is a code, perhaps with words such as "error" around it. */
  whole() {
    if (!this.reading.short) return;
    const { names } = this.index;
    const text = this.reading.text.trim();
    const all = piecesOf(text);
    const named = new Set(all.flatMap((piece) => [...(names.get(fold(piece)) ?? [])]));
    const without = (/** @type {string[]} */ said, /** @type {(piece: string) => boolean} */ left) => {
      const kept = said.filter((piece) => !left(piece));
      return kept.length ? kept : all;
    };
    const plain = without(all, (piece) => listed("fillers").has(piece.toLowerCase()));
    const rest = without(plain, (piece) => names.has(fold(piece)));
    const ways = [all];
    for (const way of [plain, rest]) if (way.join() !== ways[ways.length - 1].join()) ways.push(way);
    this.index.store.want("c", ways.map((tried) => `c:${fold(tried.join(" "))}`));
    for (const tried of ways) {
      let codes = this.codes(fold(tried.join(" ")));
      if (named.size && tried.length < all.length) codes = codes.filter(({ number }) => named.has(this.index.service(number)));
      if (codes.length) return this.is(codes, tried, text);
    }
    this.almost(ways.filter((tried) => tried.length <= w.GUESSED_PIECES), rest, named);
  }

  /** Notes that the query is these codes. @param {Code[]} codes @param {string[]} tried @param {string} text */
  is(codes, tried, text) {
    const plain = tried.length === 1 || codes.some(({ kind }) => kind !== "compound");
    const same = [..."._-/"].some((sign) => text.includes(sign)) || !text.includes(" ");
    const start = this.reading.text.indexOf(tried[0]);
    this.found.add(codes, w.CODE_WHOLE, same || plain ? "exact" : "likely", "the code itself", start);
  }

  /** The query is misspelt, the number of a code, or what codes begin with. @param {string[][]} ways @param {string[]} rest @param {Set<number>} named */
  almost(ways, rest, named) {
    wantMisspelt(this.index, ways.map((tried) => fold(tried.join(" "))));
    for (const tried of ways) this.misspelt(fold(tried.join(" ")), 0);
    if (rest.length === 1) {
      const { tails } = this.index.spelled(fold(rest[0]));
      const ours = tails.filter(({ number }) => !named.size || named.has(this.index.service(number)));
      this.found.add(ours, w.CODE_TAIL, "likely", `number ${rest[0]} of the code`, 0);
    }
    if (!this.found.hits.size) this.begun(ways);
  }

  /** The whole query is what codes begin with. @param {string[][]} ways */
  begun(ways) {
    for (const tried of ways) {
      const folded = fold(tried.join(" "));
      const coded = digitsOf(folded).length > 0;
      if (folded.length < w.BEGUN_LEAST || isNumber(folded) || (tried.length > 1 && !coded)) continue;
      const codes = this.index.begun(folded, this.scope);
      const likely = coded || pattern("humped").test(this.reading.text);
      this.found.add(codes, likely ? w.CODE_BEGUN : w.CODE_BEGUN_PLAIN, "weak", "the code begins so", 0);
      if (codes.length) return;
    }
  }

  // -- Fields

  /** Codes that a field names. @param {Field} field */
  field({ key, kind, value, start }) {
    const plain = !value.includes(" ");
    const told = kind === "code" || ((kind === "either" || kind === "status") && plain);
    if (!told || (isNumber(fold(value)) && value.length < w.LONG_NUMBER)) return;
    const runs = this.parts(value, start);
    if (plain) runs.unshift({ folded: fold(value), start, whole: true });
    this.want(runs);
    for (const run of runs) {
      const codes = this.codes(run.folded);
      if (!codes.length || !(run.whole || INNER.has(codes[0].kind))) continue;
      const generic = kind !== "code" && this.book.generic(codes[0]);
      const points = generic ? w.CODE_WRITTEN : w.CODE_FIELD; // {"reason": "Forbidden"}
      return this.found.add(codes, points, "exact", `code found in ${key}`, run.start);
    }
    if (kind !== "code" || !plain) return;
    this.misspelt(fold(value), start);
    if (this.found.starts.has(start)) return;
    if (pattern("name_only").test(value)) return void this.names.add(start); // its words are read
    this.found.unknown.push([value, start]);
    this.found.foreign = true;
  }

  // -- Tokens

  /** Notes the code in its own form that a token is or has; returns whether there is one. @param {Piece} token @param {Run[]} runs */
  written({ text: token, start }, runs) {
    for (const run of runs) {
      const codes = this.codes(run.folded);
      if (!codes.length || !(run.whole || INNER.has(codes[0].kind))) continue;
      const { kind, spelling, folded } = codes[0];
      if (kind === "number" && fold(token) !== folded) continue;
      if (kind === "word" || (kind === "caps" && token !== spelling)) continue;
      if (kind === "mixed" && folded.length < w.SHORT_CODE) continue;
      const end = start + token.length;
      const keyed = pattern("object").test(this.reading.text.slice(end, end + w.CONTEXT));
      this.found.add(codes, keyed ? w.CODE_KEY : w.CODE_WRITTEN, "exact", "code found in the text", run.start);
      return true;
    }
    return false;
  }

  /** Codes that a line break has cut in two. */
  rejoined() {
    const all = Array.from(this.reading.text.matchAll(pattern("cut_token", "g")), ({ 1: first, 2: rest, index }) => ({ first, whole: first + rest, index }));
    const cuts = all.filter(({ first }) => this.doubtful(first)).slice(0, w.MOST_CUT);
    this.index.store.want("c", cuts.flatMap(({ first, whole }) => [`c:${fold(first)}`, `c:${fold(whole)}`]));
    for (const { first, whole, index } of cuts) {
      const codes = this.codes(fold(first)).length ? [] : this.codes(fold(whole));
      if (codes.length && INNER.has(codes[0].kind)) this.found.add(codes, w.CODE_WRITTEN, "exact", "code cut by a line break", index);
    }
  }

  /** Whether a token begins with the letters of numbered codes of ours. @param {string} token */
  ofOurs(token) {
    const family = prefixOf(piecesOf(token.toLowerCase())[0]);
    const known = family.length > 1 && this.index.hasFamily(family);
    return known && (kindOf(token) === "mixed" || token.includes("."));
  }

  /** Whether a token that is no code looks like one. @param {string} token */
  doubtful(token) {
    const kind = kindOf(token);
    if (kind === "mixed" || pattern("foreign_code").test(token)) return true;
    return (kind === "compound" && pattern("humped").test(token)) || this.ofOurs(token);
  }

  /** A token that is no code of ours: mistyped, or of a family that we know. @param {Piece} token */
  unknown({ text: token, start }) {
    const folded = fold(token);
    const kind = kindOf(token);
    if ((kind === "number" || kind === "mixed") && this.tail(folded, start)) return;
    if (!this.doubtful(token)) return;
    const before = this.found.hits.size;
    this.misspelt(folded, start);
    if (this.found.hits.size > before || this.names.has(start)) return;
    const ours = this.ofOurs(token);
    if (ours) this.found.unknown.push([token, start]);
    const named = kind === "compound" && pattern("ending").test(folded);
    if (ours || named || pattern("foreign_code").test(token)) this.found.foreign = true;
  }

  /**
   * The number of a code without its prefix: in a query, or after the name of a service. Returns whether the token is such a
   * number, whether or not it is meant as one.
   * @param {string} number @param {number} start
   */
  tail(number, start) {
    const { short, text } = this.reading;
    let near = this.found.services;
    if (!near.size) {
      const before = piecesOf(text.slice(Math.max(0, start - w.NEAR_NUMBER), start));
      near = new Set(before.flatMap((piece) => [...(this.index.names.get(fold(piece)) ?? [])]));
    }
    if (!short && !(near.size && number.startsWith("0"))) return false;
    const { tails } = this.index.spelled(number);
    if (!tails.length) return false;
    const measured = isNumber(number) && !this.numbers.has(start);
    if (short && measured && !near.size) return true; // "up to 1096"
    const codes = tails.filter((code) => !near.size || near.has(this.index.service(code.number)));
    if (number.length > 3) this.found.add(codes, w.CODE_TAIL, "likely", `number ${number} of the code`, start);
    return true;
  }

  // -- Words

  /** Codes and services as separate words: "APIG 0301", "no such bucket", "api gateway". */
  spelled() {
    const all = pieces(this.reading.text, "piece").map((piece) => ({ ...piece, folded: fold(piece.text) }));
    this.nameServices(all);
    const places = this.beginnings(all);
    this.index.store.want("c", places.map((at) => `c:${all[at].folded}${all[at + 1].folded}`));
    const ends = places.length ? reasonEnds(all) : [];
    for (const at of places) {
      let joined = all[at].folded;
      for (let length = 2; length <= Math.min(w.MOST_PIECES, all.length - at); length++) {
        joined += all[at + length - 1].folded;
        const codes = this.codes(joined);
        const within = at + length <= ends[at] && !reasonPhrases.has(joined);
        if (codes.length) this.noteWords(codes, all[at], length, within);
        if (!this.index.spelled(joined).more) break;
      }
    }
  }

  /** Notes the services that the text names, in up to seven words. @param {FoldedPiece[]} all */
  nameServices(all) {
    const { names } = this.index;
    const { meant, services } = this.found;
    const mean = (/** @type {string} */ name) => names.get(name)?.forEach((service) => void meant.add(service));
    for (const { folded } of all) mean(pattern("sdk_module").exec(folded)?.[1] ?? "");
    for (const [token] of this.reading.text.matchAll(pattern("joined", "g"))) {
      const parts = piecesOf(token);
      if (parts.length !== 2 || !digitsOf(parts[1]).length) for (const part of parts) mean(fold(part)); // no code
    }
    for (const service of meant) services.add(service);
    const longest = Math.max(0, ...Array.from(names.keys(), (name) => name.length));
    all.forEach((_, at) => {
      let joined = "";
      for (const { folded } of all.slice(at, at + w.MOST_PIECES)) {
        joined += folded;
        if (joined.length > longest) break;
        for (const service of names.get(joined) ?? []) this.found.services.add(service);
      }
    });
  }

  /** The places of words with which codes of several words may begin. @param {FoldedPiece[]} all @returns {number[]} */
  beginnings(all) {
    const coded = [];
    /** @type {Map<number, string>} */
    const worded = new Map();
    for (let at = 0; at + 1 < all.length; at++) {
      const { folded, text } = all[at];
      if (isNumber(folded)) continue;
      const ours = this.reading.short || this.index.hasFamily(folded);
      if (ours && digitsOf(all[at + 1].folded).length) coded.push(at);
      else if (!listed("stop").has(text.toLowerCase()) && worded.size < w.MOST_WORDS) worded.set(at, cut(text)[0].stem);
    }
    this.index.store.want("t", worded.values());
    const begun = [...worded].filter(([, stem]) => this.index.term(stem).begins).map(([at]) => at);
    return [...coded, ...begun].sort((a, b) => a - b);
  }

  // -- Numbers in another form, in a range, or beside a code

  /** Codes that are the same number as one in the text, or a range around it. */
  numbered() {
    const { fields, short, text: said } = this.reading;
    const asked = new Map(fields.filter(({ kind }) => kind === "code").map(({ value, start }) => [value, start]));
    const beside = (/** @type {string} */ word) => listed("fillers").has(word.toLowerCase()) || this.index.names.has(fold(word));
    const rest = short ? pieces(said, "plain_word").filter(({ text }) => !beside(text)) : [];
    if (rest.length === 1) asked.set(rest[0].text, rest[0].start);
    const forms = new Map([...asked, ...tellingNumbers(said)].slice(0, w.MOST_MISSPELT));
    const texts = [...forms.keys()];
    this.index.store.want("c", [
      ...texts.flatMap((text) => [`c:${fold(text)}`, ...valuesOf(text).map((value) => `v:${value}`)]),
      ...texts.map(placeOf).flatMap((place) => (place ? [`r:${place[0]}`] : [])),
      ...texts.filter((text) => asked.has(text)).map((text) => `x:${text}`),
    ]);
    for (const [text, start] of forms) {
      this.addNumber(text, start, !asked.has(text));
      for (const [number, spelling, called] of asked.has(text) ? this.index.beside(text) : []) {
        this.found.add([new Code(number, spelling)], w.CODE_BEGUN, "likely", `${called} ${text}`, start);
      }
    }
  }

  /** Notes codes of services in which no code is spelled like a number. @param {string} text @param {number} start @param {boolean} telling */
  addNumber(text, start, telling) {
    const known = new Set(this.index.spelled(fold(text)).codes.map(({ number }) => this.index.service(number)));
    const unknown = (/** @type {number} */ number) => !known.has(this.index.service(number));
    const own = text.toLowerCase();
    const valued = valuesOf(text).flatMap((value) => this.index.valued(value));
    const same = new Map(valued.map((code) => [`${code.number} ${code.spelling}`, code]));
    for (const { number, spelling } of same.values()) {
      if (spelling.toLowerCase() === own || (telling && !isTelling(spelling)) || !unknown(number)) continue;
      this.found.add([new Code(number, spelling)], w.CODE_TAIL, "likely", `the same number as ${spelling}`, start);
    }
    const place = placeOf(text);
    for (const [number, spelling, first, last] of place ? this.index.ranges(place[0]) : []) {
      const end = [first.toLowerCase(), last.toLowerCase()].includes(own);
      if (end || !inRange(text, first, last) || !unknown(number)) continue;
      this.found.add([new Code(number, spelling)], w.CODE_TAIL, "likely", `in the range ${spelling}`, start);
    }
  }

  /** Notes codes whose words stand in the text. @param {Code[]} codes @param {FoldedPiece} first @param {number} length @param {boolean} within a reason phrase */
  noteWords(codes, { start }, length, within) {
    const { kind } = codes[0];
    const { masked, short } = this.reading;
    if (kind === "mixed") {
      this.found.add(codes, w.CODE_WRITTEN, "exact", "code found in the text", start);
    } else if (kind === "compound" && masked[start] !== " " && !within && (length > w.FEW_WORDS || short)) {
      this.found.add(codes, w.CODE_SPELLED, "likely", "the words of the code", start);
    }
  }
}

/**
 * Up to which piece the reason phrases go that began at each piece or before. The words of a reason phrase ("Request Entity
 * Too Large") name no code.
 * @param {FoldedPiece[]} all @returns {number[]}
 */
function reasonEnds(all) {
  let end = 0;
  return all.map((_, at) => {
    let joined = "";
    all.slice(at, at + w.MOST_PIECES).forEach(({ folded }, more) => {
      joined += folded;
      if (more && reasonPhrases.has(joined)) end = Math.max(end, at + more + 1);
    });
    return end;
  });
}
