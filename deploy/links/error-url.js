/**
 * Addresses of error pages, for programs in JavaScript or TypeScript that print links to them.
 *
 * One file without dependencies, to be copied as it is. The rule is the project's contract: an
 * address is a function of service and code alone. It runs wherever there is TextEncoder.
 */

const MAX_SLUG = 80;
const RESERVED = /^(?:index|search|genindex|con|prn|aux|nul|(?:com|lpt)[1-9])$/i;

/**
 * The last part of a code's address, without suffix: "4 XX" gives "4-XX".
 * @param {string | number} code
 * @returns {string}
 */
export function slug(code) {
  const text = String(code);
  let result = text.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^\./, "-");
  const digest = () => sha256(bytes(text)).slice(0, 8);
  if (/[^\x00-\x7f]/.test(text) || !/[A-Za-z0-9]/.test(result)) result += `-${digest()}`;
  if (result.length > MAX_SLUG) result = `${result.slice(0, MAX_SLUG - 9)}-${digest()}`;
  return RESERVED.test(result) ? `${result}_` : result;
}

/**
 * The address of a code's page: "https://docs.example.com/errors/obs/403.html".
 * @param {string} service
 * @param {string | number} code
 * @param {{base?: string, style?: "html" | "dirhtml", status?: string | number}} [options] where
 *   the site is published, its builder, and which HTTP status is asked for
 * @returns {string}
 */
export function urlFor(service, code, options = {}) {
  const query = options.status === undefined ? "" : `?status=${quoted(String(options.status))}`;
  return address(`${quoted(service)}/${slug(code)}`, options) + query;
}

/**
 * The address of a category's page.
 * @param {string} service
 * @param {string} name
 * @param {{base?: string, style?: "html" | "dirhtml"}} [options]
 * @returns {string}
 */
export function categoryUrlFor(service, name, options = {}) {
  return address(`${quoted(service)}/category/${slug(name)}`, options);
}

/** @param {string} page @param {{base?: string, style?: string}} options @returns {string} */
function address(page, { base = "", style = "html" }) {
  const url = page + (style === "dirhtml" ? "/" : ".html");
  return base ? `${base.replace(/\/+$/, "")}/${url}` : url;
}

/** @param {string} text @returns {string} */
function quoted(text) {
  const sign = /** @param {string} c */ (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replace(/[!'()*]/g, sign).replace(/%2F/g, "/");
}

/**
 * The bytes of a text in UTF-8; a lone half of a surrogate pair keeps its three bytes.
 * @param {string} text
 * @returns {number[]}
 */
function bytes(text) {
  const encoder = new TextEncoder();
  return [...text].flatMap((sign) => {
    const unit = sign.charCodeAt(0);
    const isLone = sign.length === 1 && unit >= 0xd800 && unit <= 0xdfff;
    return isLone
      ? [0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 63), 0x80 | (unit & 63)]
      : [...encoder.encode(sign)];
  });
}

/**
 * SHA-256 (FIPS 180-4) as hexadecimal digits. Browsers have it only asynchronously.
 * @param {number[]} message
 * @returns {string}
 */
function sha256(message) {
  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
  const fraction = /** @param {number} x */ (x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
  const keys = primes.map((p) => fraction(Math.cbrt(p)));
  const hash = primes.slice(0, 8).map((p) => fraction(Math.sqrt(p)));
  const turn = /** @param {number} x @param {number} n */ (x, n) => (x >>> n) | (x << (32 - n));

  const length = message.length;
  const padded = [...message, 0x80];
  while (padded.length % 64 !== 56) padded.push(0);
  for (let shift = 7; shift >= 0; shift--) padded.push(Math.floor((length * 8) / 2 ** (8 * shift)) & 255);

  for (let start = 0; start < padded.length; start += 64) {
    const words = [];
    for (let at = 0; at < 64; at++) {
      if (at < 16) {
        const p = start + at * 4;
        words.push((padded[p] << 24) | (padded[p + 1] << 16) | (padded[p + 2] << 8) | padded[p + 3]);
        continue;
      }
      const [a, b] = [words[at - 15], words[at - 2]];
      const s0 = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
      const s1 = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
      words.push((words[at - 16] + s0 + words[at - 7] + s1) | 0);
    }
    let [a, b, c, d, e, f, g, h] = hash;
    for (let at = 0; at < 64; at++) {
      const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const first = (h + s1 + ((e & f) ^ (~e & g)) + keys[at] + words[at]) | 0;
      const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
      const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, at) => (hash[at] = (hash[at] + value) | 0));
  }
  return hash.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}
