/** Undoing what carried a text has done to it: escapes, entities, base64. The twin of `decoding.py`, where it is explained. */
import { pattern, rules, w } from "../rules.js";

const HIGHEST = 0x10ffff;
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A text in plain characters: without colours, frames, escapes, entities and encodings. @param {string} text @returns {string} */
export function normalise(text) {
  text = text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").replace(pattern("ansi", "g"), "");
  text = text.replace(pattern("hidden", "g"), "").replace(pattern("boxes", "g"), " ");
  if (/[^\x00-\x7f]/.test(text)) {
    text = text.normalize("NFKC").replace(/[\u2018\u2019]/g, "'").replace(/[\u201c\u201d\u201e]/g, '"');
  }
  for (let round = 0; round < w.DECODE_ROUNDS; round++) {
    const before = text;
    text = decodeOnce(text);
    if (text === before) break;
  }
  return text.replaceAll("\t", " ").replace(pattern("broken", "g"), "$1$2");
}

/** A text with every encoding undone once. @param {string} text */
function decodeOnce(text) {
  text = text.replace(pattern("base64", "g"), fromBase64);
  if (pattern("soft_break").test(text) || pattern("quoted_sign").test(text)) {
    text = text.replace(pattern("soft_break", "g"), "$1").replace(pattern("quoted_run", "g"), fromBytes);
  }
  if (text.includes("%")) text = text.replace(pattern("unspaced", "g"), fromPercent);
  if (text.includes("\\")) {
    text = text.replace(pattern("byte_run", "g"), fromBytes);
    text = text.replace(pattern("escape", "g"), (_, hex) => sign(parseInt(hex, 16)));
    text = text.replace(pattern("slashed", "g"), "$1").replace(pattern("newline", "g"), "\n").replaceAll("\\t", " ");
  }
  if (text.includes("&")) {
    text = text.replace(pattern("entity", "g"), (_, name) => rules.words.entities[name]);
    text = text.replace(pattern("number_entity", "g"), (_, number, hex) => sign(number ? Number(number) : parseInt(hex, 16)));
  }
  return text.replace(pattern("bytes_literal", "g"), "");
}

/** @param {Uint8Array} bytes @param {string} otherwise what is said where they are no text */
function textOf(bytes, otherwise) {
  try {
    return strict.decode(bytes);
  } catch {
    return otherwise;
  }
}

/** A run without blanks, with its `%22` decoded, unless it is an address without quotes. @param {string} run */
function fromPercent(run) {
  if (!run.includes("%") || (run.includes("://") && !pattern("percent_telling").test(run))) return run;
  const decoded = run.replace(pattern("percent_run", "g"), fromBytes);
  return decoded === run ? run : decoded.replace(pattern("plus", "g"), " ");
}

/** A run of encoded bytes (`%C3%A9`, `=C3=A9`, `\xc3\xa9`) as the text that they are. @param {string} run */
function fromBytes(run) {
  const bytes = run.match(/[0-9A-Fa-f]{2}/g) ?? [];
  return textOf(Uint8Array.from(bytes, (byte) => parseInt(byte, 16)), run);
}

/** A run of base64 as the JSON or XML that it is; anything else stays. @param {string} run */
function fromBase64(run) {
  const packed = run.replaceAll("\n", "").replace(/=+$/, "").replaceAll("-", "+").replaceAll("_", "/");
  if (packed.length % 4 === 1) return run;
  const text = textOf(Uint8Array.from(atob(packed), (char) => char.charCodeAt(0)), run);
  return pattern("body").test(text) ? text : run;
}

/** The character of a number; a blank for one that is none. @param {number} number */
const sign = (number) => (number > 0 && number <= HIGHEST && !(number >= 0xd800 && number < 0xe000) ? String.fromCodePoint(number) : " ");
