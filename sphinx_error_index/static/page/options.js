/** How answers look: the options of a search box, with marked words, and what is said of a code. */
import { Engine, whole } from "./engine.js";
import { _ } from "./language.js";

/** @import { Answer, Match } from "../resolver/types.js" */

const CONFIDENCE = { exact: _("Exact match"), likely: _("Likely"), weak: _("Perhaps") };
export const engine = new Engine();

/** What the engine gives as the reason of a match, and what we say for it. @type {Array<[string, string]>} */
const REASONS = [
  ["the code itself", _("the code itself")],
  ["the code begins so", _("the code begins so")],
  ["the words of the code", _("the words of the code")],
  ["code cut by a line break", _("code cut by a line break")],
  ["code found in the text", _("code found in the text")],
  ["code found in %s", _("code found in %s")],
  ["spelled like %s", _("spelled like %s")],
  ["the same number as %s", _("the same number as %s")],
  ["in the range %s", _("in the range %s")],
  ["number %s of the code", _("number %s of the code")],
  ["number in “%s”", _("number in “%s”")],
  ["status %s", _("status %s")],
  ["word for word", _("word for word")],
  ["word for word, as in %s codes", _("word for word, as in %s codes")],
  ["the message, filled in", _("the message, filled in")],
  ["words: %s", _("words: %s")],
];

/** A reason of a match in the reader's language; one that is not known stays as it is. @param {string} text @returns {string} */
function reason(text) {
  const [, said, line, name] = /^(.*?)(?:, line (\d+))?(?:, by its name (.*))?$/s.exec(text) ?? ["", text];
  if (name) return _("%s, by its name %s", reason(text.slice(0, -", by its name ".length - name.length)), name);
  if (line) return _("%s, line %s", reason(said), line);
  for (const [known, words] of REASONS) {
    const [before, after] = known.split("%s");
    if (text === known) return words;
    if (after !== undefined && text.startsWith(before) && text.endsWith(after)) {
      return words.replace("%s", () => text.slice(before.length, text.length - after.length));
    }
  }
  return text;
}

/**
 * An element with attributes and children; text is never read as HTML.
 * @param {string} name @param {Record<string, string>} attributes @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A text with some of its ranges marked. @param {string} text @param {Array<[number, number]>} marks */
function marked(text, marks) {
  const parts = document.createDocumentFragment();
  let at = 0;
  for (const [start, end] of marks) {
    parts.append(text.slice(at, start), element("mark", { class: "err-mark" }, text.slice(start, end)));
    at = end;
  }
  parts.append(text.slice(at));
  return parts;
}

/** @param {string} id */
export function serviceTitle(id) {
  return engine.site?.services.find((service) => service.id === id)?.title ?? id;
}

/** Where a match leads: to its meaning, or to what is documented in its place. @param {Match} match */
export function addressOf(match) {
  return match.successor_url || match.url + (match.anchor ? `#${match.anchor}` : "");
}

/** What fills the message of a match, for its page: in the fragment, which no browser sends. @param {Match} match */
function filling({ anchor, values }) {
  return values.length ? `${anchor ? "" : "#"}?${new URLSearchParams(values)}` : "";
}

/** @param {Match} match */
function goneText(match) {
  return match.successor ? _("Now %s", match.successor.slice(match.successor.indexOf("/") + 1)) : _("No longer documented");
}

/** What stands beside a code: its message, or without one its title. The sentence that matched comes below. @param {Match} match */
const shownTitle = ({ title, message, text }) => (message === text ? title : message || title);

/** One match as an option. @param {Match} match @param {string} id @param {boolean} full whether to say why it matched */
export function optionOf(match, id, full) {
  const head = element("span", { class: "err-option-head" },
    element("span", { class: "err-option-code" }, match.code), " ",
    element("span", { class: "err-option-title" }, shownTitle(match)), " ",
    element("span", { class: "err-option-service" }, serviceTitle(match.service)), " ",
    element("span", { class: `err-confidence err-confidence-${match.confidence}` }, CONFIDENCE[/** @type {"exact"} */ (match.confidence)]),
  );
  const made = element("a", { role: "option", id, class: "err-option", href: whole(addressOf(match)) + filling(match), tabindex: full ? "0" : "-1", "aria-selected": "false" }, head);
  for (const status of match.status) head.append(" ", element("span", { class: "err-option-status" }, String(status)));
  if (match.gone) head.append(" ", element("span", { class: "err-gone" }, goneText(match)));
  if (match.text) made.append(" ", element("span", { class: "err-option-text" }, marked(match.text, match.marks)));
  const filled = match.values.map(([name, value]) => (name ? `${name} = ${value}` : value)).join(", ");
  if (filled) made.append(" ", element("span", { class: "err-option-text" }, _("In your text: %s", filled)));
  if (match.action) made.append(" ", element("span", { class: "err-option-text" }, _("What to do: %s", match.action)));
  if (full) made.append(" ", element("span", { class: "err-option-why" }, _("Why: %s", match.why.map(reason).join("; "))));
  return made;
}

/**
 * What stands beside the matches of an answer: codes that only other services document, services to choose from.
 * @param {Answer} answer @param {((service: string) => void) | null} choose what a choice does; null where there is none
 */
export function besideOf({ elsewhere, services }, choose) {
  const parts = [];
  if (elsewhere.length) {
    const links = elsewhere.map((match) => element("li", {}, element("a", { href: whole(addressOf(match)) }, `${match.code} ${match.title}`.trim()), ` – ${serviceTitle(match.service)}`));
    parts.push(element("p", {}, _("Not documented in this service, but elsewhere:")), element("ul", { class: "err-steps" }, ...links));
  }
  if (choose && services.length) {
    const buttons = services.map((id) => {
      const button = element("button", { type: "button", class: "err-button" }, serviceTitle(id));
      button.addEventListener("click", () => choose(id));
      return button;
    });
    parts.push(element("p", {}, _("Several services fit. Which one is it?")), element("p", { class: "err-choices" }, ...buttons));
  }
  return parts;
}

/** A text as part of a sentence: only its first letter changes, as other words may need theirs. @param {string} text */
const within = (text) => text[0].toLowerCase() + text.slice(1);

/** The match in words, for the status line. @param {Match} match */
export function spoken(match) {
  const sure = within(CONFIDENCE[/** @type {"exact"} */ (match.confidence)]);
  const gone = match.gone ? `, ${within(goneText(match))}` : "";
  return `${`${match.code} ${match.title}`.trim()}, ${serviceTitle(match.service)}, ${sure}${gone}`;
}
