/**
 * The search box, with suggestions; `guide.js` adds what the box of the guide does beyond that. It follows the combobox pattern of
 * the ARIA Authoring Practices (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/): the focus stays in the box, arrows
 * choose an option, Enter opens it. Without this script the box is a plain form that opens the guide.
 */
import { root, whole } from "./engine.js";
import { copyText } from "./copying.js";
import { _, ngettext } from "./language.js";
import { besideOf, element, engine, optionOf, spoken } from "./options.js";

/** @import { Answer, Facets, Family } from "../resolver/types.js" */

const SUGGESTIONS = 6;
export const RESULTS = 20;
const PAUSE = 60; // milliseconds without a key before a query is answered
const MOST_CHARS = 2_000_000; // kept of a paste; the engine then picks the lines that tell something
export const MOST_SHARED = 4_000; // characters of a query that are put into the address
const LINE = " ⏎ "; // how a line break shows in a box of one line
const CONDENSED = _("This text is long: only its telling lines were read.");
const CUT = _("This text is very long: only telling lines of its beginning and its end were read.");

/** The parts of the index. @type {Record<string, string>} */
const PARTS = {
  codes: _("codes"), texts: _("texts"), spellings: _("spellings"), results: _("results"), details: _("details"), categories: _("categories"),
};

/** Says which parts of the index could not be searched. @param {string[]} parts */
const unreadText = (parts) =>
  _("Not all could be searched: the %s of the index could not be loaded.", parts.map((part) => PARTS[part] ?? part).join(", "));

/** Says which of the sites that this one answers for do not answer. @param {string[]} names */
const downText = (names) => _("%s does not answer: its codes are missing here.", names.join(", "));

/** The middle of a text that is too long is left out. @param {string} text @returns {[string, boolean]} */
function shortened(text) {
  if (text.length <= MOST_CHARS) return [text, false];
  return [text.slice(0, MOST_CHARS / 2) + "\n" + text.slice(-MOST_CHARS / 2), true];
}

let boxes = 0;

/** One search box. */
export class Box {
  /** @param {HTMLFormElement} form @param {HTMLElement | null} results where full results go: on the guide */
  constructor(form, results) {
    this.form = form;
    this.input = /** @type {HTMLInputElement} */ (form.querySelector("input.err-search-input"));
    this.results = results;
    this.id = `err-box-${++boxes}`;
    this.active = -1;
    this.wasCut = false;
    this.wasClosed = false;
    /** The text that was asked last, and what is under way for it. @type {string | null} */
    this.asked = null;
    this.asking = Promise.resolve();
    /** The answer to that text, once it is there. @type {Answer | null} */
    this.answer = null;
    /** @type {Record<string, string>} */
    this.facets = form.dataset.errService ? { service: form.dataset.errService } : {};
    this.list = element("div", { role: "listbox", id: `${this.id}-list`, class: "err-options", "aria-label": _("Matching codes") });
    this.status = element("p", { role: "status", class: "err-said" });
    this.beside = element("div", { class: "err-beside" });
    this.place();
    this.listen();
  }

  place() {
    const { input, list, status } = this;
    for (const [key, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off",
    })) input.setAttribute(key, value);
    this.list.hidden = true;
    if (this.results) {
      this.filters = element("div", { class: "err-filters", role: "group", "aria-label": _("Narrow the results") });
      this.filters.hidden = true;
      this.results.append(status, this.filters, list, this.beside);
      this.results.hidden = false;
    } else {
      this.form.classList.add("err-search-popup");
      status.classList.add("err-hidden");
      this.form.append(list, status, this.beside);
    }
  }

  listen() {
    const { input, form } = this;
    input.addEventListener("focus", () => void engine.start().catch(() => {}), { once: true });
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("paste", (event) => this.paste(event));
    form.addEventListener("submit", (event) => this.submit(event));
    if (!this.results) {
      form.addEventListener("focusout", (event) => {
        if (!form.contains(/** @type {Node | null} */ (event.relatedTarget))) this.close();
      });
      for (const shown of [this.list, this.status, this.beside]) shown.addEventListener("mousedown", (event) => event.preventDefault());
    }
  }

  /** The query, with its line breaks. */
  get text() {
    return this.input.value.replaceAll(LINE, "\n");
  }

  set text(text) {
    this.input.value = text.trim().replace(/\r\n?|\n/g, LINE);
  }

  /** Keeps the line breaks of a paste, which a box of one line would drop. @param {ClipboardEvent} event */
  paste(event) {
    const pasted = event.clipboardData?.getData("text") ?? "";
    if (!/[\r\n]/.test(pasted.trim()) && pasted.length <= MOST_CHARS) return;
    event.preventDefault();
    const [kept, wasCut] = shortened(pasted);
    this.wasCut = wasCut;
    const { input } = this;
    input.setRangeText(kept.trim().replace(/\r\n?|\n/g, LINE), input.selectionStart ?? 0, input.selectionEnd ?? 0, "end");
    this.later();
  }

  later() {
    clearTimeout(this.timer);
    if (this.input.value.length < MOST_CHARS / 2) this.wasCut = false;
    this.wasClosed = false;
    this.choose(-1);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  /** Asks the engine and shows its answer. @returns {Promise<void>} */
  ask() {
    clearTimeout(this.timer);
    this.asked = this.text;
    this.answer = null;
    this.asking = this.resolve(this.asked);
    return this.asking;
  }

  /** @param {string} text @returns {Promise<void>} */
  async resolve(text) {
    this.share();
    if (!text.trim()) {
      engine.forget(this);
      return this.clear();
    }
    let answer;
    try {
      if (!engine.site) this.say(_("Loading the codes …"));
      await engine.start();
      if (this.asked !== text || !(await this.prepared())) return;
      answer = await engine.answer(text, this.narrowed(), this);
      if (answer && !(await this.completed(answer))) return;
    } catch (error) {
      this.asked = null;
      this.showStatic(true);
      this.say(_("The codes could not be loaded. The lists on this site work without them."));
      return this.float(!this.wasClosed);
    }
    if (!answer || this.wasClosed) return;
    this.answer = answer;
    this.show(answer);
  }

  /** Puts what is asked into the address: on the guide. */
  share() {}

  /** Whether what a query is narrowed to is known; false if the query has changed meanwhile. @returns {Promise<boolean>} */
  async prepared() {
    return true;
  }

  /** Adds to an answer what single lines of the text say; false if the query has changed meanwhile: on the guide. @param {Answer} _ @returns {Promise<boolean>} */
  async completed(_) {
    return true;
  }

  /** What a choice of a service does, where there is one: on the guide. @type {((service: string) => void) | null} */
  choosing = null;

  /** Shows what the results can be narrowed to: on the guide. */
  showFilters() {}

  /** What the engine is to answer within. @returns {Facets} */
  narrowed() {
    const { service, category, status, action, retry, side } = this.facets;
    return {
      service,
      category,
      status: Number(status) || undefined,
      hasAction: action ? true : undefined,
      retry,
      side,
      limit: this.results ? RESULTS : SUGGESTIONS,
    };
  }

  /** Waits for the answer to the text as it stands; false if the text is another one by then. @returns {Promise<boolean>} */
  async settled() {
    const { text } = this;
    if (this.asked !== text) void this.ask();
    await this.asking;
    return this.text === text;
  }

  clear() {
    this.close();
    this.status.replaceChildren();
    this.beside.replaceChildren();
    if (this.filters) this.filters.hidden = !Object.keys(this.facets).length;
    this.showStatic(true);
  }

  close() {
    this.wasClosed = true;
    this.choose(-1);
    this.list.hidden = true;
    this.list.replaceChildren();
    this.beside.replaceChildren();
    this.float(false);
    this.input.setAttribute("aria-expanded", "false");
  }

  /** @param {boolean} shown */
  showStatic(shown) {
    const page = document.getElementById("err-static");
    if (this.results && page) page.hidden = !shown;
  }

  /** @param {Answer} answer */
  show(answer) {
    const { matches, family, truncated, unread, unknown, down } = answer;
    this.showStatic(false);
    this.choose(-1);
    this.list.replaceChildren(...matches.map((match, at) => optionOf(match, `${this.id}-${at}`, Boolean(this.results))));
    this.list.hidden = !matches.length;
    this.input.setAttribute("aria-expanded", String(matches.length > 0));
    this.beside.replaceChildren(...besideOf(answer, this.choosing));
    this.showFilters();
    if (matches.length) {
      const first = matches[0];
      const unlisted = unknown.length ? `${_("%s is not documented; texts like it:", unknown.join(", "))} ` : "";
      const count = matches.length === RESULTS ? _("The best %s codes", RESULTS) : ngettext("%s code", "%s codes", matches.length);
      this.say(`${unlisted}${count}. ${_("First: %s.", spoken(first))} ${this.results ? _("Arrow keys choose, Enter opens.") : ""}`.trim());
    } else this.sayNothing(family);
    if (down?.length) this.status.append(" ", element("span", { class: "err-cut" }, downText(down)));
    if (unread.length) this.status.append(" ", element("span", { class: "err-cut" }, unreadText(unread)));
    const cutText = this.wasCut ? CUT : truncated ? CONDENSED : "";
    if (cutText) this.status.append(" ", element("span", { class: "err-cut" }, cutText));
    if (!this.results) this.reveal(matches.length ? this.list : this.status);
  }

  /** @param {string} text */
  say(text) {
    this.float(false);
    this.status.replaceChildren(text);
  }

  /** Whether what is said shows below a box without results; it is read out anyway. @param {boolean} shown */
  float(shown) {
    if (!this.results) this.status.classList.toggle("err-hidden", !shown);
  }

  /** Scrolls something into sight, at once; what opens below the input leaves that in sight, too. @param {Element} shown */
  reveal(shown) {
    /** @type {ScrollIntoViewOptions} */
    const nearest = { block: "nearest", behavior: "instant" };
    shown.scrollIntoView(nearest);
    if (!this.results) this.input.scrollIntoView(nearest);
  }

  /** What can be done where nothing matches. @param {Family | null} family what is nearest to the query */
  sayNothing(family) {
    this.say(_("No match."));
    const steps = element("ul", { class: "err-steps" });
    if (family) {
      const near = element("li", {}, _("Nearest:"), " ", element("a", { href: whole(family.url) }, family.label));
      family.codes.forEach((id, at) => {
        near.append(at ? ", " : " – ", element("a", { href: whole(family.addresses[at]) }, id.slice(id.indexOf("/") + 1)));
      });
      steps.append(near);
    }
    steps.append(element("li", {}, element("a", { href: root + categoriesUrl() }, _("See all categories"))));
    const button = element("button", { type: "button", class: "err-button" }, _("Copy for a ticket"));
    button.addEventListener("click", () => void copyText(this.unknownTicket(), button));
    steps.append(element("li", {}, button));
    this.status.append(" ", steps);
    this.float(true);
  }

  /** What a ticket should say of a text that no code fits. */
  unknownTicket() {
    const lines = this.text.trim().split("\n").map((line) => `    ${line}`);
    return [_("No documented code fits this message:"), "", ...lines, "", `${_("Request id:")} `, `${_("Address:")} ${location.href}`, ""].join("\n");
  }

  /** Makes an option the active one; -1 for none. @param {number} at */
  choose(at) {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = at;
    const option = this.list.children[at];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", option.id);
    this.reveal(option);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const count = this.list.children.length;
    if (event.isComposing) return;
    if (event.key === "ArrowDown" && !count && this.text.trim()) void this.later();
    else if (event.key === "ArrowDown" && count) this.choose(this.active + 1 < count ? this.active + 1 : 0);
    else if (event.key === "ArrowUp" && count) this.choose(this.active > 0 ? this.active - 1 : count - 1);
    else if (event.key === "Escape" && this.active >= 0) this.choose(-1);
    else if (event.key === "Escape" && !this.results && count) this.close();
    else if (event.key === "Escape" && this.input.value) {
      this.input.value = "";
      void this.ask();
    } else return;
    event.preventDefault();
  }

  /**
   * Enter opens the chosen option. Without a choice it waits for the answer to the text as it stands: the guide then opens
   * its first option, any other box an exact match, or else the guide with this text.
   * @param {SubmitEvent} event
   */
  async submit(event) {
    event.preventDefault();
    const chosen = this.list.children[this.active];
    if (chosen) return this.open(chosen);
    if (!(await this.settled())) return;
    const first = this.answer?.matches[0];
    if (first && !this.list.hidden && (this.results || only(this.answer) === first)) this.open(this.list.children[0]);
    else if (!this.results) this.toGuide();
  }

  /** @param {Element} option */
  open(option) {
    /** @type {HTMLElement} */ (option).click();
  }

  /** The guide gets the query with its line breaks. */
  toGuide() {
    const address = new URL(this.form.action);
    address.searchParams.set("error", this.text.slice(0, MOST_SHARED));
    if (this.facets.service) address.searchParams.set("service", this.facets.service);
    location.href = address.href;
  }
}

/** The match of an answer that is beyond doubt, if there is exactly one. @param {Answer | null} answer */
export function only(answer) {
  const [first, second] = answer?.matches ?? [];
  if (first?.confidence !== "exact") return undefined;
  return second?.confidence === "exact" && second.score === first.score ? undefined : first;
}

/** The category index beside the guide: `categories.html`, or `categories/` with directory addresses. */
function categoriesUrl() {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form.err-search"));
  return form && new URL(form.action).pathname.endsWith("/") ? "categories/" : "categories.html";
}
